-- What a restore leaves to people.

-- The orders that had not ended when everything was replaced, as JSON: money may hang on them.
ALTER TABLE restores ADD COLUMN unsettled TEXT NOT NULL DEFAULT '[]';

-- Rows from a backup: nothing is opened, charged, given back or believed because of them.
ALTER TABLE payments ADD COLUMN restored BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE payment_events ADD COLUMN restored BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE refunds ADD COLUMN restored BOOLEAN NOT NULL DEFAULT FALSE;

-- The newest entries of a type at a busy ortomat are found without looking at its other entries.
DROP INDEX activity_logs_of_ortomat;
CREATE INDEX activity_logs_of_ortomat ON activity_logs (ortomat_id, created_at, type) WHERE ortomat_id IS NOT NULL;

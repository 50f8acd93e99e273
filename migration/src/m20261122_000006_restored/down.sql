DROP INDEX activity_logs_of_ortomat;
CREATE INDEX activity_logs_of_ortomat ON activity_logs (ortomat_id, created_at) WHERE ortomat_id IS NOT NULL;
ALTER TABLE refunds DROP COLUMN restored;
ALTER TABLE payment_events DROP COLUMN restored;
ALTER TABLE payments DROP COLUMN restored;
ALTER TABLE restores DROP COLUMN unsettled;

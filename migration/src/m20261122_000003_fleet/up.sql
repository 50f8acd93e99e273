-- Running the fleet: edits that cannot overwrite each other, diagnostics with a past, terms with versions.

-- Counts edits, as with people.
ALTER TABLE products ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ortomats ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE settings ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- When an ortomat sold last.
CREATE INDEX sales_completed ON sales (ortomat_id, completed_at) WHERE completed_at IS NOT NULL;

-- A device in the field learns its new secret some time after it was made: until then it comes with the old one.
ALTER TABLE devices ADD COLUMN previous_salt TEXT;
ALTER TABLE devices ADD COLUMN previous_hash TEXT;
ALTER TABLE devices ADD COLUMN previous_until BIGINT;
-- When the present secret was first used while the one before it still counted.
ALTER TABLE devices ADD COLUMN token_used_at BIGINT;
-- Every process looks here for connections that it has to end.
CREATE INDEX devices_revoked ON devices (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE device_reports (
    device_id  TEXT    NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
    -- The beginning of the few minutes of which this is the first report.
    at         BIGINT  NOT NULL,
    uptime_ms  BIGINT,
    wifi_rssi  INTEGER,
    PRIMARY KEY (device_id, at)
);
CREATE INDEX device_reports_by_time ON device_reports (at);

-- Texts that buyers accepted or may accept; never changed.
CREATE TABLE purchase_terms_versions (
    id           TEXT   PRIMARY KEY,
    text         TEXT   NOT NULL,
    text_sha256  TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    -- NULL for a text that was in use before somebody edited it here.
    created_by   TEXT   REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX purchase_terms_versions_by_text ON purchase_terms_versions (text_sha256, created_at);
CREATE INDEX purchase_terms_versions_by_author ON purchase_terms_versions (created_by);
-- What the buyer accepted. No foreign key: versions are never deleted, and orders are many.
ALTER TABLE sales ADD COLUMN terms_version TEXT;

-- What was opened by hand in the last minutes stands in the grid of an ortomat, which is read every second; and an
-- ortomat is deleted without reading every command that there ever was.
CREATE INDEX commands_of_ortomat ON commands (ortomat_id, created_at);

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

-- The log learns three more words; a CHECK can only be made anew.
CREATE TABLE activity_logs_with_fleet (
    id           TEXT    PRIMARY KEY,
    type         TEXT    NOT NULL CHECK (type IN ('CELL_OPENED', 'CELL_FILLED', 'CELL_CLEARED',
                     'CELL_PRODUCT_ASSIGNED', 'CELL_ERROR', 'ORDER_CREATED', 'PAYMENT_INITIATED', 'PAYMENT_SUCCESS',
                     'PAYMENT_FAILED', 'ORDER_COMPLETED', 'ORDER_CANCELLED', 'COURIER_CHECKIN', 'COURIER_REFILL',
                     'DEVICE_ONLINE', 'DEVICE_OFFLINE', 'API_ERROR', 'WEBSOCKET_COMMAND', 'LOGIN_SUCCESS',
                     'LOGIN_FAILED', 'UNAUTHORIZED_ACCESS', 'REFUND_REQUESTED', 'REFUND_SETTLED', 'NEEDS_REVIEW',
                     'STAFF_CHANGED', 'CREDENTIALS_CHANGED', 'CATALOG_CHANGED', 'FLEET_CHANGED', 'SETTINGS_CHANGED')),
    category     TEXT    NOT NULL CHECK (category IN ('cells', 'orders', 'couriers', 'system', 'security', 'payment')),
    severity     TEXT    NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'ERROR', 'CRITICAL')),
    message      TEXT    NOT NULL,
    metadata     TEXT,
    user_id      TEXT    REFERENCES users (id) ON DELETE SET NULL,
    ortomat_id   TEXT    REFERENCES ortomats (id) ON DELETE SET NULL,
    order_id     TEXT    REFERENCES sales (id) ON DELETE SET NULL,
    cell_number  INTEGER,
    created_at   BIGINT  NOT NULL
);
INSERT INTO activity_logs_with_fleet SELECT * FROM activity_logs;
DROP TABLE activity_logs;
ALTER TABLE activity_logs_with_fleet RENAME TO activity_logs;
CREATE INDEX activity_logs_by_time ON activity_logs (created_at, id);
CREATE INDEX activity_logs_of_ortomat ON activity_logs (ortomat_id, created_at);
CREATE INDEX activity_logs_of_order ON activity_logs (order_id);
CREATE INDEX activity_logs_of_user ON activity_logs (user_id);

-- People who sign in: sessions, tokens, second factors, throttles; and people who left without leaving the history.

ALTER TABLE users ADD COLUMN deleted_at BIGINT;
-- Grows with every change of what somebody signs in with; what was begun before counts no more.
ALTER TABLE users ADD COLUMN credentials_version BIGINT NOT NULL DEFAULT 0;
-- The secret of the second factor (base32) and the last step whose code was used; no code counts twice.
ALTER TABLE users ADD COLUMN totp_secret TEXT;
ALTER TABLE users ADD COLUMN totp_last_step BIGINT;
-- NULL while the secret waits for its first code.
ALTER TABLE users ADD COLUMN totp_since BIGINT;
CREATE INDEX users_of_role ON users (role, last_name, first_name);

-- A place that a doctor left keeps its code and its totals: the paper is still on somebody's wall.
ALTER TABLE doctor_ortomats ADD COLUMN ended_at BIGINT;

DROP TABLE sessions;
CREATE TABLE sessions (
    -- A hash of the cookie, so that a stolen database opens no session.
    id          TEXT    PRIMARY KEY,
    -- NULL before signing in.
    user_id     TEXT    REFERENCES users (id) ON DELETE CASCADE,
    data        {bytes} NOT NULL,
    remembered  BOOLEAN NOT NULL DEFAULT FALSE,
    -- Where from, for the person to recognise.
    agent       TEXT    NOT NULL DEFAULT '',
    address     TEXT    NOT NULL DEFAULT '',
    created_at  BIGINT  NOT NULL,
    seen_at     BIGINT  NOT NULL,
    expires_at  BIGINT  NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- Bearer tokens of integrators: one row is one sign-in.
CREATE TABLE access_tokens (
    id                  TEXT   PRIMARY KEY,
    user_id             TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    access_hash         TEXT   NOT NULL UNIQUE,
    access_expires_at   BIGINT NOT NULL,
    refresh_hash        TEXT   NOT NULL UNIQUE,
    refresh_expires_at  BIGINT NOT NULL,
    -- The user's, when they signed in.
    credentials_version BIGINT NOT NULL,
    created_at          BIGINT NOT NULL
);
CREATE INDEX access_tokens_of_user ON access_tokens (user_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (refresh_expires_at);

CREATE TABLE recovery_codes (
    code_hash  TEXT   PRIMARY KEY,
    user_id    TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    used_at    BIGINT
);
CREATE INDEX recovery_codes_of_user ON recovery_codes (user_id);

-- Browsers that somebody has signed in with; a siege of the account from elsewhere does not keep them out.
CREATE TABLE known_browsers (
    token_hash  TEXT   PRIMARY KEY,
    user_id     TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at     BIGINT NOT NULL
);
CREATE INDEX known_browsers_of_user ON known_browsers (user_id);

CREATE TABLE one_time_links (
    token_hash  TEXT   PRIMARY KEY,
    purpose     TEXT   NOT NULL CHECK (purpose IN ('password', 'first_admin')),
    -- Whose password it sets; NULL for the first administrator, who is nobody yet.
    user_id     TEXT   REFERENCES users (id) ON DELETE CASCADE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    CHECK ((purpose = 'first_admin') = (user_id IS NULL))
);
CREATE INDEX one_time_links_of_user ON one_time_links (user_id);

-- How full the bucket of failed attempts of an account or an address is; it leaks with time.
CREATE TABLE login_throttles (
    subject_hash  TEXT   PRIMARY KEY,
    -- When the bucket will be empty; milliseconds, as everywhere.
    empty_at      BIGINT NOT NULL
);
CREATE INDEX login_throttles_by_time ON login_throttles (empty_at);

-- The log learns two more words; a CHECK can only be made anew.
CREATE TABLE activity_logs_with_staff (
    id           TEXT    PRIMARY KEY,
    type         TEXT    NOT NULL CHECK (type IN ('CELL_OPENED', 'CELL_FILLED', 'CELL_CLEARED',
                     'CELL_PRODUCT_ASSIGNED', 'CELL_ERROR', 'ORDER_CREATED', 'PAYMENT_INITIATED', 'PAYMENT_SUCCESS',
                     'PAYMENT_FAILED', 'ORDER_COMPLETED', 'ORDER_CANCELLED', 'COURIER_CHECKIN', 'COURIER_REFILL',
                     'DEVICE_ONLINE', 'DEVICE_OFFLINE', 'API_ERROR', 'WEBSOCKET_COMMAND', 'LOGIN_SUCCESS',
                     'LOGIN_FAILED', 'UNAUTHORIZED_ACCESS', 'REFUND_REQUESTED', 'REFUND_SETTLED', 'NEEDS_REVIEW',
                     'STAFF_CHANGED', 'CREDENTIALS_CHANGED')),
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
INSERT INTO activity_logs_with_staff SELECT * FROM activity_logs;
DROP TABLE activity_logs;
ALTER TABLE activity_logs_with_staff RENAME TO activity_logs;
CREATE INDEX activity_logs_by_time ON activity_logs (created_at, id);
CREATE INDEX activity_logs_of_ortomat ON activity_logs (ortomat_id, created_at);
CREATE INDEX activity_logs_of_order ON activity_logs (order_id);
CREATE INDEX activity_logs_of_user ON activity_logs (user_id);

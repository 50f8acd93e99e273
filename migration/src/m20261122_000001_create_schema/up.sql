-- Conventions: ids are text (UUIDs, and whatever the field printed before), times are UTC milliseconds since
-- 1970, money is kopiykas, JSON is kept as text. Columns of one table that must agree are tied by CHECKs.

CREATE TABLE users (
    id             TEXT    PRIMARY KEY,
    email          TEXT    UNIQUE,
    password_hash  TEXT,
    role           TEXT    NOT NULL CHECK (role IN ('ADMIN', 'DOCTOR', 'COURIER')),
    first_name     TEXT    NOT NULL,
    last_name      TEXT    NOT NULL,
    middle_name    TEXT,
    phone          TEXT    UNIQUE CHECK (phone LIKE '+380_________'),
    is_verified    BOOLEAN NOT NULL DEFAULT FALSE,
    -- Counts edits, so that two administrators cannot overwrite each other silently.
    version        BIGINT  NOT NULL DEFAULT 0,
    created_at     BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL
);

CREATE TABLE ortomats (
    id             TEXT    PRIMARY KEY,
    name           TEXT    NOT NULL,
    address        TEXT    NOT NULL,
    city           TEXT,
    total_cells    INTEGER NOT NULL CHECK (total_cells BETWEEN 1 AND 37),
    status         TEXT    NOT NULL CHECK (status IN ('active', 'inactive', 'maintenance')),
    -- Takes orders although no device is connected.
    sells_offline  BOOLEAN NOT NULL DEFAULT FALSE,
    created_at     BIGINT  NOT NULL,
    updated_at     BIGINT  NOT NULL
);

CREATE TABLE devices (
    id             TEXT    PRIMARY KEY,
    ortomat_id     TEXT    NOT NULL REFERENCES ortomats (id) ON DELETE CASCADE,
    token_salt     TEXT    NOT NULL,
    token_hash     TEXT    NOT NULL,
    -- The connection that speaks for the device now, and until when it is believed without a new sign of life.
    connection_id  TEXT,
    online_until   BIGINT  NOT NULL DEFAULT 0,
    last_seen_at   BIGINT,
    uptime_ms      BIGINT,
    wifi_rssi      INTEGER,
    created_at     BIGINT  NOT NULL,
    revoked_at     BIGINT
);
CREATE INDEX devices_of_ortomat ON devices (ortomat_id);

CREATE TABLE products (
    id                    TEXT   PRIMARY KEY,
    name                  TEXT   NOT NULL,
    sku                   TEXT   NOT NULL UNIQUE,
    description           TEXT,
    size                  TEXT   NOT NULL DEFAULT 'Uni',
    price                 BIGINT NOT NULL CHECK (price >= 0),
    main_image            TEXT,
    images                TEXT   NOT NULL DEFAULT '[]',
    image_url             TEXT,
    color                 TEXT,
    material              TEXT,
    manufacturer          TEXT,
    country               TEXT,
    type                  TEXT,
    size_chart_url        TEXT,
    video_url             TEXT,
    terms_and_conditions  TEXT,
    attributes            TEXT,
    referral_points       BIGINT NOT NULL DEFAULT 0 CHECK (referral_points >= 0),
    created_at            BIGINT NOT NULL,
    updated_at            BIGINT NOT NULL
);

CREATE TABLE cells (
    id              TEXT    PRIMARY KEY,
    ortomat_id      TEXT    NOT NULL REFERENCES ortomats (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL CHECK (number BETWEEN 1 AND 37),
    product_id      TEXT    REFERENCES products (id) ON DELETE RESTRICT,
    filled          BOOLEAN NOT NULL DEFAULT FALSE,
    blocked_reason  TEXT,
    last_refill_at  BIGINT,
    -- Who filled it last; a name from the past, so no foreign key.
    courier_id      TEXT,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL,
    UNIQUE (ortomat_id, number),
    CHECK (product_id IS NOT NULL OR NOT filled)
);
CREATE INDEX cells_of_product ON cells (product_id);

CREATE TABLE doctor_ortomats (
    id             TEXT   PRIMARY KEY,
    doctor_id      TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ortomat_id     TEXT   NOT NULL REFERENCES ortomats (id) ON DELETE CASCADE,
    -- Printed on paper: never changed.
    referral_code  TEXT   NOT NULL UNIQUE,
    total_points   BIGINT NOT NULL DEFAULT 0,
    total_sales    BIGINT NOT NULL DEFAULT 0,
    created_at     BIGINT NOT NULL,
    UNIQUE (doctor_id, ortomat_id)
);
CREATE INDEX doctor_ortomats_of_ortomat ON doctor_ortomats (ortomat_id);

CREATE TABLE courier_ortomats (
    id          TEXT   PRIMARY KEY,
    courier_id  TEXT   NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ortomat_id  TEXT   NOT NULL UNIQUE REFERENCES ortomats (id) ON DELETE CASCADE,
    status      TEXT   NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX courier_ortomats_of_courier ON courier_ortomats (courier_id);

CREATE TABLE sales (
    id                 TEXT    PRIMARY KEY,
    order_number       TEXT    NOT NULL UNIQUE,
    -- Of the form or request that placed it; the same one sent twice is the same order.
    idempotency_key    TEXT    UNIQUE,
    product_id         TEXT    REFERENCES products (id) ON DELETE SET NULL,
    ortomat_id         TEXT    REFERENCES ortomats (id) ON DELETE SET NULL,
    cell_number        INTEGER CHECK (cell_number BETWEEN 1 AND 37),
    -- The product as it was sold: name and price may change later.
    product_name       TEXT    NOT NULL,
    amount             BIGINT  NOT NULL CHECK (amount >= 0),
    doctor_id          TEXT    REFERENCES users (id) ON DELETE SET NULL,
    doctor_ortomat_id  TEXT    REFERENCES doctor_ortomats (id) ON DELETE SET NULL,
    points             BIGINT  NOT NULL DEFAULT 0 CHECK (points >= 0),
    -- As it was in the link, known or not.
    referral_code      TEXT,
    customer_phone     TEXT    CHECK (customer_phone LIKE '+380_________'),
    phase              TEXT    NOT NULL CHECK (phase IN ('awaiting_payment', 'opening', 'processing', 'completed',
                                                         'refunding', 'refunded', 'needs_review', 'failed')),
    reason             TEXT    CHECK (reason IN ('payment_failed', 'payment_expired', 'cancelled', 'bank_unavailable',
                                                 'paid_too_late', 'payment_mismatch', 'payment_reversed',
                                                 'door_failed', 'device_silent', 'device_unreachable',
                                                 'refund_refused', 'staff_refund')),
    -- When the phase must end; a job sees to it.
    deadline_at        BIGINT,
    created_at         BIGINT  NOT NULL,
    updated_at         BIGINT  NOT NULL,
    completed_at       BIGINT,
    -- A phase that must end has a deadline, the others have none.
    CHECK ((phase IN ('awaiting_payment', 'opening', 'processing', 'refunding')) = (deadline_at IS NOT NULL)),
    CHECK ((phase = 'completed') <= (completed_at IS NOT NULL))
);
-- One cell has at most one live order.
CREATE UNIQUE INDEX sales_live_cell ON sales (ortomat_id, cell_number)
    WHERE phase IN ('awaiting_payment', 'opening', 'processing');
CREATE INDEX sales_due ON sales (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX sales_by_time ON sales (created_at, id);
CREATE INDEX sales_of_ortomat ON sales (ortomat_id, created_at);
CREATE INDEX sales_of_product ON sales (product_id);
CREATE INDEX sales_of_doctor ON sales (doctor_id, created_at);
CREATE INDEX sales_of_doctor_ortomat ON sales (doctor_ortomat_id);

CREATE TABLE payments (
    id              TEXT    PRIMARY KEY,
    order_id        TEXT    NOT NULL UNIQUE REFERENCES sales (id) ON DELETE CASCADE,
    provider        TEXT    NOT NULL DEFAULT 'mono' CHECK (provider IN ('mono', 'liqpay')),
    payment_type    TEXT    NOT NULL CHECK (payment_type IN ('debit', 'hold')),
    invoice_id      TEXT    UNIQUE,
    page_url        TEXT,
    amount          BIGINT  NOT NULL CHECK (amount >= 0),
    currency        INTEGER NOT NULL DEFAULT 980,
    status          TEXT    NOT NULL CHECK (status IN ('requested', 'refused', 'created', 'processing', 'hold',
                                                       'failure', 'expired', 'success', 'reversed')),
    -- The bank's own date of that status; older news never applies.
    modified_at     BIGINT,
    failure_reason  TEXT,
    -- When the bank is asked next by itself; NULL when nothing more can change unasked.
    next_check_at   BIGINT,
    checks          INTEGER NOT NULL DEFAULT 0,
    -- When the held money must be charged; NULL when nothing is owed.
    capture_due_at  BIGINT,
    captures        INTEGER NOT NULL DEFAULT 0,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);
CREATE INDEX payments_to_check ON payments (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX payments_to_capture ON payments (capture_due_at) WHERE capture_due_at IS NOT NULL;

-- What the bank said, byte for byte, stored before it is answered.
CREATE TABLE payment_events (
    id           TEXT    PRIMARY KEY,
    source       TEXT    NOT NULL CHECK (source IN ('webhook', 'status')),
    invoice_id   TEXT    NOT NULL,
    body         {bytes} NOT NULL,
    body_sha256  TEXT    NOT NULL,
    received_at  BIGINT  NOT NULL,
    -- When it was applied, and what it changed; NULL while it waits.
    applied_at   BIGINT,
    outcome      TEXT,
    attempts     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (invoice_id, body_sha256)
);
CREATE INDEX payment_events_waiting ON payment_events (received_at) WHERE applied_at IS NULL;

CREATE TABLE refunds (
    -- Also the bank's extRef.
    id           TEXT    PRIMARY KEY,
    order_id     TEXT    NOT NULL REFERENCES sales (id) ON DELETE CASCADE,
    payment_id   TEXT    NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    amount       BIGINT  NOT NULL CHECK (amount > 0),
    reason       TEXT    NOT NULL,
    status       TEXT    NOT NULL CHECK (status IN ('requested', 'accepted', 'settled', 'refused')),
    -- When the next attempt or question is due; NULL at the end.
    due_at       BIGINT,
    -- How often the bank was asked for it.
    attempts     INTEGER NOT NULL DEFAULT 0,
    last_error   TEXT,
    created_at   BIGINT  NOT NULL,
    settled_at   BIGINT,
    CHECK ((status IN ('requested', 'accepted')) = (due_at IS NOT NULL))
);
-- Money goes back at most once at a time.
CREATE UNIQUE INDEX refunds_live ON refunds (order_id) WHERE status <> 'refused';
CREATE INDEX refunds_of_payment ON refunds (payment_id);
CREATE INDEX refunds_due ON refunds (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE commands (
    -- The cmd_id of the wire.
    id             TEXT    PRIMARY KEY,
    kind           TEXT    NOT NULL CHECK (kind IN ('sale', 'refill', 'staff')),
    order_id       TEXT    UNIQUE REFERENCES sales (id) ON DELETE CASCADE,
    ortomat_id     TEXT    NOT NULL REFERENCES ortomats (id) ON DELETE CASCADE,
    -- The device that was first sent it; nobody else may answer.
    device_id      TEXT    REFERENCES devices (id) ON DELETE SET NULL,
    -- The connection it was sent on; a new connection of that device gets it once more.
    connection_id  TEXT,
    cell_number    INTEGER NOT NULL CHECK (cell_number BETWEEN 1 AND 37),
    status         TEXT    NOT NULL CHECK (status IN ('queued', 'sent', 'acked', 'opened', 'failed', 'expired')),
    sends          INTEGER NOT NULL DEFAULT 0,
    requested_by   TEXT    REFERENCES users (id) ON DELETE SET NULL,
    created_at     BIGINT  NOT NULL,
    -- After this moment it is never sent again.
    expires_at     BIGINT  NOT NULL,
    sent_at        BIGINT,
    acked_at       BIGINT,
    settled_at     BIGINT,
    CHECK ((kind = 'sale') = (order_id IS NOT NULL))
);
CREATE INDEX commands_live ON commands (ortomat_id) WHERE status IN ('queued', 'sent', 'acked');
CREATE INDEX commands_of_device ON commands (device_id);
CREATE INDEX commands_by_requester ON commands (requested_by);

-- Points of doctors, append-only; a sale is credited once and taken back once.
CREATE TABLE rewards (
    id                 TEXT   PRIMARY KEY,
    doctor_id          TEXT   NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    doctor_ortomat_id  TEXT   REFERENCES doctor_ortomats (id) ON DELETE SET NULL,
    sale_id            TEXT   NOT NULL REFERENCES sales (id) ON DELETE CASCADE,
    kind               TEXT   NOT NULL CHECK (kind IN ('earned', 'reversed')),
    points             BIGINT NOT NULL CHECK (points >= 0),
    created_at         BIGINT NOT NULL,
    UNIQUE (sale_id, kind)
);
CREATE INDEX rewards_of_doctor ON rewards (doctor_id, created_at);
CREATE INDEX rewards_of_doctor_ortomat ON rewards (doctor_ortomat_id);

CREATE TABLE activity_logs (
    id           TEXT    PRIMARY KEY,
    type         TEXT    NOT NULL CHECK (type IN ('CELL_OPENED', 'CELL_FILLED', 'CELL_CLEARED',
                     'CELL_PRODUCT_ASSIGNED', 'CELL_ERROR', 'ORDER_CREATED', 'PAYMENT_INITIATED', 'PAYMENT_SUCCESS',
                     'PAYMENT_FAILED', 'ORDER_COMPLETED', 'ORDER_CANCELLED', 'COURIER_CHECKIN', 'COURIER_REFILL',
                     'DEVICE_ONLINE', 'DEVICE_OFFLINE', 'API_ERROR', 'WEBSOCKET_COMMAND', 'LOGIN_SUCCESS',
                     'LOGIN_FAILED', 'UNAUTHORIZED_ACCESS', 'REFUND_REQUESTED', 'REFUND_SETTLED', 'NEEDS_REVIEW')),
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
CREATE INDEX activity_logs_by_time ON activity_logs (created_at, id);
CREATE INDEX activity_logs_of_ortomat ON activity_logs (ortomat_id, created_at);
CREATE INDEX activity_logs_of_order ON activity_logs (order_id);
CREATE INDEX activity_logs_of_user ON activity_logs (user_id);

CREATE TABLE settings (
    id              TEXT   PRIMARY KEY CHECK (id = 'default'),
    purchase_terms  TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);

CREATE TABLE sessions (
    -- A hash of the cookie, so that a stolen database opens no session.
    id          TEXT    PRIMARY KEY,
    user_id     TEXT    REFERENCES users (id) ON DELETE CASCADE,
    data        {bytes} NOT NULL,
    created_at  BIGINT  NOT NULL,
    expires_at  BIGINT  NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- What administrators need to see and decide: lists that are answered from indexes, decisions, what was paid.

-- What the bank took, which may not be what was asked; no more than this ever goes back.
ALTER TABLE payments ADD COLUMN paid_amount BIGINT CHECK (paid_amount >= 0);
UPDATE payments SET paid_amount = amount WHERE status IN ('hold', 'success', 'reversed');

-- Parts of a payment may go back one after another, so only what has not ended is alone.
DROP INDEX refunds_live;
CREATE UNIQUE INDEX refunds_live ON refunds (order_id) WHERE status IN ('requested', 'accepted');
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_settled ON refunds (settled_at) WHERE settled_at IS NOT NULL;

-- What an administrator decided about an order; the same form sent twice is one decision.
CREATE TABLE order_decisions (
    idempotency_key  TEXT   PRIMARY KEY,
    order_id         TEXT   NOT NULL REFERENCES sales (id) ON DELETE CASCADE,
    user_id          TEXT   REFERENCES users (id) ON DELETE SET NULL,
    resolution       TEXT   NOT NULL CHECK (resolution IN ('refund', 'handed_out', 'close')),
    -- Kopiykas, of a refund.
    amount           BIGINT CHECK (amount > 0),
    reason           TEXT   NOT NULL,
    -- The refund that runs for it; a second decision may set a first one's refund going again.
    refund_id        TEXT   REFERENCES refunds (id) ON DELETE SET NULL,
    created_at       BIGINT NOT NULL,
    CHECK ((resolution = 'refund') = (amount IS NOT NULL))
);
CREATE INDEX order_decisions_of_order ON order_decisions (order_id);
CREATE INDEX order_decisions_of_user ON order_decisions (user_id);
CREATE INDEX order_decisions_of_refund ON order_decisions (refund_id);

-- The list of orders: each filter by itself, the newest first.
CREATE INDEX sales_by_phase ON sales (phase, created_at);
CREATE INDEX sales_by_status ON sales ((CASE WHEN phase IN ('awaiting_payment', 'opening') THEN 'pending'
    WHEN phase IN ('processing', 'completed') THEN phase ELSE 'failed' END), created_at);
CREATE INDEX sales_of_phone ON sales (customer_phone, created_at) WHERE customer_phone IS NOT NULL;
-- A number by its beginning, or by the beginning of its last group, which is what people read aloud.
CREATE INDEX sales_by_number ON sales (order_number COLLATE {bytewise});
CREATE INDEX sales_by_number_tail ON sales (substr(order_number, 19) COLLATE {bytewise});

-- The figures: what was sold, and what became of what was ordered. Both hold all that is summed up.
CREATE INDEX sales_sold ON sales (completed_at, phase, amount, product_id, ortomat_id, doctor_id)
    WHERE completed_at IS NOT NULL;
CREATE INDEX sales_outcomes ON sales (created_at, phase, completed_at, reason);
CREATE INDEX cells_to_refill ON cells (product_id) WHERE NOT filled AND blocked_reason IS NULL;

-- Days after which entries of the log that nobody has to act upon are forgotten; NULL keeps all.
ALTER TABLE settings ADD COLUMN log_retention_days INTEGER CHECK (log_retention_days BETWEEN 1 AND 36500);

-- The log learns more words, and will again. A CHECK can only be made anew by copying every row, so the list of types
-- is kept in the program alone, which writes no others.
CREATE TABLE activity_logs_with_desk (
    id           TEXT    PRIMARY KEY,
    type         TEXT    NOT NULL,
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
INSERT INTO activity_logs_with_desk SELECT * FROM activity_logs;
DROP TABLE activity_logs;
ALTER TABLE activity_logs_with_desk RENAME TO activity_logs;
CREATE INDEX activity_logs_by_time ON activity_logs (created_at, id);
-- Each filter by itself, and the two that are rare together: an error among a hundred thousand sales.
CREATE INDEX activity_logs_by_type ON activity_logs (type, created_at);
CREATE INDEX activity_logs_by_type_severity ON activity_logs (type, severity, created_at);
CREATE INDEX activity_logs_by_category ON activity_logs (category, created_at);
CREATE INDEX activity_logs_by_category_severity ON activity_logs (category, severity, created_at);
CREATE INDEX activity_logs_by_severity ON activity_logs (severity, created_at);
-- Most entries are nobody's and many are no ortomat's and of no order.
CREATE INDEX activity_logs_of_ortomat ON activity_logs (ortomat_id, created_at) WHERE ortomat_id IS NOT NULL;
-- The history of one cell among all that happened at a busy ortomat.
CREATE INDEX activity_logs_of_cell ON activity_logs (ortomat_id, cell_number, created_at) WHERE cell_number IS NOT NULL;
CREATE INDEX activity_logs_of_order ON activity_logs (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX activity_logs_of_user ON activity_logs (user_id, created_at) WHERE user_id IS NOT NULL;

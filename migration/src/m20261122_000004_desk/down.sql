DELETE FROM activity_logs WHERE type IN ('PAYMENT_CHECKED', 'REVIEW_RESOLVED', 'DATA_EXPORTED',
    'LOG_TRIMMED', 'CATALOG_CHANGED', 'FLEET_CHANGED', 'SETTINGS_CHANGED');
DROP INDEX activity_logs_of_cell;
DROP INDEX activity_logs_by_type;
DROP INDEX activity_logs_by_type_severity;
DROP INDEX activity_logs_by_category;
DROP INDEX activity_logs_by_category_severity;
DROP INDEX activity_logs_by_severity;
ALTER TABLE settings DROP COLUMN log_retention_days;
DROP INDEX cells_to_refill;
DROP INDEX sales_outcomes;
DROP INDEX sales_sold;
DROP INDEX sales_by_number_tail;
DROP INDEX sales_by_number;
DROP INDEX sales_of_phone;
DROP INDEX sales_by_status;
DROP INDEX sales_by_phase;
DROP TABLE order_decisions;
DROP INDEX refunds_settled;
DROP INDEX refunds_of_order;
DROP INDEX refunds_live;
-- Of several parts that went back the old rule knows one.
DELETE FROM refunds WHERE status <> 'refused' AND id NOT IN (
    SELECT MIN(id) FROM refunds WHERE status <> 'refused' GROUP BY order_id);
CREATE UNIQUE INDEX refunds_live ON refunds (order_id) WHERE status <> 'refused';
ALTER TABLE payments DROP COLUMN paid_amount;

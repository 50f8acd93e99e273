ALTER TABLE refunds DROP COLUMN restored;
ALTER TABLE payment_events DROP COLUMN restored;
ALTER TABLE payments DROP COLUMN restored;
ALTER TABLE restores DROP COLUMN unsettled;

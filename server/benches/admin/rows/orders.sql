-- 200,000 orders of a year, the newest has number 1. A few ortomats sell most: the first one 6 % of all. Of a hundred
-- orders 78 are completed, 19 were never paid, 2 went back; a few are under way and 80 wait for a person.

INSERT INTO sales (id, order_number, product_id, ortomat_id, cell_number, product_name, amount, doctor_id,
                   doctor_ortomat_id, points, referral_code, customer_phone, phase, reason, deadline_at, created_at,
                   updated_at, completed_at)
SELECT {id n}, {number n}, 'product-' || product, 'ortomat-' || ortomat, cell, 'Бандаж на колінний суглоб №' || product,
       25000 + product * 37 % 60 * 2500,
       CASE WHEN referred THEN CASE WHEN ortomat <= 5 THEN '{doctor}' ELSE 'doctor-' || ((ortomat - 1) / 5) END END,
       CASE WHEN referred THEN 'place-' || ortomat END, CASE WHEN referred THEN product % 5 * 10 ELSE 0 END,
       CASE WHEN referred THEN 'DOC' || (100000 + ortomat) END,
       -- Some fifty thousand people, and one of them buys every day.
       CASE WHEN n % 500 = 3 THEN '+380671234567' WHEN n % 5 < 3 THEN '+38063' || (2000000 + n * 7919 % 50021) END,
       phase,
       CASE phase WHEN 'failed' THEN CASE n % 7 WHEN 0 THEN 'payment_failed' WHEN 1 THEN 'cancelled'
                                                ELSE 'payment_expired' END
                  WHEN 'refunded' THEN CASE n % 3 WHEN 0 THEN 'door_failed' WHEN 1 THEN 'device_silent'
                                                  ELSE 'staff_refund' END
                  WHEN 'refunding' THEN 'door_failed'
                  WHEN 'needs_review' THEN CASE n % 2 WHEN 0 THEN 'refund_refused' ELSE 'payment_mismatch' END END,
       CASE WHEN phase IN ('awaiting_payment', 'opening', 'processing', 'refunding') THEN {now} + 864000000 END,
       at, at + 40000,
       CASE WHEN phase = 'completed' OR (phase = 'refunded' AND n % 3 = 2) THEN at + 40000 END
FROM (SELECT n, {moment n} AS at,
             1 + (n * 6007 % 9967) * (n * 6007 % 9967) * 200 / (9967 * 9967) AS product,
             CASE WHEN n <= 12 THEN n ELSE 1 + (n * 7919 % 9973) * (n * 7919 % 9973) * 300 / (9973 * 9973) END AS ortomat,
             1 + n * 4409 % 37 AS cell, n * 3571 % 10 < 3 AS referred,
             CASE WHEN n <= 5 THEN 'awaiting_payment' WHEN n <= 8 THEN 'opening' WHEN n <= 12 THEN 'processing'
                  WHEN n <= 20 THEN 'refunding' WHEN n % 2500 = 7 THEN 'needs_review' WHEN n * 4999 % 100 < 19 THEN 'failed'
                  WHEN n * 4999 % 100 < 21 THEN 'refunded' ELSE 'completed' END AS phase
      FROM {series 200000}) numbered;

INSERT INTO payments (id, order_id, payment_type, invoice_id, page_url, amount, paid_amount, status, modified_at,
                      failure_reason, created_at, updated_at)
SELECT 'payment-' || id, id, 'debit', 'p2_' || substr(id, 1, 10) || substr(id, 27), 'https://pay.example.com/' || id, amount,
       CASE WHEN phase NOT IN ('awaiting_payment', 'failed') THEN amount END,
       CASE phase WHEN 'awaiting_payment' THEN 'created'
                  WHEN 'failed' THEN CASE reason WHEN 'payment_failed' THEN 'failure' ELSE 'expired' END
                  ELSE 'success' END,
       created_at + 20000, CASE WHEN reason = 'payment_failed' THEN 'Недостатньо коштів' END, created_at,
       created_at + 20000
FROM sales;

INSERT INTO payment_events (id, source, invoice_id, body, body_sha256, received_at, applied_at, outcome, attempts)
SELECT 'event-' || created_at || '-' || substr(order_id, 1, 10), 'webhook', invoice_id,
       {bytes}'{"invoiceId":"' || invoice_id || '","status":"' || status || '","amount":' || amount || ',"ccy":980,'
       || '"finalAmount":' || amount || ',"createdDate":"2026-11-01T09:00:00Z","modifiedDate":"2026-11-01T09:00:20Z",'
       || '"reference":"' || order_id || '","paymentInfo":{"maskedPan":"444403******1902","terminal":"MI001088",'
       || '"paymentSystem":"visa","paymentMethod":"pan","fee":0,"country":"804"}}'{/bytes},
       'none', created_at + 20000, created_at + 20100, 'applied', 1
FROM payments WHERE status IN ('success', 'failure');

INSERT INTO refunds (id, order_id, payment_id, amount, reason, status, due_at, attempts, last_error, created_at,
                     settled_at)
SELECT 'refund-' || id, id, 'payment-' || id, amount, COALESCE(reason, 'staff_refund'),
       CASE phase WHEN 'refunding' THEN 'accepted' WHEN 'needs_review' THEN 'refused' ELSE 'settled' END,
       CASE phase WHEN 'refunding' THEN {now} + 864000000 END, 1,
       CASE phase WHEN 'needs_review' THEN 'Банк відмовив' END, created_at + 50000,
       CASE phase WHEN 'refunded' THEN created_at + 90000 END
FROM sales WHERE phase IN ('refunding', 'refunded', 'needs_review');
-- Parts that went back of orders that stand.
INSERT INTO refunds (id, order_id, payment_id, amount, reason, status, created_at, settled_at)
SELECT 'part-' || id, id, 'payment-' || id, 10000, 'staff_refund', 'settled', created_at + 3600000, created_at + 3700000
FROM sales WHERE phase = 'completed' AND created_at % 173 = 0;

INSERT INTO order_decisions (idempotency_key, order_id, user_id, resolution, amount, reason, refund_id, created_at)
SELECT 'decision-' || id, order_id, '{admin}', 'refund', amount, 'Покупець попросив', id, created_at
FROM refunds WHERE reason = 'staff_refund';

INSERT INTO commands (id, kind, order_id, ortomat_id, device_id, cell_number, status, sends, created_at, expires_at,
                      sent_at, acked_at, settled_at)
SELECT order_number, 'sale', id, ortomat_id, 'device-' || substr(ortomat_id, 9), cell_number,
       CASE phase WHEN 'completed' THEN 'opened' WHEN 'processing' THEN 'acked' WHEN 'opening' THEN 'queued'
                  ELSE 'failed' END,
       1, created_at + 21000, CASE phase WHEN 'opening' THEN {now} + 864000000 ELSE created_at + 81000 END,
       CASE WHEN phase <> 'opening' THEN created_at + 21100 END, CASE WHEN phase <> 'opening' THEN created_at + 21300 END,
       CASE WHEN phase NOT IN ('opening', 'processing') THEN created_at + 23000 END
FROM sales WHERE phase NOT IN ('awaiting_payment', 'failed') AND (reason IS NULL OR reason <> 'payment_mismatch');
-- Cells are opened by hand too.
INSERT INTO commands (id, kind, ortomat_id, device_id, cell_number, status, sends, requested_by, created_at, expires_at,
                      sent_at, acked_at, settled_at)
SELECT 'REFILL-' || n, 'refill', 'ortomat-' || (1 + n % 300), 'device-' || (1 + n % 300), 1 + n % 37, 'opened', 1,
       CASE WHEN n % 300 < 60 THEN '{courier}' ELSE 'courier-' || (1 + n % 29) END, {now} - n * 500000,
       {now} - n * 500000 + 60000, {now} - n * 500000 + 100, {now} - n * 500000 + 300, {now} - n * 500000 + 2000
FROM {series 60000};

INSERT INTO rewards (id, doctor_id, doctor_ortomat_id, sale_id, kind, points, created_at)
SELECT 'reward-' || id, doctor_id, doctor_ortomat_id, id, 'earned', points, completed_at
FROM sales WHERE phase = 'completed' AND doctor_id IS NOT NULL AND points > 0;

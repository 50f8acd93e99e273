-- 1,000,000 entries of the same year. Four of five are the five steps of an order (the order of entry n is (n + 4) / 5);
-- the rest are devices that come and go, couriers, people who sign in, and once in a while something that went wrong.

INSERT INTO activity_logs (id, type, category, severity, message, metadata, user_id, ortomat_id, order_id, cell_number,
                           created_at)
SELECT {later n}, type, {category type},
       CASE type WHEN 'NEEDS_REVIEW' THEN 'CRITICAL' WHEN 'CELL_ERROR' THEN 'ERROR' WHEN 'API_ERROR' THEN 'ERROR'
                 WHEN 'DEVICE_OFFLINE' THEN 'WARNING' WHEN 'LOGIN_FAILED' THEN 'WARNING'
                 WHEN 'UNAUTHORIZED_ACCESS' THEN 'WARNING' ELSE 'INFO' END,
       CASE type WHEN 'ORDER_CREATED' THEN 'Замовлення створено: ' || {number order_n}
                 WHEN 'PAYMENT_INITIATED' THEN 'Рахунок виставлено: ' || {number order_n}
                 WHEN 'PAYMENT_SUCCESS' THEN 'Оплачено: ' || {number order_n}
                 WHEN 'CELL_OPENED' THEN 'Комірку ' || cell || ' відкрито: ' || {number order_n}
                 WHEN 'ORDER_COMPLETED' THEN 'Замовлення видано: ' || {number order_n}
                 WHEN 'NEEDS_REVIEW' THEN 'Потрібна людина: ' || {number order_n}
                 WHEN 'CELL_ERROR' THEN 'Двері комірки ' || cell || ' не відчинилися'
                 WHEN 'DEVICE_ONLINE' THEN 'Пристрій на зв''язку: device-' || ortomat
                 WHEN 'DEVICE_OFFLINE' THEN 'Пристрій не відповідає: device-' || ortomat
                 WHEN 'CELL_FILLED' THEN 'Комірку ' || cell || ' наповнено'
                 WHEN 'COURIER_CHECKIN' THEN 'Кур''єр біля ортомата'
                 WHEN 'COURIER_REFILL' THEN 'Кур''єр наповнив комірку ' || cell
                 WHEN 'LOGIN_SUCCESS' THEN 'Вхід виконано' WHEN 'LOGIN_FAILED' THEN 'Невдала спроба входу'
                 WHEN 'UNAUTHORIZED_ACCESS' THEN 'Спроба без прав' ELSE 'Команда пристрою' END,
       CASE WHEN of_order THEN '{"orderNumber":"' || {number order_n} || '","cellNumber":' || cell || '}'
            WHEN type LIKE 'DEVICE%' THEN '{"deviceId":"device-' || ortomat || '"}' END,
       CASE WHEN type IN ('CELL_FILLED', 'COURIER_CHECKIN', 'COURIER_REFILL')
            THEN CASE WHEN ortomat <= 60 THEN '{courier}' ELSE 'courier-' || (1 + ortomat % 29) END
            WHEN type = 'LOGIN_SUCCESS' THEN CASE n % 2 WHEN 0 THEN '{admin}' ELSE '{courier}' END END,
       CASE WHEN type NOT LIKE 'LOGIN%' AND type <> 'UNAUTHORIZED_ACCESS' AND type <> 'API_ERROR'
            THEN 'ortomat-' || ortomat END,
       CASE WHEN of_order THEN {id order_n} END,
       CASE WHEN type IN ('CELL_OPENED', 'CELL_ERROR', 'CELL_FILLED', 'COURIER_REFILL') THEN cell END,
       {now} - n * 31536
FROM (SELECT n, order_n, cell, ortomat,
             CASE WHEN h >= 220 THEN CASE n % 5 WHEN 0 THEN 'ORDER_CREATED' WHEN 4 THEN 'PAYMENT_INITIATED'
                                     WHEN 3 THEN 'PAYMENT_SUCCESS' WHEN 2 THEN 'CELL_OPENED' ELSE 'ORDER_COMPLETED' END
                  WHEN h < 70 THEN 'DEVICE_ONLINE' WHEN h < 140 THEN 'DEVICE_OFFLINE' WHEN h < 160 THEN 'WEBSOCKET_COMMAND'
                  WHEN h < 185 THEN 'CELL_FILLED' WHEN h < 200 THEN 'COURIER_REFILL' WHEN h < 206 THEN 'COURIER_CHECKIN'
                  WHEN h < 214 THEN 'LOGIN_SUCCESS' WHEN h < 218 THEN 'LOGIN_FAILED'
                  WHEN n % 3 = 0 THEN 'CELL_ERROR' WHEN n % 37 = 1 THEN 'NEEDS_REVIEW' WHEN n % 37 = 2 THEN 'API_ERROR'
                  ELSE 'UNAUTHORIZED_ACCESS' END AS type,
             h >= 220 OR (h >= 218 AND n % 3 > 0 AND n % 37 = 1) AS of_order
      FROM (SELECT n, (n + 4) / 5 AS order_n, 1 + (n + 4) / 5 * 4409 % 37 AS cell,
                   1 + ((n + 4) / 5 * 7919 % 9973) * ((n + 4) / 5 * 7919 % 9973) * 300 / (9973 * 9973) AS ortomat,
                   n * 7919 % 1000003 % 1000 AS h
            FROM {series 1000000}) numbered) typed;

-- 200 products, 300 ortomats of 37 cells with a device each, 60 doctors, 30 couriers. One doctor and one courier were
-- made before, because they can sign in; they have the busiest ortomats.

INSERT INTO products (id, name, sku, description, size, price, main_image, images, color, material, manufacturer,
                      country, type, referral_points, created_at, updated_at)
SELECT 'product-' || n,
       CASE n % 6 WHEN 0 THEN 'Бандаж на колінний суглоб' WHEN 1 THEN 'Ортез на гомілковостопний суглоб'
                  WHEN 2 THEN 'Корсет попереково-крижовий' WHEN 3 THEN 'Комір шийний м''який'
                  WHEN 4 THEN 'Шина на зап''ясток' ELSE 'Устілки ортопедичні' END || ' №' || n,
       'SKU-' || (1000 + n),
       '<p>Стабілізує суглоб після розтягнень і в перші тижні після зняття гіпсу. Кільце утримує надколінок на місці, '
       || 'бічні пружини не дають виробу сповзати, а перфорована тканина лишає шкіру сухою.</p><ul><li>дихаюча тканина'
       || '</li><li>посилений край</li><li>застібка, яку можна затягнути однією рукою</li></ul><p>Перед першим '
       || 'використанням виміряйте коло суглоба і звіртеся з таблицею розмірів.</p>',
       CASE n % 5 WHEN 0 THEN 'S' WHEN 1 THEN 'M' WHEN 2 THEN 'L' WHEN 3 THEN 'XL' ELSE 'Uni' END,
       25000 + n * 37 % 60 * 2500, '/demo/knee-brace.svg', '["/demo/wrist-brace.svg"]',
       CASE n % 3 WHEN 0 THEN 'Сірий' WHEN 1 THEN 'Чорний' ELSE 'Бежевий' END, 'Неопрен, силікон',
       CASE n % 4 WHEN 0 THEN 'Ортекс' WHEN 1 THEN 'Медтекстиль' WHEN 2 THEN 'Опора' ELSE 'Кузня здоров''я' END,
       'Україна', CASE n % 2 WHEN 0 THEN 'Ортез' ELSE 'Бандаж' END, n % 5 * 10,
       {now} - n * 86400000, {now} - n * 3600000
FROM {series 200};

INSERT INTO ortomats (id, name, address, city, total_cells, status, sells_offline, created_at, updated_at)
SELECT 'ortomat-' || n,
       CASE n % 4 WHEN 0 THEN 'Поліклініка' WHEN 1 THEN 'Лікарня' WHEN 2 THEN 'Аптека' ELSE 'Медичний центр' END
       || ' №' || n,
       CASE n % 5 WHEN 0 THEN 'вул. Хрещатик, ' WHEN 1 THEN 'вул. Київська, ' WHEN 2 THEN 'просп. Свободи, '
                  WHEN 3 THEN 'вул. Соборна, ' ELSE 'вул. Шевченка, ' END || (1 + n % 120) || ', хол першого поверху',
       CASE n % 8 WHEN 0 THEN 'Київ' WHEN 1 THEN 'Житомир' WHEN 2 THEN 'Львів' WHEN 3 THEN 'Одеса'
                  WHEN 4 THEN 'Дніпро' WHEN 5 THEN 'Харків' WHEN 6 THEN 'Вінниця' ELSE 'Полтава' END,
       37, CASE WHEN n % 40 = 9 THEN 'maintenance' WHEN n % 50 = 9 THEN 'inactive' ELSE 'active' END, n % 3 = 0,
       {now} - 34560000000, {now} - n * 3600000
FROM {series 300};

INSERT INTO devices (id, ortomat_id, token_salt, token_hash, online_until, last_seen_at, uptime_ms, wifi_rssi,
                     created_at)
SELECT 'device-' || n, 'ortomat-' || n, 'none', 'none',
       CASE WHEN n % 30 = 4 THEN {now} - 7200000 ELSE {now} + 864000000 END, {now} - n % 45 * 1000, 600000000 - n * 1000,
       -40 - n % 50, {now} - 34560000000
FROM {series 300};
-- Every five minutes for a week, which is all that is kept.
INSERT INTO device_reports (device_id, at, uptime_ms, wifi_rssi)
SELECT 'device-' || (1 + (n - 1) / 2016), ({now} / 300000 - (n - 1) % 2016) * 300000, 604800000 - (n - 1) % 2016 * 300000,
       -40 - n % 50
FROM {series 604800};

INSERT INTO users (id, email, password_hash, role, first_name, last_name, middle_name, phone, is_verified, created_at,
                   updated_at)
SELECT CASE WHEN n < 60 THEN 'doctor-' || n ELSE 'courier-' || (n - 59) END, 'person' || n || '@example.com', NULL,
       CASE WHEN n < 60 THEN 'DOCTOR' ELSE 'COURIER' END,
       CASE n % 6 WHEN 0 THEN 'Олена' WHEN 1 THEN 'Тарас' WHEN 2 THEN 'Ірина' WHEN 3 THEN 'Андрій' WHEN 4 THEN 'Юлія'
                  ELSE 'Богдан' END,
       CASE n % 9 WHEN 0 THEN 'Коваль' WHEN 1 THEN 'Шевченко' WHEN 2 THEN 'Бондар' WHEN 3 THEN 'Ткачук'
                  WHEN 4 THEN 'Гончар' WHEN 5 THEN 'Мельник' WHEN 6 THEN 'Їжакевич' WHEN 7 THEN 'Лисенко'
                  ELSE 'Савчук' END,
       NULL, '+38050' || (1000000 + n), TRUE, {now} - n * 86400000, {now} - n * 86400000
FROM {series 88};

INSERT INTO courier_ortomats (id, courier_id, ortomat_id, status, created_at, updated_at)
SELECT 'round-' || n, CASE WHEN n <= 60 THEN '{courier}' ELSE 'courier-' || (1 + n % 29) END, 'ortomat-' || n, 'active',
       {now} - 34560000000, {now} - 34560000000
FROM {series 300};

-- Five ortomats for each doctor.
INSERT INTO doctor_ortomats (id, doctor_id, ortomat_id, referral_code, total_points, total_sales, created_at)
SELECT 'place-' || n, CASE WHEN n <= 5 THEN '{doctor}' ELSE 'doctor-' || ((n - 1) / 5) END, 'ortomat-' || n,
       'DOC' || (100000 + n), 12000 - n * 40, 600 - n * 2, {now} - 34560000000
FROM {series 300};

INSERT INTO cells (id, ortomat_id, number, product_id, filled, blocked_reason, last_refill_at, courier_id, created_at,
                   updated_at)
SELECT 'cell-' || n, 'ortomat-' || ortomat, (n - 1) % 37 + 1,
       CASE WHEN n % 13 > 0 THEN 'product-' || (1 + n * 7919 % 200) END, n % 13 > 0 AND n % 9 > 1,
       CASE WHEN n % 101 = 0 THEN 'door_failed' WHEN n % 211 = 0 THEN 'Зламана полиця' END,
       CASE WHEN n % 13 > 0 THEN {now} - n * 7919 % 2000000 * 1000 END,
       CASE WHEN n % 13 > 0 THEN CASE WHEN ortomat <= 60 THEN '{courier}' ELSE 'courier-' || (1 + ortomat % 29) END END,
       {now} - 34560000000, {now} - n * 7919 % 2000000 * 1000
FROM (SELECT n, (n - 1) / 37 + 1 AS ortomat FROM {series 11100}) numbered;

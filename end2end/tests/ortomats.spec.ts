// The fleet as the administrator runs it: ortomats, their devices and what those tell, the codes that are printed.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test, type Ortomat, type Page, type Row } from "../fixtures";
import { expectAccessible } from "./axe";
import { photograph, sideways, tooLow } from "./screen";
import { enter, expectError, field, signIn } from "./staff";

// A server of its own, because these tests fill the lists of everybody else.
test.use({ variables: { ORTOMAT_SIMULATE_DEVICES: "1" } });

type Db = (sql: string) => Promise<Row[]>;

let ortomats = 0;

/** A name that no other ortomat on this worker's server has. */
function named(word: string): string {
  return `${word} ${test.info().workerIndex}-${++ortomats}`;
}

/** Changes the database behind the server's back: what would take a week, or another program. */
async function write(ortomat: Ortomat, sql: string) {
  await promisify(execFile)("sqlite3", ["-cmd", ".timeout 5000", ortomat.databasePath, sql]);
}

const rowOf = async (db: Db, name: string) => (await db(`SELECT * FROM ortomats WHERE name = '${name}'`))[0]!;

const cellsOf = async (db: Db, id: unknown) =>
  (await db(`SELECT number FROM cells WHERE ortomat_id = '${id}' ORDER BY number`)).map((row) => row.number);

/** To the list by a click, from wherever an administrator is. */
async function openList(page: Page) {
  await page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Ортомати" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ортомати" })).toBeVisible();
}

function lineOf(page: Page, name: string) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
}

async function save(page: Page) {
  await page.getByRole("button", { name: "Зберегти" }).click();
}

async function said(page: Page, sentence: string | RegExp) {
  await expect(page.getByRole("status").filter({ hasText: sentence })).toBeVisible();
}

async function expectToFit(page: Page) {
  expect(await sideways(page), "nothing sticks out").toBe(0);
  expect(await tooLow(page), "targets for a finger").toEqual([]);
}

/** An ortomat that is only needed; the browser then stands on its page. */
async function add(page: Page, name: string, cells = 6): Promise<string> {
  await openList(page);
  await page.getByRole("link", { name: "Додати ортомат" }).click();
  await enter(page, "Назва", name);
  await enter(page, "Адреса", "вул. Соборна, 5");
  await enter(page, "Кількість комірок", String(cells));
  await save(page);
  await said(page, `Ортомат додано: ${name}.`);
  return new URL(page.url()).pathname.split("/").at(-1)!;
}

test("an ortomat is added with its cells, and a form with mistakes keeps what was typed", async ({
  page,
  ortomat,
  db,
}, info) => {
  const name = named("Лікарня");
  await signIn(page, ortomat, "admin");
  await openList(page);
  await expect(lineOf(page, "Ортомат №1")).toContainText("На зв'язку");
  await expect(lineOf(page, "Ортомат №1")).toContainText(/\d+ з 37 \(\d+\s%\)/);
  await photograph(page, info, "ortomats");
  await expectAccessible(page);
  await expectToFit(page);

  await page.getByRole("link", { name: "Додати ортомат" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Новий ортомат" })).toBeVisible();
  await expect(field(page, "Кількість комірок")).toHaveValue("37");
  await expectAccessible(page);
  await enter(page, "Назва", " ");
  await enter(page, "Адреса", "вул. Соборна, 5");
  await enter(page, "Місто", "Вінниця");
  await enter(page, "Кількість комірок", "38");
  await page.getByLabel("Стан").selectOption("Обслуговування");
  await page.getByLabel("Продавати, коли пристрій не на зв'язку").check();
  await save(page);
  await expectError(page, "Назва", /Заповніть це поле/);
  await expect(field(page, "Кількість комірок")).toHaveAccessibleDescription(/Комірок може бути від 1 до 37/);
  await expect(field(page, "Адреса")).toHaveValue("вул. Соборна, 5");
  await expect(field(page, "Місто")).toHaveValue("Вінниця");
  await expect(page.getByLabel("Стан")).toHaveValue("maintenance");
  await expect(page.getByLabel("Продавати, коли пристрій не на зв'язку")).toBeChecked();
  await photograph(page, info, "ortomat-form-errors");
  await expectAccessible(page);
  await expectToFit(page);
  await enter(page, "Кількість комірок", "багато");
  await enter(page, "Назва", name);
  await save(page);
  await expectError(page, "Кількість комірок", /Комірок може бути від 1 до 37/);
  expect(await rowOf(db, name), "nothing is stored before it is right").toBeUndefined();

  await enter(page, "Кількість комірок", "12");
  await save(page);
  await said(page, `Ортомат додано: ${name}. Тепер додайте його пристрій і надрукуйте QR-код.`);
  const stored = await rowOf(db, name);
  expect(stored).toMatchObject({ city: "Вінниця", total_cells: 12, status: "maintenance", sells_offline: 1 });
  expect(await cellsOf(db, stored.id)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  await expect(page).toHaveURL(`/admin/ortomats/${stored.id}`);
  await expect(page.getByText("Пристрою ще немає")).toBeVisible();
  await expect(page.getByRole("link", { name: "Комірки" })).toHaveAttribute(
    "href",
    `/admin/ortomats/${stored.id}/cells`,
  );
  await photograph(page, info, "ortomat-new");
  await expectAccessible(page);
  await expectToFit(page);
  const [entry] = await db(`SELECT message FROM activity_logs WHERE ortomat_id = '${stored.id}'`);
  expect(entry).toEqual({ message: `Додано ортомат: ${name}` });
});

test("an ortomat grows, and shrinks only by cells that nobody needs", async ({ page, ortomat, db }, info) => {
  const name = named("Аптека");
  await signIn(page, ortomat, "admin");
  const id = await add(page, name, 6);
  await write(ortomat, `UPDATE cells SET product_id = 'demo-knee-brace' WHERE ortomat_id = '${id}' AND number IN (4, 6)`);
  await enter(page, "Кількість комірок", "3");
  await enter(page, "Адреса", "вул. Нова, 7");
  await save(page);
  await expectError(page, "Кількість комірок", /Комірки 4, 6 ще зайняті/);
  await expect(field(page, "Кількість комірок")).toHaveValue("3");
  await expect(field(page, "Адреса")).toHaveValue("вул. Нова, 7");
  await photograph(page, info, "ortomat-cells-in-use");
  expect(await cellsOf(db, id), "nothing was done by halves").toHaveLength(6);

  await enter(page, "Кількість комірок", "8");
  await save(page);
  await said(page, `Зміни збережено: ${name}.`);
  expect(await cellsOf(db, id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await enter(page, "Кількість комірок", "6");
  await save(page);
  await said(page, /^Зміни збережено/);
  expect(await cellsOf(db, id)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await rowOf(db, name)).toMatchObject({ address: "вул. Нова, 7", total_cells: 6 });
});

test("two administrators who edit one ortomat do not overwrite each other silently", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  const name = named("Пологовий будинок");
  await signIn(page, ortomat, "admin");
  const id = await add(page, name);
  const colleague = await visitor();
  await signIn(colleague, ortomat, "admin");
  await colleague.goto(`/admin/ortomats/${id}`);

  await enter(page, "Місто", "Одеса");
  await page.getByLabel("Стан").selectOption("Вимкнено");
  await save(page);
  await said(page, /^Зміни збережено/);

  await enter(colleague, "Місто", "Львів");
  await save(colleague);
  const summary = colleague.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toContainText("Поки ви редагували, ці дані зберіг хтось інший.");
  await expect(summary).toBeFocused();
  await expect(field(colleague, "Місто")).toHaveValue("Львів");
  await expect(colleague.getByText("Зараз збережено: Одеса")).toBeVisible();
  await expect(colleague.getByText("Зараз збережено: Вимкнено")).toBeVisible();
  await expect(colleague.getByText("Зараз збережено:"), "what is the same is not mentioned").toHaveCount(2);
  await photograph(colleague, info, "ortomat-overtaken");
  await expectAccessible(colleague);
  expect(await rowOf(db, name)).toMatchObject({ city: "Одеса", status: "inactive" });

  await save(colleague);
  await said(colleague, /^Зміни збережено/);
  expect(await rowOf(db, name)).toMatchObject({ city: "Львів", status: "active" });
});

test("the list is searched, filtered, sorted and turned over by its address", async ({ page, ortomat, db }, info) => {
  const word = named("Сортувальна");
  const insert = Array.from({ length: 28 }, (_, index) => {
    const number = String(index + 1).padStart(2, "0");
    const [id, status] = [`${word}-${number}`.replaceAll(" ", "_"), index < 3 ? "maintenance" : "active"];
    return `INSERT INTO ortomats (id, name, address, total_cells, status, created_at, updated_at)
            VALUES ('${id}', '${word}/${number}', 'вул. Довга, ${index}', 1, '${status}', 1, 1);
            INSERT INTO cells (id, ortomat_id, number, product_id, filled, created_at, updated_at)
            VALUES ('${id}', '${id}', 1, 'demo-knee-brace', ${index === 27 ? 0 : 1}, 1, 1);`;
  });
  await write(ortomat, insert.join("\n"));
  await signIn(page, ortomat, "admin");
  await openList(page);
  await enter(page, "Пошук", `${word} довга`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Знайдено: 28")).toBeVisible();
  const names = page.getByRole("rowheader");
  await expect(names).toHaveCount(25);
  await expect(names.first()).toContainText(`${word}/01`);
  await photograph(page, info, "ortomats-many");
  await page.getByRole("navigation", { name: "Сторінки" }).getByRole("link", { name: "Далі" }).click();
  await expect(page).toHaveURL(/[?&]page=2/);
  await expect(names).toHaveCount(3);

  await page.getByLabel("Порядок").selectOption("Спочатку порожніші");
  await page.getByRole("button", { name: "Показати", exact: true }).click();
  await expect(page).toHaveURL(/sort=fill/);
  await expect(names.first()).toContainText(`${word}/28`);
  await expect(lineOf(page, `${word}/28`)).toContainText("Поповнити: 1 комірка");
  await expect(lineOf(page, `${word}/01`)).toContainText("1 з 1 (100 %)");

  await page.getByLabel("Стан").selectOption("Обслуговування");
  await page.getByRole("button", { name: "Показати", exact: true }).click();
  await expect(page.getByText("Знайдено: 3")).toBeVisible();
  await expect(names).toHaveCount(3);
  await page.reload();
  await expect(page.getByLabel("Стан"), "a link shows a colleague the same").toHaveValue("maintenance");
  await expect(names).toHaveCount(3);

  await enter(page, "Пошук", "такого немає");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Нічого не знайдено")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Показати всі" }).click();
  await expect(page).toHaveURL("/admin/ortomats");
  const [{ count } = {}] = await db("SELECT count(*) AS count FROM ortomats");
  expect(Number(count)).toBeGreaterThanOrEqual(30);

  const id = `${word}-07`.replaceAll(" ", "_");
  await write(ortomat, `UPDATE ortomats SET sells_offline = 1 WHERE id = '${id}'`);
  await page.goto(`/admin/ortomats?q=${encodeURIComponent(`${word}/07`)}`);
  await expect(lineOf(page, `${word}/07`)).toContainText("Продає й без зв'язку");
});

/** A device on a page of its own, which no policy of ours holds back. Answers whether it was let in. */
async function connect(device: Page, socket: string): Promise<boolean> {
  return device.evaluate(
    (socket) =>
      new Promise<boolean>((resolve) => {
        const connection = new WebSocket(socket);
        const closed = new Promise<number>((close) => (connection.onclose = ({ code }) => close(code)));
        Object.assign(window, { ended: closed });
        connection.onopen = () => {
          connection.send(JSON.stringify({ type: "hello", ts_ms: 1 }));
          connection.send(JSON.stringify({ type: "diag", uptime_ms: 3_720_000, wifi_rssi: -62 }));
        };
        connection.onmessage = () => resolve(true);
        void closed.then(() => resolve(false));
      }),
    socket,
  );
}

async function addDevice(page: Page, id: string) {
  await enter(page, "ID пристрою", id);
  await page.getByRole("button", { name: "Додати пристрій" }).click();
}

/** The secret and the address that the page shows now. */
async function readSecret(page: Page) {
  await expect(page.getByText("Секрет показано лише зараз")).toBeVisible();
  const secret = (await page.getByLabel("Секрет", { exact: true }).textContent())!;
  const socket = (await page.getByLabel("Адреса для прошивки").textContent())!;
  return { secret, socket };
}

test("a device gets a secret that is shown once, another one, and is locked out", async ({
  page,
  browser,
  ortomat,
  db,
}, info) => {
  const name = named("Поліклініка");
  const id = named("esp").replaceAll(" ", "-");
  await signIn(page, ortomat, "admin");
  await add(page, name);

  await addDevice(page, "каса 1");
  await expectError(page, "ID пристрою", /лише латинські літери/);
  await expect(field(page, "ID пристрою")).toHaveValue("каса 1");
  await enter(page, "Секрет, який пристрій уже має", "test-token");
  await addDevice(page, id);
  await expectError(page, "Секрет, який пристрій уже має", /закороткий або загальновідомий/);
  await expect(field(page, "ID пристрою")).toHaveValue(id);
  await expect(field(page, "Секрет, який пристрій уже має"), "a secret is never kept").toHaveValue("");
  await photograph(page, info, "device-errors");
  await expectAccessible(page);

  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "GET" && response.status() === 200),
    addDevice(page, id),
  ]);
  expect(answer.headers()["cache-control"]).toBe("no-store");
  const made = await readSecret(page);
  expect(made.secret.length).toBeGreaterThanOrEqual(32);
  expect(made.socket).toBe(`${ortomat.url.replace("http", "ws")}/ws?device_id=${id}&token=${made.secret}`);
  await photograph(page, info, "device-secret");
  await expectAccessible(page);
  await expectToFit(page);
  await page.reload();
  await expect(page.getByText(id, { exact: true })).toBeVisible();
  expect(await page.content(), "it is shown once").not.toContain(made.secret);
  const [kept] = await db(`SELECT count(*) AS sessions FROM sessions WHERE instr(CAST(data AS TEXT), '${made.secret}')`);
  expect(kept, "and kept nowhere").toEqual({ sessions: 0 });
  await addDevice(page, id);
  await expectError(page, "ID пристрою", /Пристрій з таким ID вже є/);

  // It connects by the address as it was shown.
  const line = lineOf(page, id);
  await page.reload();
  await expect(line).toContainText("ще не підключався");
  // A device speaks, whatever the browser of the administrator can do.
  const cabinet = await browser.newContext({ javaScriptEnabled: true });
  const device = await cabinet.newPage();
  expect(await connect(device, `${made.socket}x`), "a wrong secret").toBe(false);
  expect(await connect(device, made.socket)).toBe(true);
  await expect(async () => {
    await page.reload();
    await expect(line).toContainText("На зв'язку", { timeout: 500 });
    await expect(line).toContainText("−62 дБм, достатній", { timeout: 500 });
    await expect(line).toContainText("1 год 2 хв", { timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await expect(page.getByRole("heading", { name: "Діагностика" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Діагностика" }).getByRole("rowheader")).toHaveCount(1);

  // A new secret; the device in the field has a day to learn it.
  await line.getByRole("button", { name: "Новий секрет" }).first().click();
  const rotation = page.getByRole("dialog", { name: "Створити новий секрет?" });
  await photograph(page, info, "device-rotate");
  await rotation.getByRole("button", { name: "Скасувати" }).click();
  await expect(rotation).toBeHidden();
  await line.getByRole("button", { name: "Новий секрет" }).first().click();
  await rotation.getByRole("button", { name: "Створити" }).click();
  const renewed = await readSecret(page);
  expect(renewed.secret).not.toBe(made.secret);
  await expect(line).toContainText(/попередній секрет діє до \d\d\.\d\d\.\d{4}, \d\d:\d\d/);
  expect(await connect(device, made.socket), "for a day").toBe(true);
  expect(await connect(device, renewed.socket)).toBe(true);

  // Locked out: asked once more, and cut off at once.
  await page.reload();
  await line.getByRole("button", { name: "Відкликати" }).first().click();
  const revocation = page.getByRole("dialog", { name: "Відкликати пристрій?" });
  await expect(revocation).toContainText("Іншого пристрою в ортомата немає");
  await photograph(page, info, "device-revoke");
  await expectAccessible(page);
  await revocation.getByRole("button", { name: "Скасувати" }).click();
  expect((await db(`SELECT revoked_at FROM devices WHERE id = '${id}'`))[0]).toEqual({ revoked_at: null });
  await line.getByRole("button", { name: "Відкликати" }).first().click();
  await revocation.getByRole("button", { name: "Відкликати" }).click();
  await said(page, `Пристрій ${id} відкликано.`);
  await device.evaluate(() => (window as unknown as { ended: Promise<number> }).ended);
  expect(await connect(device, renewed.socket)).toBe(false);
  await expect(line).toContainText("Відкликано");
  await expect(line.getByRole("button")).toHaveCount(0);

  // It can come back, with another secret, or with one that it has already.
  await enter(page, "Секрет, який пристрій уже має", "its own secret of the field");
  await addDevice(page, id);
  const own = await readSecret(page);
  expect(own.secret).toBe("its own secret of the field");
  expect(await connect(device, own.socket)).toBe(true);
  const log = await db(`SELECT message FROM activity_logs WHERE message LIKE '%пристр%${id}' ORDER BY created_at`);
  expect(log.map((entry) => entry.message)).toEqual(
    expect.arrayContaining([`Додано пристрій: ${id}`, `Новий секрет пристрою: ${id}`]),
  );
  await cabinet.close();
});

test("what a device told of itself is a line and a table", async ({ page, ortomat }, info) => {
  const name = named("Травмпункт");
  const device = named("signal").replaceAll(" ", "-");
  await signIn(page, ortomat, "admin");
  await add(page, name);
  await addDevice(page, device);
  await readSecret(page);
  await expect(page.getByText("Звітів ще немає")).toBeVisible();

  // A week of reports: it was away for two hours, and began anew twice.
  const stretch = 5 * 60_000;
  const now = Math.floor(Date.now() / stretch) * stretch;
  const reports = Array.from({ length: 6 * 24 * 12 }, (_, index) => {
    const ago = index * stretch;
    const rssi = Math.round(-62 - 8 * Math.sin(index / 20) - 6 * Math.sin(index / 3) - (index > 100 && index < 130 ? 14 : 0));
    const uptime = (index < 40 ? 40 - index : index < 1_000 ? 1_000 - index : 6 * 24 * 12 - index) * stretch;
    return index >= 60 && index < 84 ? "" : `('${device}', ${now - ago}, ${uptime}, ${rssi})`;
  }).filter(Boolean);
  await write(ortomat, `INSERT INTO device_reports (device_id, at, uptime_ms, wifi_rssi) VALUES ${reports.join(",")}`);
  await page.reload();
  const chart = page.getByRole("img", { name: /^Сигнал від −\d+\sдБм до −\d+\sдБм, перезапусків: 1\.$/ });
  await expect(chart).toBeVisible();
  const table = page.getByRole("table", { name: "Діагностика" });
  const hours = await table.getByRole("rowheader").count();
  expect(hours, "hours of a day without those two").toBeGreaterThanOrEqual(22);
  expect(hours).toBeLessThanOrEqual(24);
  await expect(table).toContainText(/−\d\d\sдБм, достатній/);
  await photograph(page, info, "diagnostics");
  await expectAccessible(page);
  await expectToFit(page);

  await page.getByRole("navigation", { name: "За який час" }).getByRole("link", { name: "Тиждень" }).click();
  await expect(page).toHaveURL(/\?device=signal-[\d-]+&period=week#diagnostics$/);
  await expect(page.getByRole("img", { name: /перезапусків: 2\.$/ })).toBeVisible();
  const days = await table.getByRole("rowheader").count();
  expect(days).toBeGreaterThanOrEqual(6);
  expect(days).toBeLessThanOrEqual(8);
  await photograph(page, info, "diagnostics-week");
});

test("the code of an ortomat is printed and downloaded under its name", async ({ page, ortomat }, info) => {
  await signIn(page, ortomat, "admin");
  await openList(page);
  await lineOf(page, "Ортомат №1").getByRole("link", { name: /Редагувати/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ортомат №1" })).toBeVisible();
  await expect(page.getByLabel("Посилання каталогу")).toHaveText(`${ortomat.url}/catalog/ortomat-1`);
  const code = page.getByRole("img", { name: "QR-код ортомата «Ортомат №1»" });
  const squares = await code.locator("path").getAttribute("d");
  await photograph(page, info, "ortomat");
  await expectAccessible(page);
  await expectToFit(page);

  const download = async (format: "SVG" | "PNG") => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: `Завантажити ${format}` }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`Ортомат-1-QR.${format.toLowerCase()}`);
    return readFile(await file.path());
  };
  expect((await download("SVG")).toString(), "the same squares as on the page").toContain(`d="${squares}"`);
  const png = await download("PNG");
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(png.readUInt32BE(16), "wide enough for ten centimetres").toBeGreaterThanOrEqual(1_200);

  await page.getByRole("link", { name: "Наклейка для друку" }).click();
  await expect(page).toHaveURL("/admin/ortomats/ortomat-1/label");
  const label = page.getByRole("article");
  await expect(label).toContainText("Скануйте, щоб купити");
  await expect(label).toContainText("Ортомат №1");
  await expect(label).toContainText("вул. Хрещатик, 22");
  expect(await label.getByRole("img").locator("path").getAttribute("d")).toBe(squares);
  await photograph(page, info, "label");
  await expectAccessible(page);
  await expectToFit(page);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("link", { name: "Завантажити SVG" })).toBeHidden();
  await expect(label.getByRole("img")).toBeVisible();
  await expect(label).toHaveCSS("color", "rgb(0, 0, 0)");
  await page.screenshot({ path: info.outputPath("label-printed.png"), fullPage: true });
  await page.emulateMedia({ media: null });
});

test("what is not there says so", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "admin");
  for (const path of ["/admin/ortomats/nowhere", "/admin/ortomats/nowhere/label"]) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(404);
  }
  expect((await page.request.get("/api/qr-code/ortomat/nowhere/image")).status()).toBe(404);
  expect((await page.request.get("/api/qr-code/ortomat/ortomat-1/image?format=gif")).status()).toBe(400);
});

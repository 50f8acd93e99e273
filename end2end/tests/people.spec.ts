// Doctors and couriers as the administrator manages them, and what they then have of it themselves.
import { readFile } from "node:fs/promises";
import { expect, test, type Ortomat, type Page, type Row } from "../fixtures";
import { choose, goToTheBank } from "./order";
import { photograph, sideways, tooLow } from "./screen";
import {
  enter,
  expectError,
  field,
  fullName,
  newPassword,
  signIn,
  signInAs,
  signOut,
  somebody,
  type Somebody,
} from "./staff";

// A server of its own: what other files do to the demo does not matter here.
test.use({ variables: {} });

const first = "Ортомат №1";
const third = "Ортомат №3";
const codeForm = /^[A-Z0-9]{4,}$/i;

type Kind = "Doctors" | "Couriers";
const kinds = {
  Doctors: { path: "doctors", tab: "Лікарі" },
  Couriers: { path: "couriers", tab: "Кур'єри" },
} as const;

function box(page: Page, ortomat: string) {
  return page.getByRole("checkbox", { name: new RegExp(`^${ortomat}`) });
}

function rowOf(page: Page, who: Somebody) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: fullName(who), exact: true }) });
}

async function typeNames(page: Page, who: Somebody) {
  await enter(page, "Прізвище", who.last);
  await enter(page, "Ім'я", who.first);
  await enter(page, "По батькові", who.middle);
}

/** As it is dialled at home; the country stands there already, or goes without saying. */
async function enterPhone(page: Page, phone: string) {
  await enter(page, "Телефон", phone.replaceAll(/\D/g, "").slice(2));
}

async function save(page: Page) {
  await page.getByRole("button", { name: "Зберегти" }).click();
}

async function said(page: Page, sentence: string | RegExp) {
  await expect(page.getByRole("status").filter({ hasText: sentence })).toBeVisible();
}

/** To the list of one kind by clicks, from wherever an administrator is. */
async function openList(page: Page, kind: Kind) {
  await page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Користувачі" }).click();
  await page.getByRole("navigation", { name: "Кого показано" }).getByRole("link", { name: kinds[kind].tab }).click();
  await expect(page).toHaveURL(`/admin/users?tab=${kinds[kind].path}`);
}

async function search(page: Page, text: string) {
  await enter(page, "Пошук", text);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Знайдено: \d+/)).toBeVisible();
  await expect(field(page, "Пошук")).toHaveValue(text);
}

async function openForm(page: Page, kind: Kind, who: Somebody) {
  await openList(page, kind);
  await search(page, who.last);
  await rowOf(page, who).getByRole("link", { name: "Редагувати" }).click();
  await expect(page.getByRole("heading", { level: 1, name: fullName(who) })).toBeVisible();
}

/** Somebody who is only needed, not tried out; answers the id. */
async function add(page: Page, kind: Kind, who: Somebody, more: object = {}): Promise<string> {
  const { last: lastName, first: firstName, middle: middleName, phone } = who;
  const data = { lastName, firstName, middleName, phone, ...more };
  const answer = await page.request.post(`/api/users/${kinds[kind].path}`, { data });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}

type Db = (sql: string) => Promise<Row[]>;

const personOf = async (db: Db, who: Somebody) => (await db(`SELECT * FROM users WHERE last_name = '${who.last}'`))[0]!;

const placesOf = (db: Db, who: Somebody) =>
  db(
    `SELECT ortomat_id, referral_code, total_points, total_sales, ended_at FROM doctor_ortomats
     WHERE doctor_id = (SELECT id FROM users WHERE last_name = '${who.last}') ORDER BY ortomat_id`,
  );

const logOf = async (db: Db, who: Somebody) =>
  (await db(`SELECT message FROM activity_logs WHERE message LIKE '%${who.last}%' ORDER BY created_at`)).map(
    (row) => row.message,
  );

/** The card of a doctor's place: the code, the link and both pictures say the same. */
async function expectCard(page: Page, ortomat: Ortomat, name: string, id: string): Promise<string> {
  const card = page.getByRole("article").filter({ has: page.getByRole("heading", { name }) });
  const code = (await card.getByRole("definition").first().textContent())!;
  expect(code).toMatch(codeForm);
  const link = `${ortomat.url}/catalog/${id}?ref=${code}`;
  await expect(card.getByLabel("Реферальне посилання")).toHaveText(link);
  const picture = card.getByRole("img", { name: `QR-код ортомата «${name}»` });
  const { width, height } = (await picture.boundingBox())!;
  expect(width).toBe(height);
  expect(width, "wide enough for a camera").toBeGreaterThan(150);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("link", { name: "Завантажити QR" }).click(),
  ]);
  expect(download.suggestedFilename()).toContain(`${code}.png`);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(bytes.readUInt32BE(16), "wide enough for printing").toBeGreaterThan(150);
  return code;
}

test("a doctor is added at two ortomats, with a code, a link and a QR for each", async ({
  page,
  ortomat,
  db,
  javaScriptEnabled,
}, info) => {
  const doctor = somebody();
  await signIn(page, ortomat, "admin");
  await photograph(page, info, "admin");
  await page.getByRole("link", { name: "Управління користувачами" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Управління користувачами" })).toBeVisible();
  const [{ count } = {}] = await db("SELECT count(*) AS count FROM users WHERE role = 'DOCTOR' AND deleted_at IS NULL");
  const tabs = page.getByRole("navigation", { name: "Кого показано" });
  await expect(tabs.getByRole("link", { name: "Лікарі" })).toHaveText(`Лікарі (${count})`);
  await expect(tabs.getByRole("link", { name: "Лікарі" })).toHaveAttribute("aria-current", "page");

  await page.getByRole("link", { name: "Додати лікаря" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Новий лікар" })).toBeVisible();
  await typeNames(page, doctor);
  const phone = field(page, "Телефон");
  if (javaScriptEnabled === false) {
    await enterPhone(page, doctor.phone);
  } else {
    await expect(phone).toHaveAttribute("data-masked", "");
    await phone.click();
    await expect(phone).toHaveValue("+38 (0");
    for (const digit of doctor.phone.replaceAll(/\D/g, "").slice(3)) await page.keyboard.press(digit);
    await expect(phone).toHaveValue(doctor.phone);
  }
  await box(page, first).check();
  await box(page, third).check();
  await save(page);

  await said(page, `Лікаря додано: ${fullName(doctor)}. Коди та QR на цій сторінці.`);
  const { id } = await personOf(db, doctor);
  await expect(page).toHaveURL(`/admin/users/doctors/${id}`);
  await expect(field(page, "Телефон")).toHaveValue(doctor.phone);
  await expect(page.getByRole("article")).toHaveCount(2);
  const codes = [
    await expectCard(page, ortomat, first, "ortomat-1"),
    await expectCard(page, ortomat, third, "ortomat-3"),
  ];
  expect(codes[0]).not.toBe(codes[1]);
  expect((await placesOf(db, doctor)).map((place) => place.referral_code)).toEqual(codes);
  await page.reload();
  await expect(page.getByText("Лікаря додано"), "it is said once").toHaveCount(0);
  await photograph(page, info, "doctor-form");

  await openList(page, "Doctors");
  await expect(tabs.getByRole("link", { name: "Лікарі" })).toHaveText(`Лікарі (${Number(count) + 1})`);
  await search(page, doctor.last);
  const row = rowOf(page, doctor);
  await expect(row).toContainText(doctor.phone);
  await expect(row).toContainText(`${first}: 0 продажів, 0 балів`);
  await expect(row).toContainText("без входу");
  expect(await logOf(db, doctor)).toEqual([`Додано лікаря: ${fullName(doctor)}`]);
});

test("everything typed is kept while errors stand beside the fields", async ({ page, ortomat, db }, info) => {
  const [taken, doctor] = [somebody(), somebody()];
  await signIn(page, ortomat, "admin");
  await add(page, "Doctors", taken);
  await openList(page, "Doctors");
  await page.getByRole("link", { name: "Додати лікаря" }).click();
  await typeNames(page, doctor);
  await enter(page, "Телефон", "067 123");
  await enter(page, "Email", doctor.email);
  await enter(page, "Пароль", "12345678");
  await box(page, third).check();
  const expectKept = async () => {
    await expect(page).toHaveURL(/\/doctors\/new(#\w+)?$/);
    for (const [label, text] of [
      ["Прізвище", doctor.last],
      ["Ім'я", doctor.first],
      ["По батькові", doctor.middle],
      ["Email", doctor.email],
      ["Пароль", ""],
    ] as const) {
      await expect(field(page, label), label).toHaveValue(text);
    }
    await expect(field(page, "Пароль")).toHaveAccessibleDescription(/ще раз: ми його не запам'ятовуємо/);
    await expect(box(page, first)).not.toBeChecked();
    await expect(box(page, third)).toBeChecked();
  };
  await save(page);
  await expectError(page, "Телефон", /Введено 6 з 10 цифр/);
  await expectKept();
  await photograph(page, info, "doctor-form-errors");

  await enterPhone(page, taken.phone);
  await enter(page, "Пароль", "12345678");
  await save(page);
  await expectError(page, "Пароль", /Такий пароль легко вгадати/);
  await expectKept();
  await enter(page, "Пароль", newPassword());
  await save(page);
  await expectError(page, "Телефон", /належить іншій людині/);
  await expectKept();
  expect(await personOf(db, doctor), "nothing is stored before it is right").toBeUndefined();

  await enterPhone(page, doctor.phone);
  await enter(page, "Пароль", newPassword());
  await save(page);
  await said(page, /^Лікаря додано/);
  const stored = await personOf(db, doctor);
  expect(stored.phone).toBe(`+${doctor.phone.replaceAll(/\D/g, "")}`);

  await page.reload();
  await enter(page, "Email", "");
  await enter(page, "Пароль", newPassword());
  await save(page);
  await expectError(page, "Email", /Щоб мати пароль, потрібен email/);
});

test("a doctor's codes and totals survive editing, being taken away and given back, and the doctor", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  test.setTimeout(150_000);
  const doctor = somebody("Звершенко");
  const idle = { ...somebody("Звершенко"), last: `А-${doctor.last}` };
  await signIn(page, ortomat, "admin");
  const id = await add(page, "Doctors", doctor, { ortomatIds: ["ortomat-1", "ortomat-3"] });
  await add(page, "Doctors", idle, { ortomatIds: ["ortomat-1"] });
  const [{ referral_code: code } = {}] = await placesOf(db, doctor);

  const customer = await visitor();
  await choose(customer, `/catalog/ortomat-1?ref=${code}`);
  await goToTheBank(customer, ortomat.url);
  await customer.getByRole("button", { name: "Оплатити" }).click();
  await expect(customer.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
  const sold = await placesOf(db, doctor);
  expect(sold[0]).toMatchObject({ total_sales: 1, total_points: 60 });

  // The name only.
  await openForm(page, "Doctors", doctor);
  await enter(page, "Ім'я", "Уляна");
  doctor.first = "Уляна";
  await save(page);
  await said(page, `Зміни збережено: ${fullName(doctor)}.`);
  expect(await placesOf(db, doctor)).toEqual(sold);
  await openForm(page, "Doctors", doctor);
  expect(await expectCard(page, ortomat, first, "ortomat-1")).toBe(code);

  // Taken away and given back.
  await box(page, first).uncheck();
  await save(page);
  await said(page, /^Зміни збережено/);
  expect((await placesOf(db, doctor))[0]!.ended_at).not.toBeNull();
  await openForm(page, "Doctors", doctor);
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(box(page, first)).not.toBeChecked();
  await box(page, first).check();
  await save(page);
  await said(page, /^Зміни збережено/);
  expect(await placesOf(db, doctor)).toEqual(sold);

  // Whoever sold most stands first, however late in the alphabet.
  await openList(page, "Doctors");
  await search(page, doctor.last);
  const names = page.getByRole("rowheader");
  await expect(names).toHaveText([fullName(idle), fullName(doctor)]);
  await page.getByLabel("Порядок").selectOption("За активністю");
  await page.getByRole("button", { name: "Показати", exact: true }).click();
  await expect(page).toHaveURL(/sort=activity/);
  await expect(names).toHaveText([fullName(doctor), fullName(idle)]);
  const row = rowOf(page, doctor);
  await expect(row).toContainText(`${first}: 1 продаж, 60 балів`);

  // Deleting asks first.
  const remove = row.getByRole("button", { name: "Видалити" });
  const dialog = page.getByRole("dialog", { name: "Видалити лікаря?" });
  await remove.first().click();
  await expect(dialog).toContainText(fullName(doctor));
  await photograph(page, info, "delete-doctor");
  await dialog.getByRole("button", { name: "Скасувати" }).click();
  await expect(dialog).toBeHidden();
  expect((await personOf(db, doctor)).deleted_at).toBeNull();
  await remove.first().click();
  await dialog.getByRole("button", { name: "Видалити" }).click();
  await said(page, "Лікаря видалено. Історія залишилася.");
  await search(page, doctor.last);
  await expect(rowOf(page, doctor)).toHaveCount(0);
  await expect(rowOf(page, idle)).toHaveCount(1);

  const history = await db(
    `SELECT u.last_name, u.phone, s.phase, s.referral_code FROM sales s JOIN users u ON u.id = s.doctor_id
     WHERE u.id = '${id}'`,
  );
  expect(history).toEqual([{ last_name: doctor.last, phone: null, phase: "completed", referral_code: code }]);
  expect(await logOf(db, doctor)).toEqual(
    expect.arrayContaining([`Змінено лікаря: ${fullName(doctor)}`, `Видалено лікаря: ${fullName(doctor)}`]),
  );

  // The paper still hangs on a wall.
  await choose(customer, `/catalog/ortomat-1?ref=${code}`);
  await customer.getByRole("button", { name: "Скасувати" }).click();
  await expect(customer).toHaveURL(/\/catalog\/ortomat-1/);

  // The phone is free again.
  const successor = { ...somebody(), phone: doctor.phone };
  await openList(page, "Doctors");
  await page.getByRole("link", { name: "Додати лікаря" }).click();
  await typeNames(page, successor);
  await enterPhone(page, successor.phone);
  await save(page);
  await said(page, `Лікаря додано: ${fullName(successor)}.`);
  await expect(page).toHaveURL("/admin/users?tab=doctors");
});

test("two administrators who edit one doctor do not overwrite each other silently", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  const doctor = somebody();
  await signIn(page, ortomat, "admin");
  await add(page, "Doctors", doctor, { ortomatIds: ["ortomat-1"] });
  const colleague = await visitor();
  await signIn(colleague, ortomat, "admin");
  await openForm(page, "Doctors", doctor);
  await openForm(colleague, "Doctors", doctor);
  const waiting = await colleague.context().newPage();
  await waiting.goto(`/admin/users?q=${encodeURIComponent(doctor.last)}`);

  await enter(page, "По батькові", "Андріївна");
  await box(page, third).check();
  await save(page);
  await said(page, /^Зміни збережено/);

  await enter(colleague, "По батькові", "Петрівна");
  await save(colleague);
  const summary = colleague.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toContainText("Поки ви редагували, ці дані зберіг хтось інший.");
  await expect(summary).toBeFocused();
  await expect(field(colleague, "По батькові")).toHaveValue("Петрівна");
  await expect(colleague.getByText("Зараз збережено: Андріївна")).toBeVisible();
  await expect(colleague.getByText(`Зараз збережено: ${first}, ${third}`)).toBeVisible();
  await expect(colleague.getByText("Зараз збережено:"), "what is the same is not mentioned").toHaveCount(2);
  await photograph(colleague, info, "doctor-form-overtaken");
  expect(await personOf(db, doctor)).toMatchObject({ middle_name: "Андріївна" });

  await box(colleague, third).check();
  await save(colleague);
  await said(colleague, /^Зміни збережено/);
  expect(await personOf(db, doctor)).toMatchObject({ middle_name: "Петрівна" });
  expect((await placesOf(db, doctor)).map((place) => place.ended_at)).toEqual([null, null]);

  await rowOf(waiting, doctor).getByRole("button", { name: "Видалити" }).first().click();
  await waiting.getByRole("dialog").getByRole("button", { name: "Видалити" }).click();
  await expect(waiting.getByRole("alert")).toContainText("Хтось інший щойно змінив ці дані.");
  expect((await personOf(db, doctor)).deleted_at, "nobody deletes what they have not seen").toBeNull();
});

test("a doctor with an e-mail and a password has a cabinet with the codes", async ({ page, visitor, ortomat, db }, info) => {
  const [doctor, password] = [somebody(), newPassword()];
  await signIn(page, ortomat, "admin");
  await openList(page, "Doctors");
  await page.getByRole("link", { name: "Додати лікаря" }).click();
  await typeNames(page, doctor);
  await enterPhone(page, doctor.phone);
  await enter(page, "Email", doctor.email);
  await enter(page, "Пароль", password);
  await box(page, first).check();
  await box(page, third).check();
  await save(page);
  await said(page, /^Лікаря додано/);

  const theirs = await visitor();
  await signInAs(theirs, { email: doctor.email, password }, "doctor");
  await expect(theirs.getByText("Продажів ще немає")).toBeVisible();
  const codes = [
    await expectCard(theirs, ortomat, first, "ortomat-1"),
    await expectCard(theirs, ortomat, third, "ortomat-3"),
  ];
  expect((await placesOf(db, doctor)).map((place) => place.referral_code)).toEqual(codes);

  const customer = await visitor();
  await choose(customer, `/catalog/ortomat-1?ref=${codes[0]}`);
  await goToTheBank(customer, ortomat.url);
  await customer.getByRole("button", { name: "Оплатити" }).click();
  await expect(customer.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole("definition").first()).toHaveText("1");
  const history = theirs.getByRole("table", { name: "Історія продажів" });
  await expect(history.getByRole("rowheader")).toHaveText(["Ортез на коліно з силіконовим кільцем"]);
  await expect(theirs.getByRole("table", { name: "Продажі по місяцях" }).getByRole("rowheader")).toHaveCount(1);
  await photograph(theirs, info, "doctor");

  // Another e-mail is another way to sign in: the open cabinet closes.
  await page.reload();
  await enter(page, "Email", "");
  await save(page);
  await said(page, /^Зміни збережено/);
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/login/);
});

test("an ortomat has one courier: it is «зайнятий» until they give it back or are deleted", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  test.setTimeout(120_000);
  const [courier, successor, password] = [somebody(), somebody(), newPassword()];
  const demo: Somebody = { last: "Шевчук", first: "Андрій", middle: "", phone: somebody().phone, email: "" };
  const openDemo = async () => {
    await openList(page, "Couriers");
    await search(page, demo.last);
    await page.getByRole("link", { name: /Редагувати/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Шевчук Андрій" })).toBeVisible();
  };
  const startAdding = async (who: Somebody) => {
    await openList(page, "Couriers");
    await page.getByRole("link", { name: "Додати кур'єра" }).click();
    await typeNames(page, who);
    await enterPhone(page, who.phone);
    await enter(page, "Email", who.email);
    await enter(page, "Пароль", password);
  };
  const courierOf = async (id: string) =>
    (
      await db(
        `SELECT u.last_name FROM courier_ortomats c JOIN users u ON u.id = c.courier_id WHERE c.ortomat_id = '${id}'`,
      )
    ).map((row) => row.last_name);
  await signIn(page, ortomat, "admin");

  await startAdding(courier);
  for (const name of [first, third]) {
    await expect(page.getByRole("checkbox", { name: `${name} (зайнятий)` })).toBeDisabled();
  }
  await photograph(page, info, "courier-form");

  // Somebody gives one of theirs back.
  await openDemo();
  // The demo knows no phones, and the form wants one.
  await enterPhone(page, demo.phone);
  await box(page, third).uncheck();
  await save(page);
  await said(page, /^Зміни збережено/);

  // Two are given it at once: the second is told, and keeps what they typed.
  const colleague = await visitor();
  await signIn(colleague, ortomat, "admin");
  await openList(colleague, "Couriers");
  await colleague.getByRole("link", { name: "Додати кур'єра" }).click();
  await box(colleague, third).check();
  await startAdding(courier);
  await box(page, third).check();
  await save(page);
  await said(page, `Кур'єра додано: ${fullName(courier)}.`);
  await expect(page).toHaveURL("/admin/users?tab=couriers");
  await typeNames(colleague, successor);
  await enterPhone(colleague, successor.phone);
  await enter(colleague, "Email", successor.email);
  await enter(colleague, "Пароль", password);
  await save(colleague);
  await expect(colleague.getByRole("group", { name: "Призначити ортомати" })).toHaveAccessibleDescription(
    /уже має іншого кур'єра/,
  );
  await expect(field(colleague, "Прізвище")).toHaveValue(successor.last);
  await expect(colleague.getByRole("checkbox", { name: `${third} (зайнятий)` })).toBeDisabled();
  expect(await courierOf("ortomat-3")).toEqual([courier.last]);

  // A courier sees their own ortomats and nobody else's.
  const theirs = await visitor();
  await signInAs(theirs, { email: courier.email, password }, "courier");
  await expect(theirs.getByRole("heading", { level: 3 })).toHaveText([third]);
  await photograph(theirs, info, "courier");

  await openList(page, "Couriers");
  await photograph(page, info, "users-couriers");
  await search(page, courier.last);
  await rowOf(page, courier).getByRole("button", { name: "Видалити" }).first().click();
  await page.getByRole("dialog", { name: "Видалити кур'єра?" }).getByRole("button", { name: "Видалити" }).click();
  await said(page, "Кур'єра видалено. Історія залишилася.");
  await theirs.reload();
  await expect(theirs).toHaveURL(/\/login/);
  expect(await logOf(db, courier)).toEqual([
    `Додано кур'єра: ${fullName(courier)}`,
    `Видалено кур'єра: ${fullName(courier)}`,
  ]);

  await startAdding(successor);
  await box(page, third).check();
  await save(page);
  await said(page, `Кур'єра додано: ${fullName(successor)}.`);
  expect(await courierOf("ortomat-3")).toEqual([successor.last]);
  await openForm(page, "Couriers", successor);
  await expect(page.getByRole("checkbox", { name: `${first} (зайнятий)` })).toBeDisabled();
  await expect(page.getByRole("checkbox", { name: new RegExp(`^${third}(?! \\(зайнятий)`) })).toBeChecked();
  await box(page, third).uncheck();
  await save(page);
  await said(page, /^Зміни збережено/);
  await signInAs(theirs, { email: successor.email, password }, "courier");
  await expect(theirs.getByRole("heading", { name: "Ортоматів ще не призначено" })).toBeVisible();
  await signOut(theirs);

  // As it was for the tests that follow.
  await openDemo();
  await box(page, third).check();
  await save(page);
  await said(page, /^Зміни збережено/);
  expect(await courierOf("ortomat-3")).toEqual([demo.last]);
});

test("thirty doctors are found, sorted and paged, and the address keeps it all", async ({
  page,
  visitor,
  ortomat,
}, info) => {
  const firstNames = ["Ярина", "Ґрунт", "Гнат", "Їжак", "Іван", "Євген"];
  const sorted = ["Гнат", "Ґрунт", "Євген", "Іван", "Їжак", "Ярина"];
  await signIn(page, ortomat, "admin");
  const doctors = Array.from({ length: 30 }, () => somebody("Гортайко"));
  const family = doctors[0]!.last.replace(/\d+$/, "");
  for (const [index, doctor] of doctors.entries()) {
    doctor.last = family.slice(0, -1);
    doctor.first = firstNames[index] ?? "Яків";
    doctor.middle = `Ю${String(index).padStart(2, "0")}`;
    await add(page, "Doctors", doctor, index === 7 ? { email: doctor.email } : {});
  }
  await openList(page, "Doctors");
  await photograph(page, info, "users-doctors");
  const names = page.getByRole("rowheader");
  const pages = page.getByRole("navigation", { name: "Сторінки" });
  await search(page, "гортайко");
  await expect(page.getByText("Знайдено: 30")).toBeVisible();
  await expect(names).toHaveCount(25);
  const shown = await names.allTextContents();
  expect(shown.map((name) => name.split(" ")[1]).slice(0, 5)).toEqual(sorted.slice(0, 5));

  await page.getByLabel("Порядок").selectOption("Спочатку нові");
  await page.getByRole("button", { name: "Показати", exact: true }).click();
  await expect(names.first()).toHaveText(fullName(doctors[29]!));
  await expect(page.getByLabel("Порядок")).toHaveValue("newest");
  await pages.getByRole("link", { name: "Далі" }).click();
  await expect(names).toHaveText([4, 3, 2, 1, 0].map((index) => fullName(doctors[index]!)));
  const address = new URL(page.url()).searchParams;
  expect(Object.fromEntries(address)).toEqual({ tab: "doctors", q: "гортайко", sort: "newest", page: "2" });
  await expect(field(page, "Пошук")).toHaveValue("гортайко");
  if (info.project.name === "desktop") {
    await expect(pages.getByRole("link", { name: "2" })).toHaveAttribute("aria-current", "page");
  } else {
    await expect(pages.getByText("2 з 2")).toBeVisible();
  }

  const colleague = await visitor();
  await signIn(colleague, ortomat, "admin");
  await colleague.goto(page.url());
  await expect(colleague.getByRole("rowheader")).toHaveText(await names.allTextContents());
  await page.reload();
  await expect(names).toHaveCount(5);
  await page.goBack();
  await expect(names).toHaveCount(25);
  await page.goForward();
  await pages.getByRole("link", { name: "Назад" }).click();
  await expect(names.first()).toHaveText(fullName(doctors[29]!));

  const { phone, email } = doctors[7]!;
  const digits = phone.replaceAll(/\D/g, "");
  for (const text of [phone, digits.slice(2), digits.slice(-9), email, email.split("@")[0]!.toUpperCase()]) {
    await search(page, text);
    await expect(names, text).toHaveText([fullName(doctors[7]!)]);
  }
  await search(page, "ґру гортай");
  await expect(names).toHaveText([fullName(doctors[1]!)]);
  await search(page, "нікого-такого");
  await expect(page.getByRole("heading", { name: "Нікого не знайдено" })).toBeVisible();
  await page.getByRole("link", { name: "Показати всіх" }).click();
  await expect(page).toHaveURL("/admin/users?tab=doctors");
  await expect(names).toHaveCount(25);
});

test("a search is looked for as it was typed", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "admin");
  await openList(page, "Doctors");
  for (const text of ["Коваль & Ко", "a+b", "<b>", "100%41"]) {
    await search(page, text);
    await expect(page.getByRole("heading", { name: "Нікого не знайдено" })).toBeVisible();
  }
});

test("the staff's pages fit the screen and the finger", async ({ page, ortomat, db }, info) => {
  await signIn(page, ortomat, "admin");
  const doctor = somebody("Надзвичайнодовгопрізвищенко");
  const id = await add(page, "Doctors", doctor, { email: doctor.email, ortomatIds: ["ortomat-1"] });
  const [{ id: courier } = {}] = await db("SELECT id FROM users WHERE role = 'COURIER' AND deleted_at IS NULL LIMIT 1");
  const isPhone = info.project.name !== "desktop";
  const expectFits = async (path: string) => {
    for (const width of isPhone ? [390, 320] : [1280, 768]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      await expect.soft(await sideways(page), `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
    if (isPhone) expect.soft(await tooLow(page), path).toEqual([]);
  };
  for (const path of [
    "/admin",
    "/admin/users",
    `/admin/users?q=${encodeURIComponent(doctor.last)}`,
    "/admin/users?tab=couriers",
    "/admin/users/doctors/new",
    `/admin/users/doctors/${id}`,
    `/admin/users/couriers/${courier}`,
    "/account",
    "/account/second-factor",
  ]) {
    await expectFits(path);
  }
  await signOut(page);
  await expectFits("/login");
  await signIn(page, ortomat, "doctor");
  await expectFits("/doctor");
  await signOut(page);
  await signIn(page, ortomat, "courier");
  await expectFits("/courier");
});

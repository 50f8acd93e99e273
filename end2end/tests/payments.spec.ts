// Payments as administrators look after them: the list and its filters, one order's story, money back, reviews.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test, type Ortomat, type Page, type Row } from "../fixtures";
import { expectAccessible } from "./axe";
import { buy, choose, goToTheBank, product } from "./order";
import { photograph, sideways, tooLow } from "./screen";
import { enter, expectError, field, signIn } from "./staff";

const price = "1 250,50 ₴";

type Db = (sql: string) => Promise<Row[]>;

/** What a person reads, with the spaces that a keyboard has. */
const plain = (text: string | null) => (text ?? "").replaceAll("\u00a0", " ").replaceAll(/\s+/g, " ").trim();

/** As it stands on a page, where some spaces do not break. */
const shown = (text: string) => new RegExp(text.replaceAll(/[.?*+()[\]|]/g, "\\$&").replaceAll(" ", "\\s"));

async function change(ortomat: Ortomat, sql: string) {
  await promisify(execFile)("sqlite3", [ortomat.databasePath, `PRAGMA busy_timeout = 5000; ${sql}`]);
}

/** The demo has five of what is bought here. */
const refill = (ortomat: Ortomat) =>
  change(ortomat, "UPDATE cells SET filled = TRUE WHERE product_id = 'demo-knee-brace' AND ortomat_id = 'ortomat-1'");

/** Somebody buys and takes the product out. */
async function refillAndBuy(customer: Page, ortomat: Ortomat): Promise<string> {
  await refill(ortomat);
  return buy(customer, ortomat.url);
}

/** Somebody pays another sum than the order's: nothing opens, a person has to decide. */
async function payWrongly(customer: Page, ortomat: Ortomat): Promise<string> {
  await refill(ortomat);
  const order = await choose(customer);
  await goToTheBank(customer, ortomat.url);
  await change(ortomat, `UPDATE sales SET amount = amount + 100 WHERE id = '${order}'`);
  await customer.getByRole("button", { name: "Оплатити" }).click();
  await expect(customer.getByRole("heading", { name: "Замовлення перевіряє адміністратор" })).toBeVisible();
  return order;
}

async function numberOf(db: Db, order: string): Promise<string> {
  return String((await db(`SELECT order_number FROM sales WHERE id = '${order}'`))[0]!.order_number);
}

async function openList(page: Page) {
  await page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Платежі" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Платежі" })).toBeVisible();
}

function rowOf(page: Page, number: string) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: number }) });
}

async function openOrder(page: Page, number: string) {
  await openList(page);
  await rowOf(page, number).getByRole("link", { name: number }).click();
  await expect(page.getByRole("heading", { level: 1, name: number })).toBeVisible();
}

/** A fact of the page: its value. */
function fact(page: Page, name: string) {
  const pairs = page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) });
  return pairs.getByRole("definition").first();
}

function button(page: Page, name: string | RegExp) {
  return page.getByRole("button", { name });
}

async function said(page: Page, sentence: string | RegExp) {
  await expect(page.getByRole("status").filter({ hasText: sentence })).toBeVisible();
}

/** The page is only as new as its loading. */
async function reloadedUntil(page: Page, name: string, value: string) {
  await expect(async () => {
    await page.reload();
    await expect(fact(page, name)).toHaveText(shown(value), { timeout: 1_000 });
  }).toPass();
}

test("a sale is found by its number, tells its story and is asked about at the bank", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  const order = await refillAndBuy(await visitor(), ortomat);
  const number = await numberOf(db, order);
  await signIn(page, ortomat, "admin");
  await openList(page);
  const row = rowOf(page, number);
  await expect(row).toContainText(product);
  await expect(row).toContainText("Видано");
  await expect(row).toContainText(shown(price));

  // The end of the number, as somebody reads it out.
  await enter(page, "Номер замовлення", number.split("-").at(-1)!.toLowerCase());
  await button(page, "Показати").click();
  await expect(page).toHaveURL(/[?&]number=/);
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await said(page, shown(`Усього 1 замовлення: оплачено ${price}.`));
  await row.getByRole("link", { name: number }).click();

  await expect(page).toHaveURL(`/admin/payments/${order}`);
  await expect(fact(page, "Залишилося в нас")).toHaveText(shown(price));
  const story = page.getByRole("region", { name: "Що відбувалося" }).getByRole("list").first();
  for (const happened of [
    /Створюємо рахунок на/,
    /Банк повідомив: оплачено/,
    /Команду надіслано пристрою/,
    /Пристрій прийняв команду/,
    /Двері відкрилися/,
    /Замовлення виконано/,
  ]) {
    await expect(story.getByRole("listitem").filter({ hasText: happened }), String(happened)).toHaveCount(1);
  }
  await expect(story, "what only technicians read is folded").not.toContainText(/cmd_id|webhook|extRef/);
  await page.getByText("Технічні деталі").click();
  await expect(page.getByText(number, { exact: true }).first()).toBeVisible();
  await expect(page.getByText("cmd_id").first()).toBeVisible();
  if (info.project.name !== "phone-nojs") await expectAccessible(page);
  await photograph(page, info, "order-completed");

  await button(page, "Перевірити статус").click();
  await said(page, "Банк відповів: оплачено. Замовлення: видано.");
  await expect(story).toContainText("Перевірено статус оплати в банку");
  const checks = await db(`SELECT user_id FROM activity_logs WHERE order_id = '${order}' AND type = 'PAYMENT_CHECKED'`);
  expect(checks).toHaveLength(1);
  expect(checks[0]!.user_id).not.toBeNull();
});

test("money goes back in a part and then whole, asked about twice and never made twice", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  const order = await refillAndBuy(await visitor(), ortomat);
  const number = await numberOf(db, order);
  const refunds = () => db(`SELECT amount, status FROM refunds WHERE order_id = '${order}' ORDER BY created_at`);
  await signIn(page, ortomat, "admin");
  await openOrder(page, number);

  // Everything that was typed stays while it is wrong.
  const amount = "Скільки повернути, ₴";
  await expect(field(page, amount)).toHaveValue(/^1\s250,50$/);
  await enter(page, amount, "2000");
  await enter(page, "Причина", "не підійшов розмір");
  await button(page, "Далі").click();
  await expectError(page, amount, shown(`Можна повернути від 0,01 ₴ до ${price}`));
  await expect(field(page, amount)).toHaveValue("2000");
  await expect(field(page, "Причина")).toHaveValue("не підійшов розмір");
  await photograph(page, info, "refund-error");
  await enter(page, amount, "250,5o");
  await button(page, "Далі").click();
  await expectError(page, amount, /Введіть суму цифрами/);
  expect(await refunds()).toEqual([]);

  // Asked once more; going back changes it.
  await enter(page, amount, "300");
  await button(page, "Далі").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(shown("Повернути 300,00 ₴?"));
  await page.getByRole("link", { name: "Змінити" }).click();
  await expect(field(page, amount)).toHaveValue("300");
  await expect(field(page, "Причина")).toHaveValue("не підійшов розмір");
  await enter(page, amount, "250,50");
  await button(page, "Далі").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(shown("Повернути 250,50 ₴?"));
  await expect(fact(page, "Залишиться в нас")).toHaveText(shown("1 000,00 ₴"));
  await page.reload();
  await expect(fact(page, "Причина"), "loading it again loses nothing").toHaveText("не підійшов розмір");
  if (info.project.name !== "phone-nojs") await expectAccessible(page);
  await photograph(page, info, "refund-confirm");
  expect(await refunds(), "nothing moves before the second yes").toEqual([]);

  // The second press of the same button, as an impatient hand makes it.
  const form = page.locator("form").filter({ has: button(page, /^Повернути/) });
  const sent = await form.evaluate((element) =>
    Object.fromEntries(Array.from(new FormData(element as HTMLFormElement), ([name, value]) => [name, String(value)])),
  );
  await button(page, /^Повернути/).click();
  await said(page, shown("Повертаємо 250,50 ₴."));
  const again = await page.request.post("/form/refund_order", { form: sent, headers: { accept: "text/html" } });
  expect(plain(await again.text())).toContain("Вдруге гроші не пішли");
  await reloadedUntil(page, "Залишилося в нас", "1 000,00 ₴");
  expect(await refunds()).toEqual([{ amount: 25_050, status: "settled" }]);
  await expect(fact(page, "Повернуто")).toHaveText(shown("250,50 ₴"));

  // A colleague who still sees the old sum cannot give it back once more.
  const stale = { ...sent, key: "another-form" };
  const refused = await page.request.post("/form/refund_order", { form: stale, headers: { accept: "text/html" } });
  expect(plain(await refused.text())).toContain("Поки ви вирішували, за цим замовленням уже повернули гроші");
  expect(await refunds()).toHaveLength(1);

  await page.goto(`/admin/payments/${order}`);
  await enter(page, "Причина", "повернув і решту");
  await button(page, "Далі").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(shown("Повернути 1 000,00 ₴?"));
  await button(page, /^Повернути/).click();
  await said(page, shown("Повертаємо 1 000,00 ₴."));
  await reloadedUntil(page, "Повернуто", price);
  await expect(fact(page, "Залишилося в нас")).toHaveText(shown("0,00 ₴"));
  await expect(page.getByText("Гроші повернуто", { exact: true })).toBeVisible();
  await expect(button(page, "Далі"), "there is nothing left to decide").toHaveCount(0);
  const story = page.getByRole("region", { name: "Що відбувалося" }).getByRole("list").first();
  await expect(story).toContainText("«не підійшов розмір»");
  await expect(story).toContainText("«повернув і решту»");
  await photograph(page, info, "order-refunded");
  expect((await refunds()).map((refund) => refund.status)).toEqual(["settled", "settled"]);
  await page.goto(`/admin/payments/${order}/confirm`);
  await expect(page, "what was confirmed is over").toHaveURL(`/admin/payments/${order}`);
});

test("what waits for a person stands in the queue until it is decided", async ({ page, visitor, ortomat, db }, info) => {
  const customer = await visitor();
  const [handed, back] = [await payWrongly(customer, ortomat), await payWrongly(customer, ortomat)];
  const numbers = [await numberOf(db, handed), await numberOf(db, back)];
  const [{ waiting } = {}] = await db("SELECT count(*) AS waiting FROM sales WHERE phase = 'needs_review'");
  await signIn(page, ortomat, "admin");
  await openList(page);
  const queue = page.getByRole("navigation", { name: "Що показано" }).getByRole("link", { name: "Потребують рішення" });
  await expect(queue).toHaveText(`Потребують рішення (${waiting})`);
  await expect(page.getByText(/на рішення людини\./)).toBeVisible();
  await photograph(page, info, "payments");
  await queue.click();
  await expect(page).toHaveURL("/admin/payments?status=needs_review");
  await expect(queue).toHaveAttribute("aria-current", "page");
  for (const number of numbers) await expect(rowOf(page, number)).toContainText("сума або валюта не збігається");
  if (info.project.name !== "phone-nojs") await expectAccessible(page);
  await photograph(page, info, "payments-queue");

  await rowOf(page, numbers[0]!).getByRole("link", { name: numbers[0]! }).click();
  const review = page.getByRole("region", { name: "Потрібне рішення" });
  await expect(review.getByRole("radio")).toHaveCount(3);
  await review.getByRole("radio", { name: /Видано вручну/ }).check();
  await enter(page, "Причина", "  ");
  await button(page, "Далі").click();
  await expectError(page, "Причина", /Напишіть причину/);
  await expect(review.getByRole("radio", { name: /Видано вручну/ }), "what was chosen stays").toBeChecked();
  await photograph(page, info, "review");
  await enter(page, "Причина", "видала чергова сестра");
  await button(page, "Далі").click();
  await expect(page.getByRole("heading", { level: 1, name: "Позначити як видане вручну?" })).toBeVisible();
  await photograph(page, info, "review-confirm");
  await button(page, "Так, видано вручну").click();
  await said(page, "Замовлення видано вручну.");
  await expect(page.getByText("«видала чергова сестра»")).toBeVisible();
  await expect(review).toHaveCount(0);

  await openList(page);
  await expect(queue).toHaveText(`Потребують рішення (${Number(waiting) - 1})`);
  await rowOf(page, numbers[1]!).getByRole("link", { name: numbers[1]! }).click();
  await review.getByRole("radio", { name: shown(`Повернути ${price}`) }).check();
  await enter(page, "Причина", "заплатив іншу суму");
  await button(page, "Далі").click();
  await button(page, /^Повернути/).click();
  await said(page, shown(`Повертаємо ${price}.`));
  await reloadedUntil(page, "Повернуто", price);
  const phases = await db(`SELECT phase FROM sales WHERE id IN ('${handed}', '${back}') ORDER BY phase`);
  expect(phases.map(({ phase }) => phase)).toEqual(["completed", "refunded"]);
  await openList(page);
  await expect(queue).toHaveText(`Потребують рішення (${Number(waiting) - 2})`);
});

test("filters stand in the address, and the table to download has the same orders", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  // More than one page of them, of a day of their own, and one with a name that wants to be a formula.
  const day = Date.parse("2026-03-29T10:00:00+03:00") + info.workerIndex * 1_000_000;
  const phone = `+38067${String(info.workerIndex).padStart(2, "0")}00042`;
  const rows = Array.from({ length: 120 }, (_, index) => {
    const name = index === 7 ? "=HYPERLINK(1)" : "Бандаж; м'який";
    const id = `${info.project.name}-${info.workerIndex}-${info.retry}-${index}`;
    const number = `ORD-${day + index}-${String(index).padStart(4, "0")}PAGES`;
    const caller = index === 3 ? `'${phone}'` : "NULL";
    return `('${id}', '${number}', 'ortomat-3', 5, '${name.replaceAll("'", "''")}', 45050, 'failed', 'cancelled', ${caller}, ${day + index}, 0)`;
  });
  await change(
    ortomat,
    `INSERT INTO sales (id, order_number, ortomat_id, cell_number, product_name, amount, phase, reason, customer_phone, created_at, updated_at) VALUES ${rows.join(", ")}`,
  );
  await signIn(page, ortomat, "admin");
  await openList(page);
  await page.getByLabel("Стан").selectOption("· закрито");
  await page.getByLabel("Ортомат").selectOption("Ортомат №3");
  await field(page, "Від дати").fill("2026-03-29");
  await field(page, "До дати").fill("2026-03-29");
  await button(page, "Показати").click();
  const address = new URL(page.url()).searchParams;
  expect(Object.fromEntries([...address].filter(([, value]) => value !== ""))).toEqual({
    status: "closed",
    ortomat: "ortomat-3",
    from: "2026-03-29",
    to: "2026-03-29",
  });
  const names = page.getByRole("rowheader");
  await expect(names).toHaveCount(50);
  await said(page, shown("На цій сторінці 50 замовлень: оплачено 0,00 ₴."));
  const first = await names.first().textContent();
  const pages = page.getByRole("navigation", { name: "Сторінки" });
  await expect(pages.getByRole("link", { name: "Новіші", exact: true })).toHaveCount(0);
  await pages.getByRole("link", { name: "Старіші" }).click();
  await expect(names).toHaveCount(50);
  await pages.getByRole("link", { name: "Старіші" }).click();
  await expect(names).toHaveCount(20);
  await expect(pages.getByRole("link", { name: "Старіші" })).toHaveCount(0);
  await photograph(page, info, "payments-last-page");

  const colleague = await visitor();
  await signIn(colleague, ortomat, "admin");
  await colleague.goto(page.url());
  await expect(colleague.getByRole("rowheader")).toHaveText(await names.allTextContents());
  await expect(colleague.getByLabel("Стан")).toHaveValue("closed");
  await pages.getByRole("link", { name: "Новіші", exact: true }).click();
  await pages.getByRole("link", { name: "Новіші", exact: true }).click();
  await expect(names.first()).toHaveText(first!);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Завантажити CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^ortomat-payments-\d{4}-\d\d-\d\d\.csv$/);
  const bytes = await readFile(await download.path());
  expect([...bytes.subarray(0, 3)], "the mark of UTF-8").toEqual([0xef, 0xbb, 0xbf]);
  const lines = bytes.toString("utf8").trimEnd().split("\r\n");
  expect(lines).toHaveLength(121);
  expect(lines[0]).toContain("Номер;Створено;");
  expect(lines[1]).toContain('"Бандаж; м\'який";450,50;0,00;Закрито;покупець скасував');
  expect(bytes.toString("utf8"), "no formula").toContain(";'=HYPERLINK(1);");
  const exports = await db("SELECT user_id FROM activity_logs WHERE type = 'DATA_EXPORTED'");
  expect(exports.at(-1)!.user_id).not.toBeNull();

  // By phone, however it is typed.
  await page.goto("/admin/payments");
  await enter(page, "Телефон покупця", phone.slice(3));
  await button(page, "Показати").click();
  await expect(names).toHaveCount(1);
  await page.getByRole("link", { name: "Очистити фільтри" }).click();
  await expect(page).toHaveURL("/admin/payments");

  // What cannot be understood is said beside its field, and kept.
  await enter(page, "Номер замовлення", "ab");
  await enter(page, "Телефон покупця", "067 12");
  await button(page, "Показати").click();
  await expect(field(page, "Номер замовлення")).toHaveAccessibleDescription(/щонайменше 4/);
  await expect(field(page, "Номер замовлення")).toHaveValue("ab");
  await expect(field(page, "Телефон покупця")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("table")).toHaveCount(0);
  await photograph(page, info, "payments-wrong-filter");
  await page.goto("/admin/payments?from=2026-03-30&to=2026-03-29");
  await expect(field(page, "Від дати")).toHaveAccessibleDescription("Початок пізніше за кінець");
  await page.goto("/admin/payments?number=ORD-9999");
  await expect(page.getByRole("heading", { name: "Нічого не знайдено" })).toBeVisible();
  if (info.project.name !== "phone-nojs") await expectAccessible(page);
});

test("an order that is not there is said to be so", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "admin");
  const answer = await page.request.get("/admin/payments/nowhere");
  expect(answer.status()).toBe(404);
  expect(plain(await answer.text())).toContain("Такого замовлення немає");
});

test("the pages of payments fit the screen and the finger", async ({ page, visitor, ortomat }, info) => {
  const [sold, review] = [await refillAndBuy(await visitor(), ortomat), await payWrongly(await visitor(), ortomat)];
  await signIn(page, ortomat, "admin");
  const isPhone = info.project.name !== "desktop";
  for (const path of ["/admin/payments", `/admin/payments/${sold}`, `/admin/payments/${review}`]) {
    for (const width of isPhone ? [390, 320] : [1280, 768]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      await expect.soft(await sideways(page), `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
    if (isPhone) expect.soft(await tooLow(page), path).toEqual([]);
  }
});

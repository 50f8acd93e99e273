// The settings: the terms that buyers accept, how long the log is kept, what the server was started with.
import { expect, test, type Page } from "../fixtures";
import { expectAccessible } from "./axe";
import { product } from "./order";
import { inSight, photograph, sideways, tooLow } from "./screen";
import { enter, expectError, field, signIn } from "./staff";

// A server of its own: what other files do to the demo does not matter here.
test.use({ variables: {} });

async function open(page: Page) {
  await page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Налаштування" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Налаштування системи" })).toBeVisible();
  const here = page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Налаштування" });
  expect(await inSight(here), "the menu shows where one is").toBe(true);
}

/** The part of the page with this heading. */
function part(page: Page, heading: string) {
  return page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: heading }) });
}

async function said(page: Page, sentence: string) {
  await expect(page.getByRole("status").filter({ hasText: sentence })).toBeVisible();
}

async function typeTerms(page: Page, text: string) {
  await field(page, "Текст умов").fill(text);
}

async function saveTerms(page: Page, text: string) {
  await typeTerms(page, text);
  await part(page, "Умови покупки").getByRole("button", { name: "Зберегти" }).click();
  await said(page, "Умови покупки збережено.");
}

async function openProduct(page: Page) {
  await page.goto("/catalog/ortomat-1");
  await page.getByRole("link", { name: product }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(product);
}

async function acceptAndOrder(page: Page) {
  await page.getByRole("checkbox", { name: "Я приймаю умови покупки" }).check();
  await page.getByRole("button", { name: "Купити зараз" }).click();
}

test("the terms are looked at, saved, shown to customers, and recorded with what they accepted", async ({
  page,
  visitor,
  ortomat,
  db,
}, info) => {
  const text = `Обмін за 14 днів.\n\n1. Зберігайте чек ${info.workerIndex}.\n2. <b>Це не тег.</b>`;
  await signIn(page, ortomat, "admin");
  await open(page);
  await typeTerms(page, text);
  await page.getByRole("button", { name: "Переглянути" }).click();
  const preview = page.getByRole("region", { name: "Як це бачить покупець" });
  await expect(preview).toContainText("<b>Це не тег.</b>");
  await expect(page.getByText("Зміни ще не збережено")).toBeVisible();
  await expect(field(page, "Текст умов")).toHaveValue(text);
  await photograph(page, info, "settings-preview");
  const customer = await visitor();
  await openProduct(customer);
  await expect(customer.getByText("Обмін за 14 днів.")).toHaveCount(0);

  await part(page, "Умови покупки").getByRole("button", { name: "Зберегти" }).click();
  await said(page, "Умови покупки збережено. Нові замовлення будуть за ними.");
  await expect(page.getByText(/^Змінено востаннє \d\d\.\d\d\.\d{4}, \d\d:\d\d\.$/)).toBeVisible();

  // Whoever read the old ones has not accepted the new ones.
  await acceptAndOrder(customer);
  await expect(customer).toHaveURL(/problem=terms_changed/);
  await expect(customer.getByRole("alert")).toContainText("Умови покупки щойно змінилися");
  await customer.getByText("Умови покупки", { exact: true }).click();
  await expect(customer.getByText("Обмін за 14 днів.")).toBeVisible();
  await acceptAndOrder(customer);
  await expect(customer).toHaveURL(/\/payment\?orderId=/);
  const order = new URL(customer.url()).searchParams.get("orderId");
  const [accepted] = await db(
    `SELECT v.text FROM sales s JOIN purchase_terms_versions v ON v.id = s.terms_version WHERE s.id = '${order}'`,
  );
  expect(accepted!.text).toBe(text);

  // Later terms change nothing about it.
  await saveTerms(page, "Зовсім інші умови");
  const [still] = await db(
    `SELECT v.text FROM sales s JOIN purchase_terms_versions v ON v.id = s.terms_version WHERE s.id = '${order}'`,
  );
  expect(still!.text).toBe(text);
  await customer.getByRole("button", { name: "Скасувати" }).click();
  await expect(customer).toHaveURL(/\/catalog\/ortomat-1/);

  // Nothing is what the program came with.
  await saveTerms(page, "");
  await expect(field(page, "Текст умов")).toHaveValue(/гроші повернуться на вашу картку/);
});

test("of two administrators the second sees both texts", async ({ page, visitor, ortomat, db }, info) => {
  await signIn(page, ortomat, "admin");
  await open(page);
  const other = await visitor();
  await signIn(other, ortomat, "admin");
  await open(other);
  await saveTerms(other, "Умови першого");
  await typeTerms(page, "Умови другого");
  await part(page, "Умови покупки").getByRole("button", { name: "Зберегти" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toContainText("умови зберіг хтось інший");
  await expect(field(page, "Текст умов")).toHaveValue("Умови другого");
  await expect(page.getByText("Умови першого")).toBeVisible();
  await photograph(page, info, "settings-conflict");
  await expectAccessible(page);
  await saveTerms(page, "Умови другого");
  const [row] = await db("SELECT purchase_terms FROM settings");
  expect(row!.purchase_terms).toBe("Умови другого");
});

test("the log is kept for as many days as are set, and a mistake is said beside the field", async ({
  page,
  ortomat,
  db,
}, info) => {
  await signIn(page, ortomat, "admin");
  await open(page);
  const days = "Скільки днів зберігати записи";
  const save = () => part(page, "Зберігання журналу").getByRole("button", { name: "Зберегти" }).click();
  for (const wrong of ["рік", "0", "36501", "1,5"]) {
    await enter(page, days, wrong);
    await save();
    await expectError(page, days, "Журнал можна зберігати від 1 до 36500 днів.");
    await expect(field(page, days)).toHaveValue(wrong);
  }
  await photograph(page, info, "settings-errors");
  await enter(page, days, "365");
  await save();
  await said(page, "Збережено: записи журналу зберігаються 365 днів.");
  await expect(field(page, days)).toHaveValue("365");
  expect((await db("SELECT log_retention_days AS days FROM settings"))[0]!.days).toBe(365);
  await enter(page, days, "");
  await save();
  await said(page, "Збережено: записи журналу не видаляються.");
  expect((await db("SELECT log_retention_days AS days FROM settings"))[0]!.days).toBeNull();
});

test("what the server was started with is seen with the name of its variable", async ({ page, ortomat }, info) => {
  await signIn(page, ortomat, "admin");
  await open(page);
  const timings = page.getByRole("table", { name: "Часові межі" });
  for (const [variable, value] of [
    ["RESERVATION_SECONDS", "10 хв"],
    ["PAYMENT_GRACE_SECONDS", "1 хв"],
    ["OPEN_WINDOW_SECONDS", "1 хв 30 с"],
    ["DOOR_SECONDS", "30 с"],
    ["REFUND_PATIENCE_SECONDS", "24 год"],
    ["MONO_PAYMENT_TYPE", "одразу під час оплати"],
  ] as const) {
    await expect(timings.getByRole("row").filter({ hasText: variable })).toContainText(value);
  }
  expect(await sideways(page), "scrolled sideways").toBe(0);
  expect(await tooLow(page)).toEqual([]);
  await expectAccessible(page);
  await photograph(page, info, "settings");
});

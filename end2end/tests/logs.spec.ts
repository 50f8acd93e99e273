// The activity log as an administrator reads it: by clicks, by links, page by page, and as a table.
import { readFile } from "node:fs/promises";
import { expect, test, type Ortomat, type Page } from "../fixtures";
import { expectAccessible } from "./axe";
import { buy } from "./order";
import { photograph, sideways, tooLow } from "./screen";
import { expectError, newAccount, signIn, signInAs } from "./staff";

const rows = (page: Page) => page.getByRole("table", { name: "Логи активності" }).getByRole("rowheader");

/** The sentences of the list. */
const sentences = async (page: Page) => (await rows(page).allTextContents()).map((text) => text.trim());

function counters(page: Page, of: "Важливість" | "Категорія" | "Тип") {
  return page.getByRole("navigation", { name: of, exact: true });
}

async function openLog(page: Page) {
  await page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Журнал" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Логи активності" })).toBeVisible();
}

async function openForm(page: Page) {
  const form = page.getByRole("search");
  if (!(await form.isVisible())) await page.getByText("Пошук, ортомат, особа, дати").click();
  await expect(form).toBeVisible();
}

/** As many refusals as the courier likes, each of which is written down. */
async function knockAtClosedDoors(page: Page, ortomat: Ortomat, times: number) {
  await signInAs(page, await newAccount(ortomat, "courier"), "courier");
  for (let n = 0; n < times; n++) await page.request.get("/api/users");
}

test("a purchase is found by category, type, ortomat and day, and a link shows a colleague the same", async ({
  page,
  ortomat,
  db,
  visitor,
}, info) => {
  const order = await buy(await visitor(), ortomat.url);
  const [{ order_number: number } = {}] = await db(`SELECT order_number FROM sales WHERE id = '${order}'`);
  await signIn(page, ortomat, "admin");
  await openLog(page);
  await expectAccessible(page);
  expect(await sideways(page)).toBe(0);
  expect(await tooLow(page)).toEqual([]);
  await photograph(page, info, "logs");

  await counters(page, "Категорія").getByRole("link", { name: "Платежі" }).click();
  await expect(page).toHaveURL("/admin/logs?category=payment");
  await expect(counters(page, "Категорія").getByRole("link", { name: "Платежі" })).toHaveAttribute("aria-current", "true");
  await counters(page, "Тип").getByRole("link", { name: "Оплачено" }).click();
  await expect(page).toHaveURL("/admin/logs?category=payment&type=PAYMENT_SUCCESS");
  const [{ count } = {}] = await db("SELECT count(*) AS count FROM activity_logs WHERE type = 'PAYMENT_SUCCESS'");
  await expect(counters(page, "Тип").getByRole("link", { name: "Оплачено" })).toHaveText(new RegExp(`${count}$`));
  await expect(rows(page)).toHaveCount(Number(count));

  await openForm(page);
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Kyiv" });
  await page.getByLabel("Ортомат", { exact: true }).selectOption({ label: "Ортомат №1" });
  await page.getByLabel("Від дати").fill(today);
  await page.getByLabel("До дати").fill(today);
  await page.getByLabel("Текст").fill(String(number));
  await page.getByRole("button", { name: "Показати" }).click();
  await expect(page).toHaveURL(/ortomat=ortomat-1/);
  await expect(page, "the counters' choice is kept").toHaveURL(/category=payment&type=PAYMENT_SUCCESS/);
  await expect(page.getByText(/^Знайдено: 1\sзапис$/)).toBeVisible();
  await expect(rows(page)).toHaveText([new RegExp(String(number))]);
  await expect(page.getByLabel("Від дати")).toHaveValue(today);
  await expectAccessible(page);
  await photograph(page, info, "logs-filtered");

  const colleague = await visitor();
  await signIn(colleague, ortomat, "admin");
  await colleague.goto(page.url());
  expect(await sentences(colleague)).toEqual(await sentences(page));
  await expect(colleague.getByLabel("Текст")).toHaveValue(String(number));

  await page.getByRole("link", { name: String(number), exact: true }).click();
  await expect(page).toHaveURL(`/admin/payments/${order}`);
  await page.goBack();
  await page.getByRole("link", { name: "Очистити фільтри" }).first().click();
  await expect(page).toHaveURL("/admin/logs");
});

test("a day without entries says so and how to go on", async ({ page, ortomat }, info) => {
  await signIn(page, ortomat, "admin");
  await page.goto("/admin/logs?from=2020-01-01&to=2020-01-02");
  await expect(page.getByRole("heading", { name: "Таких записів немає" })).toBeVisible();
  await expectAccessible(page);
  await photograph(page, info, "logs-nothing");
  await page.getByRole("main").getByRole("link", { name: "Очистити фільтри" }).last().click();
  await expect(rows(page)).not.toHaveCount(0);
});

test("a date that is none is answered beside its field, and what was typed stays", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "admin");
  await page.goto("/admin/logs?severity=INFO&from=2026-11-22&to=2026-11-21");
  await expectError(page, "До дати", "Кінець не може бути раніше за початок");
  await expect(page.getByLabel("До дати")).toHaveValue("2026-11-21");
  await expectAccessible(page);
});

test("an entry shows who, where and with what details, and leads back to its list", async ({
  page,
  ortomat,
  db,
  visitor,
}, info) => {
  await knockAtClosedDoors(await visitor(), ortomat, 1);
  const account = await signIn(page, ortomat, "admin");
  await openLog(page);
  await counters(page, "Категорія").getByRole("link", { name: "Безпека" }).click();
  await counters(page, "Тип").getByRole("link", { name: "Спроба без дозволу" }).click();
  const list = page.url();
  const sentence = (await sentences(page))[0]!;
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: sentence })).toBeVisible();
  const fact = (name: string) =>
    page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).getByRole("definition");
  await expect(fact("Важливість")).toHaveText("Попередження");
  await expect(fact("Категорія")).toHaveText("Безпека");
  await expect(fact("Тип")).toHaveText("Спроба без дозволу");
  await expect(fact("Користувач")).toHaveText(/, кур'єр$/);
  await expect(fact("Мережева адреса")).toHaveText("127.0.0.1");
  await page.getByText("Повний JSON").click();
  await expect(page.getByText('"address": "127.0.0.1"')).toBeVisible();
  await expectAccessible(page);
  expect(await sideways(page)).toBe(0);
  await photograph(page, info, "log-entry");
  await page.getByRole("link", { name: "До списку" }).click();
  await expect(page).toHaveURL(list);

  await rows(page).first().getByRole("link").click();
  await fact("Користувач").getByRole("link").click();
  await expect(page).toHaveURL(/\/admin\/logs\?user=/);
  await expect(page.getByLabel("Користувач")).toHaveValue(/./);
  const [{ id } = {}] = await db(`SELECT id FROM users WHERE email = '${account.email}'`);
  expect(page.url()).not.toContain(String(id));
});

test("older entries are a page away, and the way back shows the same ones", async ({ page, ortomat, visitor }, info) => {
  await knockAtClosedDoors(await visitor(), ortomat, 60);
  await signIn(page, ortomat, "admin");
  await page.goto("/admin/logs?category=security&type=UNAUTHORIZED_ACCESS");
  await expect(rows(page)).toHaveCount(50);
  const links = () => rows(page).getByRole("link").evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  const first = await links();
  const turn = page.getByRole("navigation", { name: "Сторінки" });
  await expect(turn.getByRole("link")).toHaveText(["Старіші"]);
  await turn.scrollIntoViewIfNeeded();
  await turn.getByRole("link", { name: "Старіші" }).click();
  await expect(page).toHaveURL(/at=older\./);
  const second = await links();
  expect(second.length).toBeGreaterThanOrEqual(10);
  expect(second.filter((entry) => first.includes(entry))).toEqual([]);
  await photograph(page, info, "logs-older");
  await turn.getByRole("link", { name: "Новіші", exact: true }).click();
  await expect(page).toHaveURL(/at=newer\./);
  expect(await links()).toEqual(first);
});

test("the list is taken along as a table, which is written down, and nothing in the log can be deleted", async ({
  page,
  ortomat,
  db,
}) => {
  const account = await signIn(page, ortomat, "admin");
  await page.goto("/admin/logs?category=security");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Завантажити CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^ortomat-logs-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
  expect(lines[0]).toBe("\ufeffЧас;Категорія;Важливість;Тип;Повідомлення;Користувач;Роль;Ортомат;Комірка;Замовлення");
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d;Безпека;/);
  await page.reload();
  await expect(rows(page).first()).toHaveText("Вивантажено журнал");
  const [taken] = await db(
    `SELECT metadata, (SELECT email FROM users WHERE id = user_id) AS email FROM activity_logs
     WHERE type = 'DATA_EXPORTED' AND message = 'Вивантажено журнал' ORDER BY created_at DESC`,
  );
  expect(taken).toEqual({ metadata: '{"filters":"category=security"}', email: account.email });

  await expect(page.getByRole("button", { name: /видалити|очистити/i })).toHaveCount(0);
  const entry = await rows(page).first().getByRole("link").getAttribute("href");
  for (const address of ["/admin/logs", entry!]) {
    for (const method of ["DELETE", "POST"]) {
      const answer = await page.request.fetch(address, { method });
      expect(answer.status(), `${method} ${address}`).toBe(405);
    }
  }
});

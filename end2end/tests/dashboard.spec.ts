// The administrator's first page: what was sold and what needs somebody, after something really was sold.
import { expect, test, type Page } from "../fixtures";
import { expectAccessible } from "./axe";
import { buy, choose, product } from "./order";
import { photograph, sideways, tooLow } from "./screen";
import { signIn } from "./staff";

/** Sums and dates are written with spaces that do not break. */
const plain = (text: string | null) => (text ?? "").replaceAll("\u00a0", " ").trim();

function tile(page: Page, title: string) {
  return page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title, exact: true }) });
}

/** How many were sold, and for how many kopiykas, as the tile says it. */
async function sold(page: Page, title: string) {
  const text = plain(await tile(page, title).textContent());
  const [, revenue, sales] = /([\d ]+,\d\d) ₴([\d ]+) продаж/.exec(text.slice(title.length))!;
  return { sales: Number(sales!.replaceAll(" ", "")), kopiykas: Number(revenue!.replace(/[ ,]/g, "")) };
}

async function openTable(page: Page, chart: string) {
  const section = page.locator("section").filter({ has: page.getByRole("heading", { name: chart, exact: true }) });
  await section.getByText("Числа таблицею").click();
  return section.getByRole("table", { name: chart });
}

test("a purchase is in the figures, the charts and among the best", async ({ page, ortomat, db, visitor }, info) => {
  await signIn(page, ortomat, "admin");
  const before = { today: await sold(page, "Сьогодні"), month: await sold(page, "30 днів") };
  await buy(await visitor(), ortomat.url, "/catalog/ortomat-1?ref=DOC001");
  const [order] = await db("SELECT amount, completed_at FROM sales WHERE phase = 'completed' ORDER BY completed_at DESC");
  await page.reload();
  for (const [title, then] of [
    ["Сьогодні", before.today],
    ["30 днів", before.month],
  ] as const) {
    const more = { sales: then.sales + 1, kopiykas: then.kopiykas + Number(order!.amount) };
    expect(await sold(page, title), title).toEqual(more);
  }

  const now = await sold(page, "Сьогодні");
  const today = new Date(Number(order!.completed_at)).toLocaleDateString("uk-UA", { timeZone: "Europe/Kyiv" });
  const picture = page.getByRole("img", { name: /^З \d\d\.\d\d\.\d{4} до / });
  await expect(picture).toBeVisible();
  await expect(picture.locator("rect")).not.toHaveCount(0);
  const sales = (await openTable(page, "Продажі за днями")).getByRole("row", { name: today });
  expect(plain(await sales.textContent())).toContain(`${today}${now.sales}`);
  const success = (await openTable(page, "Успішність за днями")).getByRole("row", { name: today });
  await expect(success.getByRole("cell")).toHaveCount(3);
  await expect(success.getByRole("cell").last()).toHaveText(/^\d+\s\(\d+\s%\)$/);

  for (const [name, heading] of [
    [product, product],
    ["Ортомат №1", "Управління комірками"],
  ] as const) {
    const best = page.getByRole("region").or(page.locator("section")).getByRole("link", { name, exact: true }).last();
    await expect(best, heading).toBeVisible();
  }
  await expectAccessible(page);
  expect(await sideways(page)).toBe(0);
  expect(await tooLow(page)).toEqual([]);
  await photograph(page, info, "dashboard");
});

test("every figure leads to the list that explains it", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "admin");
  const tiles = [
    ["Сьогодні", /\/admin\/payments\?status=completed&from=(\d{4}-\d\d-\d\d)&to=\1$/, "Платежі"],
    ["7 днів", /\/admin\/payments\?status=completed&from=[\d-]+&to=[\d-]+$/, "Платежі"],
    ["Відкриті замовлення", /\/admin\/payments\?status=pending$/, "Платежі"],
    ["Потребують рішення", /\/admin\/payments\?status=needs_review$/, "Платежі"],
    ["Повертаємо гроші", /\/admin\/payments\?status=refunding$/, "Платежі"],
    ["Не на зв'язку", /\/admin\/ortomats/, /./],
    ["Поповнити", /\/admin\/ortomats\?sort=fill$/, /./],
  ] as const;
  for (const [title, address, heading] of tiles) {
    await page.goto("/admin");
    await page.getByRole("link", { name: title, exact: true }).click();
    await expect(page).toHaveURL(address);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  }
});

test("an order that has begun is open until it ends", async ({ page, ortomat, visitor }) => {
  await signIn(page, ortomat, "admin");
  const open = async () => {
    await page.reload();
    return Number(/\d+/.exec(plain(await tile(page, "Відкриті замовлення").textContent()))![0]);
  };
  const before = await open();
  const customer = await visitor();
  await choose(customer);
  expect(await open()).toBe(before + 1);
  await customer.getByRole("button", { name: "Скасувати" }).click();
  await expect(customer).toHaveURL(/\/catalog\//);
  expect(await open()).toBe(before);
});

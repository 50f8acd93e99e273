// A courier's day beside the simulated devices: what to take along, one cell after the other, and nothing twice.
import { expect, test, type Page } from "../fixtures";
import { expectAccessible } from "./axe";
import {
  arrange,
  arrive,
  atCell,
  cellOf,
  commandsOf,
  hand,
  leaveEmpty,
  logOf,
  openButton,
  sendAgain,
  sentBy,
  state,
} from "./courier";
import { choose } from "./order";
import { inSight, photograph, sideways, tooLow } from "./screen";
import { newAccount } from "./staff";

const small = "ortomat-3";
const large = "ortomat-1";

async function looksRight(page: Page, info: Parameters<typeof photograph>[1], name: string) {
  expect(await sideways(page), "nothing to scroll sideways").toBe(0);
  expect(await tooLow(page), "as high as a finger").toEqual([]);
  await expectAccessible(page);
  await photograph(page, info, name);
}

async function fill(page: Page, number: number) {
  await atCell(page, number);
  await openButton(page, number).click();
  await expect(state(page, "Комірку відкрито")).toBeVisible();
  await page.getByRole("button", { name: "Товар на місці", exact: true }).click();
}

test("a courier takes the goods along and goes round, cell after cell", async ({ page, ortomat, db }, info) => {
  const courier = await arrive(page, ortomat, { [small]: [2, 4, 7], [large]: [1, 2, 7, 14, 21] });

  const mine = page.getByRole("region", { name: "Мої ортомати" });
  await expect(mine.getByRole("heading", { level: 3 })).toHaveText(["Ортомат №1", "Ортомат №3"]);
  const pick = page.getByRole("region", { name: "Що взяти з собою" });
  await expect(pick.getByText("Разом: 8 шт")).toBeVisible();
  const band = pick.getByRole("listitem").filter({ hasText: "Бандаж для вагітних" });
  await expect(band.getByText("3 шт", { exact: true }).first()).toBeVisible();
  await expect(band.getByText("Ортомат №1: 2 шт")).toBeVisible();
  await expect(band.getByText("Ортомат №3: 1 шт")).toBeVisible();
  await looksRight(page, info, "courier");

  await page.getByRole("link", { name: "Поповнити Ортомат №3" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ортомат №3" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Комірка 4, порожня" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Комірка 8, без товару" })).toBeVisible();
  await looksRight(page, info, "courier-ortomat");
  await page.getByRole("button", { name: "Почати" }).click();

  await atCell(page, 2);
  await expect(page.getByText("Поповнено 0 з 3")).toBeVisible();
  await expect(page.getByText("Бандаж для вагітних")).toBeVisible();
  await looksRight(page, info, "courier-ready");
  await openButton(page, 2).click();
  // The answer of the device comes by itself, with scripts and without.
  await expect(state(page, "Комірку відкрито")).toBeVisible();
  expect(await inSight(page.getByText("Покладіть товар і зачиніть дверцята")), "what to do is seen at once").toBe(true);
  await looksRight(page, info, "courier-opened");
  await page.getByRole("button", { name: "Товар на місці", exact: true }).click();

  await atCell(page, 4);
  await expect(page.getByText("Поповнено 1 з 3")).toBeVisible();
  await page.getByRole("link", { name: "Пропустити" }).click();
  await atCell(page, 7);

  await page.getByRole("link", { name: "Повідомити про несправність" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Комірка 7: несправність" })).toBeVisible();
  await page.getByRole("button", { name: "Заблокувати комірку" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Оберіть, що не так" })).toBeFocused();
  await page.getByRole("radio", { name: "Інше" }).check();
  await page.getByRole("button", { name: "Заблокувати комірку" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Опишіть несправність" })).toBeVisible();
  await expect(page.getByRole("radio", { name: "Інше" })).toBeChecked();
  await looksRight(page, info, "courier-fault");
  await page.getByRole("radio", { name: "Дверцята не зачиняються" }).check();
  await page.getByLabel(/^Подробиці/).fill("погнутий язичок");
  await page.getByRole("button", { name: "Заблокувати комірку" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Обхід завершено" })).toBeVisible();
  await expect(page.getByText("Поповнено 1 з 2")).toBeVisible();
  await expect(page.getByText("7: Дверцята не зачиняються: погнутий язичок")).toBeVisible();
  expect((await cellOf(db, small, 7)).blocked_reason).toBe("Дверцята не зачиняються: погнутий язичок");
  await looksRight(page, info, "courier-end");
  await page.getByRole("link", { name: "Повернутися до пропущених" }).click();
  await fill(page, 4);
  await expect(page.getByRole("heading", { level: 1, name: "Готово, ортомат заповнено" })).toBeVisible();
  await expect(page.getByText("комірки 2, 4")).toBeVisible();

  for (const number of [2, 4]) {
    const cell = await cellOf(db, small, number);
    expect([cell.filled, Number(cell.last_refill_at) > 0]).toEqual([1, true]);
  }
  expect(await logOf(db, courier)).toEqual([
    "COURIER_CHECKIN",
    "WEBSOCKET_COMMAND 2",
    "CELL_OPENED 2",
    "COURIER_REFILL 2",
    "CELL_ERROR 7",
    "WEBSOCKET_COMMAND 4",
    "CELL_OPENED 4",
    "COURIER_REFILL 4",
  ]);
  await page.getByRole("link", { name: "До моїх ортоматів" }).click();
  const card = mine.getByRole("listitem").filter({ hasText: "Ортомат №3" });
  await expect(card.getByText("Порожні, але зараз недоступні: 1 комірка")).toBeVisible();
});

test("whoever presses twice opens once, and what is sent again changes nothing", async ({ page, ortomat, db }) => {
  const courier = await arrive(page, ortomat, { [small]: [3, 5] });
  await page.goto(`/courier/ortomats/${small}/round?cell=3`);
  const opening = await sentBy(page, "Відкрити комірку 3");
  await openButton(page, 3).dblclick();
  await expect(state(page, "Комірку відкрито")).toBeVisible();
  await sendAgain(page, opening);
  const filling = await sentBy(page, "Товар на місці");
  await page.getByRole("button", { name: "Товар на місці", exact: true }).dblclick();
  await atCell(page, 5);
  await sendAgain(page, opening);
  await sendAgain(page, filling);
  expect(await commandsOf(db, courier)).toHaveLength(1);
  // A customer takes the goods out, and then the connection delivers what it had kept.
  await arrange(
    ortomat,
    `UPDATE cells SET filled = 0, updated_at = updated_at + 1 WHERE ortomat_id = '${small}' AND number = 3`,
  );
  await sendAgain(page, filling);
  await sendAgain(page, opening);
  expect((await cellOf(db, small, 3)).filled, "nobody has put anything in").toBe(0);
  expect(await logOf(db, courier)).toEqual([
    "COURIER_CHECKIN",
    "WEBSOCKET_COMMAND 3",
    "CELL_OPENED 3",
    "COURIER_REFILL 3",
  ]);
});

test("going back and reloading does nothing twice", async ({ page, ortomat, db }) => {
  const courier = await arrive(page, ortomat, { [small]: [1, 6] });
  await page.goto(`/courier/ortomats/${small}`);
  await page.getByRole("button", { name: "Почати" }).click();
  await fill(page, 1);
  await atCell(page, 6);
  await page.reload();
  await atCell(page, 6);
  await page.goBack();
  await atCell(page, 1);
  await expect(state(page, "Комірку заповнено")).toBeVisible();
  await expect(openButton(page, 1)).toHaveCount(0);
  await page.getByRole("link", { name: "Далі: комірка 6" }).click();
  await atCell(page, 6);
  await page.goto(`/courier/ortomats/${small}`);
  await page.getByRole("link", { name: "Продовжити" }).click();
  await atCell(page, 6);
  expect(await commandsOf(db, courier)).toHaveLength(1);
  expect((await logOf(db, courier)).filter((type) => type === "COURIER_CHECKIN")).toHaveLength(1);
});

test.describe("where the connection is bad", () => {
  test.use({ expectedProblems: [/ERR_(INTERNET_DISCONNECTED|FAILED|NETWORK|INCOMPLETE)/] });

  test("a press without a connection is pressed again when it is back", async ({ page, context, ortomat, db }) => {
    const courier = await arrive(page, ortomat, { [small]: [2] });
    const step = `/courier/ortomats/${small}/round?cell=2`;
    await page.goto(step);
    await context.setOffline(true);
    await openButton(page, 2).click({ noWaitAfter: true });
    await expect.poll(() => page.url(), "the browser's own page").not.toContain("/courier/");
    expect(await commandsOf(db, courier)).toHaveLength(0);
    await context.setOffline(false);
    await page.goto(step);
    await fill(page, 2);
    await expect(page.getByRole("heading", { name: "Готово, ортомат заповнено" })).toBeVisible();
    expect(await commandsOf(db, courier)).toHaveLength(1);
  });

  test("a press whose answer was lost is found again as an open door", async ({ page, ortomat, db }) => {
    const courier = await arrive(page, ortomat, { [small]: [2] });
    const step = `/courier/ortomats/${small}/round?cell=2`;
    await page.goto(step);
    const opening = await sentBy(page, "Відкрити комірку 2");
    await page.route("**/form/open_to_refill", async (route) => {
      await route.fetch({ maxRedirects: 0 });
      await route.abort();
    });
    await openButton(page, 2).click({ noWaitAfter: true });
    await expect.poll(async () => (await commandsOf(db, courier)).length).toBe(1);
    await page.unroute("**/form/open_to_refill");
    await page.goto(step);
    await expect(state(page, "Комірку відкрито")).toBeVisible();
    await sendAgain(page, opening);
    expect(await commandsOf(db, courier)).toHaveLength(1);
  });
});

test("a cell that a customer is buying stays shut", async ({ page, ortomat, db, visitor }, info) => {
  const courier = await arrive(page, ortomat, { [large]: [1] });
  const order = await choose(await visitor());
  const number = Number((await db(`SELECT cell_number FROM sales WHERE id = '${order}'`))[0]!.cell_number);
  await page.goto(`/courier/ortomats/${large}/round?cell=1`);
  const opening = await sentBy(page, "Відкрити комірку 1");
  await page.goto(`/courier/ortomats/${large}`);
  await page.getByRole("link", { name: `Комірка ${number}, купують` }).click();
  await expect(state(page, "Цю комірку зараз купують")).toBeVisible();
  await expect(openButton(page, number)).toHaveCount(0);
  await looksRight(page, info, "courier-reserved");
  await sendAgain(page, { ...opening, fields: { ...opening.fields, cell: String(number) } });
  expect(await commandsOf(db, courier)).toHaveLength(0);
  await page.getByRole("link", { name: "Далі: комірка 1" }).click();
  await atCell(page, 1);
});

test("a product that was changed meanwhile is told and asked for again", async ({ page, ortomat, db }) => {
  await arrive(page, ortomat, { [small]: [2] });
  await page.goto(`/courier/ortomats/${small}/round?cell=2`);
  await openButton(page, 2).click();
  await expect(state(page, "Комірку відкрито")).toBeVisible();
  const filling = await sentBy(page, "Товар на місці");
  await arrange(
    ortomat,
    `UPDATE cells SET product_id = 'demo-wrist-brace', updated_at = updated_at + 1
     WHERE ortomat_id = '${small}' AND number = 2`,
  );
  await sendAgain(page, filling);
  expect((await cellOf(db, small, 2)).filled).toBe(0);
  await page.goto(`/courier/ortomats/${small}/round?cell=2&problem=edit_conflict`);
  await expect(page.getByText("Поки ви були тут, цю комірку змінили.")).toBeVisible();
  await expect(page.getByText("Бандаж на зап'ястя")).toBeVisible();
  await page.getByRole("button", { name: "Товар на місці", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Готово, ортомат заповнено" })).toBeVisible();
  expect((await cellOf(db, small, 2)).filled).toBe(1);
  await arrange(
    ortomat,
    `UPDATE cells SET product_id = 'demo-pregnancy-band' WHERE ortomat_id = '${small}' AND number = 2`,
  );
});

test.describe("somebody else's ortomat", () => {
  test.use({ expectedProblems: [/status of 403/] });

  test("is neither shown nor opened, also when it was one's own a moment ago", async ({ page, ortomat, db }, info) => {
    const courier = await arrive(page, ortomat, { [small]: [2] });
    for (const address of [large, `${large}/round`, `${large}/round?cell=1`, `${large}/fault?cell=1`, "nowhere"]) {
      const answer = await page.goto(`/courier/ortomats/${address}`);
      expect(answer!.status(), address).toBe(403);
      await expect(page.getByRole("heading", { level: 1, name: "Це не ваш ортомат" })).toBeAttached();
    }
    await looksRight(page, info, "courier-not-yours");
    await page.getByRole("link", { name: "До моїх ортоматів" }).click();
    await page.getByRole("link", { name: "Поповнити Ортомат №3" }).click();
    await page.getByRole("button", { name: "Почати" }).click();
    await atCell(page, 2);
    const opening = await sentBy(page, "Відкрити комірку 2");
    await hand(ortomat, await newAccount(ortomat, "courier"), [small]);
    await sendAgain(page, opening);
    await page.goto("/courier?problem=forbidden");
    await expect(page.getByRole("alert").filter({ hasText: "Це не ваш ортомат" })).toBeVisible();
    expect(await commandsOf(db, courier)).toHaveLength(0);
  });
});

test("an ortomat that is full asks for nothing", async ({ page, ortomat }, info) => {
  await arrive(page, ortomat, { [small]: [2] });
  await leaveEmpty(ortomat, small, [0]);
  await page.goto("/courier");
  await expect(page.getByText("Усі комірки заповнено, брати нічого не треба.")).toBeVisible();
  await photograph(page, info, "courier-nothing");
  await page.getByRole("link", { name: "Переглянути Ортомат №3" }).click();
  await expect(page.getByText("Поповнювати нічого")).toBeVisible();
  await page.goto(`/courier/ortomats/${small}/round`);
  await expect(page.getByRole("heading", { name: "Готово, ортомат заповнено" })).toBeVisible();
});

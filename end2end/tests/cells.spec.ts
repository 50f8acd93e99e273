// The grid of cells as administrators keep it: live in every browser, and by links and forms alone.
import { expect, test, type Ortomat, type Page, type Row } from "../fixtures";
import { expectAccessible } from "./axe";
import { choose, goToTheBank } from "./order";
import { photograph, sideways, tooLow } from "./screen";
import { expectLogin, signIn } from "./staff";

const grid = "/admin/ortomats/ortomat-1/cells";
const cellPage = (number: number) => `${grid}?cell=${number}`;
const tile = (page: Page, number: number) => page.locator(`#cell-${number}`);
const panel = (page: Page) => page.locator("#cell-panel");
const live = (page: Page) => page.locator("#live-status");
const said = (page: Page, sentence: string) => page.locator(".toast").filter({ hasText: sentence });

type Db = (sql: string) => Promise<Row[]>;
const cellOf = async (db: Db, number: number) =>
  (await db(`SELECT * FROM cells WHERE ortomat_id = 'ortomat-1' AND number = ${number}`))[0]!;

/** What only a page that was never loaded again still knows. */
const remember = (page: Page) => page.evaluate(() => Object.assign(window, { wasHere: true }));
const remembers = (page: Page) => page.evaluate(() => "wasHere" in window);

async function watchGrid(page: Page, ortomat: Ortomat, path = grid) {
  await signIn(page, ortomat, "admin");
  await page.goto(path);
  await expect(live(page)).toHaveText("наживо");
  await remember(page);
}

async function block(page: Page, reason: string) {
  await page.getByLabel("Причина").fill(reason);
  await page.getByRole("button", { name: /^(Заблокувати|Записати іншу причину)$/ }).click();
}

async function expectFits(page: Page) {
  expect(await tooLow(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
}

test.describe("live", () => {
  test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "without it there is a link for a fresh page");

  test("what one administrator does another sees at once", async ({ page, visitor, ortomat }) => {
    await watchGrid(page, ortomat);
    const colleague = await visitor();
    await signIn(colleague, ortomat, "admin");
    await expect(tile(page, 7)).toContainText("порожня");
    const filled = page.locator("[data-live=cells-head] div").filter({ hasText: "Заповнено" }).getByRole("definition");
    const before = Number(await filled.textContent());

    await colleague.goto(cellPage(7));
    await colleague.getByRole("button", { name: "Позначити заповненою" }).click();
    await expect(said(colleague, "Комірку позначено заповненою.")).toBeVisible();
    await expect(tile(page, 7)).toContainText("заповнена", { timeout: 3_000 });
    await expect(filled).toHaveText(String(before + 1));

    await colleague.goto(cellPage(9));
    await block(colleague, "Заїдає замок");
    await expect(said(colleague, "Комірку заблоковано.")).toBeVisible();
    await expect(tile(page, 9)).toContainText("Блок", { timeout: 3_000 });
    // It has moved nobody's focus and was no new page.
    expect(await remembers(page)).toBe(true);
    await colleague.getByRole("button", { name: "Розблокувати" }).click();
    await expect(said(colleague, "Комірку розблоковано.")).toBeVisible();
    await expect(tile(page, 9)).not.toContainText("Блок", { timeout: 3_000 });
  });

  test("a sale reserves a cell, opens it and leaves it empty before everybody's eyes", async ({
    page,
    visitor,
    ortomat,
    db,
  }) => {
    await watchGrid(page, ortomat);
    const customer = await visitor();
    const order = await choose(customer);
    const { cell_number } = (await db(`SELECT cell_number FROM sales WHERE id = '${order}'`))[0]!;
    const sold = tile(page, Number(cell_number));
    await expect(sold).toContainText("Резерв", { timeout: 3_000 });
    await expect(sold).toContainText("заповнена");
    await goToTheBank(customer, ortomat.url);
    await customer.getByRole("button", { name: "Оплатити" }).click();
    await expect(customer.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
    await expect(sold).toContainText("порожня", { timeout: 3_000 });
    await expect(sold).not.toContainText("Резерв");
    expect(await remembers(page)).toBe(true);
  });

  test("an opening is asked about first and followed to the device's answer", async ({ page, ortomat, db }, info) => {
    await watchGrid(page, ortomat, cellPage(3));
    const ours = () => db("SELECT id, status FROM commands WHERE kind = 'staff' AND cell_number = 3");
    await panel(page).getByRole("button", { name: "Відкрити комірку" }).click();
    const question = page.getByRole("dialog", { name: "Відкрити комірку №3?" });
    await expect(question).toBeVisible();
    await photograph(page, info, "cells-open-question");
    await question.getByRole("button", { name: "Скасувати" }).click();
    await expect(question).toBeHidden();
    expect(await ours()).toEqual([]);

    await panel(page).getByRole("button", { name: "Відкрити комірку" }).click();
    await question.getByRole("button", { name: "Відкрити комірку" }).click();
    // No press and no new page from here on.
    const progress = panel(page).getByRole("status");
    await expect(progress).toContainText(/Надсилаємо|надіслано|прийняв|Дверцята відкрито/);
    await remember(page);
    await expect(progress.getByText("Дверцята відкрито")).toBeVisible();
    await expect(progress.locator("li")).toHaveCount(3);
    expect(await remembers(page)).toBe(true);
    const [command] = await ours();
    expect([String(command!.id).slice(0, 6), command!.status]).toEqual(["ADMIN-", "opened"]);
    await page.getByText("Історія комірки").click();
    await expect(panel(page).getByText("Комірку №3 відкрито")).toBeVisible();
    await expect(panel(page).getByText("Коваль Олена").first()).toBeVisible();
    await photograph(page, info, "cells-opened");
  });

  test("nobody's typing, dialog or focus is disturbed by news", async ({ page, visitor, ortomat }) => {
    await watchGrid(page, ortomat, cellPage(10));
    const colleague = await visitor();
    await signIn(colleague, ortomat, "admin");
    await page.getByLabel("Причина").pressSequentially("Зламано");

    await colleague.goto(cellPage(10));
    await colleague.getByRole("button", { name: "Позначити порожньою" }).click();
    const question = colleague.getByRole("dialog", { name: "Позначити комірку №10 порожньою?" });
    await question.getByRole("button", { name: "Позначити порожньою" }).click();
    await expect(panel(page)).toContainText("Синя", { timeout: 3_000 });
    await expect(page.getByLabel("Причина")).toHaveValue("Зламано");
    await expect(page.getByLabel("Причина")).toBeFocused();

    // The question stays until it is answered, whatever happens to the cell meanwhile.
    await panel(page).getByRole("button", { name: "Відкрити комірку" }).click();
    const asked = page.getByRole("dialog", { name: "Відкрити комірку №10?" });
    await colleague.getByRole("button", { name: "Позначити заповненою" }).click();
    await expect(panel(page)).toContainText("Зелена", { timeout: 3_000 });
    await expect(asked).toBeVisible();
    await asked.getByRole("button", { name: "Скасувати" }).click();

    // The control that has the focus is another one by now, and still has it.
    const empty = panel(page).getByRole("button", { name: "Позначити порожньою" });
    await empty.focus();
    await colleague.goto(cellPage(11));
    await block(colleague, "Перевірка");
    await expect(tile(page, 11)).toContainText("Блок", { timeout: 3_000 });
    await expect(empty).toBeFocused();
    expect(await remembers(page)).toBe(true);
    await colleague.getByRole("button", { name: "Розблокувати" }).click();
  });

  test("what is said once is said to whoever did it, with two pages open", async ({ page, context, ortomat }) => {
    await watchGrid(page, ortomat);
    const second = await context.newPage();
    for (const reason of ["Один", "Два", "Три"]) {
      await second.goto(cellPage(13));
      await block(second, reason);
      await expect(said(second, "Комірку заблоковано.")).toBeVisible();
      await expect(panel(second)).toContainText(reason);
      await expect(tile(page, 13)).toContainText("Блок");
    }
    // What was wrong is not taken away by news either.
    await block(second, "   ");
    const alert = second.getByRole("alert").filter({ hasText: "Перевірте форму" });
    await expect(alert).toContainText("Напишіть причину");
    await page.goto(cellPage(13));
    await page.getByRole("button", { name: "Розблокувати" }).click();
    await expect(panel(second).getByText("Комірку заблоковано, вона не продається")).toBeHidden({ timeout: 3_000 });
    await expect(second.getByLabel("Причина")).toHaveAccessibleDescription(/Напишіть причину/);
  });

  test("whoever signs out in one page is asked to sign in in the other", async ({ page, context, ortomat }) => {
    await watchGrid(page, ortomat);
    const second = await context.newPage();
    await second.goto("/account");
    await second.getByRole("button", { name: "Вийти" }).click();
    await expect(second).toHaveURL("/login");
    await expectLogin(page);
    expect(new URL(page.url()).searchParams.get("next")).toBe(grid);
  });

  test.describe("without a network for a while", () => {
    test.use({ expectedProblems: [/ERR_INTERNET_DISCONNECTED/] });

    test("the page says so and catches up afterwards", async ({ page, context, visitor, ortomat }) => {
      await watchGrid(page, ortomat);
      const colleague = await visitor();
      await signIn(colleague, ortomat, "admin");
      await context.setOffline(true);
      await expect(live(page)).toHaveText("немає зв'язку, оновлюється після з'єднання");
      await expect(page.getByRole("link", { name: "Оновити сторінку" })).toBeVisible();
      await colleague.goto(cellPage(15));
      await block(colleague, "Доки нікого не було");
      await expect(said(colleague, "Комірку заблоковано.")).toBeVisible();
      await context.setOffline(false);
      await expect(live(page)).toHaveText("наживо");
      await expect(tile(page, 15)).toContainText("Блок");
      expect(await remembers(page)).toBe(true);
      await colleague.getByRole("button", { name: "Розблокувати" }).click();
      await expect(tile(page, 15)).not.toContainText("Блок");
    });
  });

  test("the keyboard alone does everything", async ({ page, ortomat, db }, info) => {
    test.skip(info.project.name !== "desktop", "A phone has no keyboard.");
    await watchGrid(page, ortomat);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    // One stop for all cells.
    await expect(page.locator("#cell-1")).toHaveAttribute("tabindex", "0");
    await expect(page.locator(".cell[tabindex='0']")).toHaveCount(1);
    await tile(page, 1).focus();
    await press("ArrowRight", "ArrowRight");
    await expect(tile(page, 3)).toBeFocused();
    await press("ArrowLeft");
    await expect(tile(page, 2)).toBeFocused();
    const columns = await page
      .locator(".cells")
      .evaluate((list) => getComputedStyle(list).gridTemplateColumns.split(" ").length);
    await press("ArrowDown");
    await expect(tile(page, 2 + columns)).toBeFocused();
    await press("ArrowUp");
    await expect(tile(page, 2)).toBeFocused();
    await press("ArrowUp");
    await expect(tile(page, 2), "the edge").toBeFocused();
    await press("End");
    await expect(tile(page, 37)).toBeFocused();
    await press("Enter");

    await expect(page).toHaveURL(cellPage(37));
    await expect(panel(page)).toBeFocused();
    await expect(live(page)).toHaveText("наживо");
    await expect(tile(page, 37)).toHaveAttribute("aria-current", "true");
    const reach = async (what: ReturnType<Page["locator"]>) => {
      for (let stops = 0; stops < 20; stops++) {
        if (await what.evaluate((element) => element === document.activeElement)) return;
        await press("Tab");
      }
      await expect(what).toBeFocused();
    };
    await reach(page.getByLabel("Товар"));
    await press("ArrowDown", "ArrowDown", "ArrowDown");
    const chosen = await page.getByLabel("Товар").inputValue();
    await press("Tab", "Enter");
    await expect(said(page, "Товар призначено.")).toBeVisible();
    expect((await cellOf(db, 37)).product_id).toBe(chosen);

    await expect(panel(page)).toBeFocused();
    await reach(panel(page).getByRole("button", { name: "Відкрити комірку" }));
    await press("Enter");
    const question = page.getByRole("dialog", { name: "Відкрити комірку №37?" });
    await expect(question).toBeVisible();
    await press("Escape");
    await expect(question).toBeHidden();
    await expect(page, "Escape has closed the question only").toHaveURL(cellPage(37));
    await press("Escape");
    await expect(page).toHaveURL(`${grid}#cell-37`);
    await expect(tile(page, 37)).toBeFocused();
  });
});

test("every step works by links and forms", async ({ page, ortomat, db }) => {
  await signIn(page, ortomat, "admin");
  await page.goto(grid);
  await expect(page.getByRole("heading", { level: 1, name: "Управління комірками" })).toBeVisible();
  await expect(page.locator(".cell")).toHaveCount(37);
  await tile(page, 36).click();
  await expect(page).toHaveURL(cellPage(36));
  await expect(panel(page)).toContainText("Зелена: заповнена товаром");

  await panel(page).getByRole("button", { name: "Позначити порожньою" }).click();
  const empty = page.getByRole("dialog", { name: "Позначити комірку №36 порожньою?" });
  await empty.getByRole("button", { name: "Позначити порожньою" }).click();
  await expect(said(page, "Комірку позначено порожньою.")).toBeVisible();

  await page.getByLabel("Товар").selectOption({ label: "Прибрати товар" });
  await page.getByRole("button", { name: "Зберегти зміни" }).click();
  await expect(said(page, "Товар прибрано.")).toBeVisible();
  await expect(panel(page)).toContainText("Сіра: без товару");
  expect((await cellOf(db, 36)).product_id).toBeNull();

  await page.getByLabel("Товар").selectOption("demo-knee-brace");
  await page.getByRole("button", { name: "Зберегти" }).click();
  await expect(said(page, "Товар призначено.")).toBeVisible();
  await page.getByRole("button", { name: "Позначити заповненою" }).click();
  await expect(said(page, "Комірку позначено заповненою.")).toBeVisible();
  expect(await cellOf(db, 36)).toMatchObject({ product_id: "demo-knee-brace", filled: 1 });

  await panel(page).getByRole("button", { name: "Відкрити комірку" }).click();
  const open = page.getByRole("dialog", { name: "Відкрити комірку №36?" });
  await open.getByRole("button", { name: "Відкрити комірку" }).click();
  const opened = panel(page).getByRole("status").getByText("Дверцята відкрито");
  await expect(async () => {
    // Where nothing comes by itself, a link brings a fresh page.
    const refresh = page.getByRole("link", { name: "Оновити сторінку" });
    if (await refresh.isVisible()) await refresh.click({ timeout: 1_000 });
    await expect(opened).toBeVisible({ timeout: 1_000 });
  }).toPass();

  await page.getByRole("link", { name: "Закрити" }).click();
  await expect(page).toHaveURL(`${grid}#cell-36`);
  await expect(tile(page, 36)).toBeInViewport();
  await tile(page, 36).click();
  await panel(page).getByRole("link", { name: "Комірка №35" }).click();
  await expect(page).toHaveURL(cellPage(35));
});

test("a reason that cannot be accepted comes back with its sentence beside the field", async ({ page, ortomat, db }) => {
  await signIn(page, ortomat, "admin");
  await page.goto(cellPage(17));
  await page.getByLabel("Причина").evaluate((field) => field.removeAttribute("maxlength"));
  const long = "Замок заїдає, і ще раз заїдає. ".repeat(10).trim();
  await block(page, long);
  const reason = page.getByLabel("Причина");
  await expect(reason).toHaveAttribute("aria-invalid", "true");
  await expect(reason).toHaveAccessibleDescription(/від 1 до 200 символів/);
  await expect(reason).toHaveValue(long);
  const summary = page.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toBeFocused();
  await summary.getByRole("link").click();
  await expect(reason).toBeFocused();
  expect((await cellOf(db, 17)).blocked_reason).toBeNull();
  await block(page, "Замок заїдає");
  await expect(panel(page)).toContainText("Комірку заблоковано, вона не продається");
  await expect(panel(page)).toContainText("Замок заїдає");
  expect((await cellOf(db, 17)).blocked_reason).toBe("Замок заїдає");
  await page.getByRole("button", { name: "Розблокувати" }).click();
  await expect(said(page, "Комірку розблоковано.")).toBeVisible();
});

test("a cell that is being bought is left alone", async ({ page, visitor, ortomat, db }, info) => {
  const customer = await visitor();
  const order = await choose(customer, "/catalog/ortomat-3");
  const sale = (await db(`SELECT cell_number, order_number FROM sales WHERE id = '${order}'`))[0]!;
  await signIn(page, ortomat, "admin");
  await page.goto(`/admin/ortomats/ortomat-3/cells?cell=${sale.cell_number}`);
  await expect(panel(page)).toContainText(`Замовлення ${sale.order_number}: чекає на оплату`);
  for (const name of ["Заблокувати", "Позначити порожньою", "Зберегти зміни"]) {
    await expect(panel(page).getByRole("button", { name })).toHaveCount(0);
  }
  await photograph(page, info, "cells-reserved");
  // Whoever has an old page is told why not.
  const answer = await page.request.post("/form/block_cell", {
    form: { ortomat: "ortomat-3", cell: String(sale.cell_number), reason: "Пізно" },
    headers: { accept: "text/html" },
  });
  expect(await answer.text()).toContain("Цю комірку зараз купують");
  await customer.getByRole("button", { name: "Скасувати" }).click();
});

test("it looks as it should, for everybody", async ({ page, ortomat, javaScriptEnabled }, info) => {
  await signIn(page, ortomat, "admin");
  await page.goto(cellPage(21));
  await block(page, "Дверцята зачиняються лише з третього разу");
  await expect(said(page, "Комірку заблоковано.")).toBeVisible();
  await page.goto(grid);
  if (javaScriptEnabled !== false) await expect(live(page)).toHaveText("наживо");
  await photograph(page, info, "cells");
  await expectFits(page);
  await page.goto(cellPage(21));
  if (javaScriptEnabled !== false) await expect(live(page)).toHaveText("наживо");
  await photograph(page, info, "cells-panel");
  await expectFits(page);
  await page.goto(cellPage(14));
  await photograph(page, info, "cells-empty");
  await block(page, "  ");
  await photograph(page, info, "cells-error");
  await expectFits(page);
  if (javaScriptEnabled !== false) {
    await expectAccessible(page);
    await page.goto(cellPage(21));
    await page.getByText("Історія комірки").click();
    await expectAccessible(page);
    await panel(page).getByRole("button", { name: "Відкрити комірку" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.goto(grid);
    await expectAccessible(page);
  }
  await page.goto(cellPage(21));
  await page.getByRole("button", { name: "Розблокувати" }).click();
});

test("a cell or an ortomat that there is not", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "admin");
  await page.goto(`${grid}?cell=99`);
  await expect(panel(page)).toHaveCount(0);
  await expect(page.locator(".cell")).toHaveCount(37);
});

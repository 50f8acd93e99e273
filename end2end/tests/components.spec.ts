// Every component on one page: how it looks by day and by night, whether a finger finds it, what the dialog does.
import { expect, test } from "../fixtures";
import { tooLow } from "./screen";

const address = "/development/components";
const pictures = process.env.SCREENSHOTS;

for (const [colorScheme, ground] of [["light", "rgb(245, 248, 248)"], ["dark", "rgb(15, 22, 24)"]] as const) {
  test(`the components have their photograph taken in the ${colorScheme}`, async ({ page }, info) => {
    test.skip(info.project.name === "phone-nojs", "It looks like the phone.");
    await page.emulateMedia({ colorScheme });
    await page.goto(address);
    await expect(page.locator("body")).toHaveCSS("background-color", ground);
    const name = `components-${colorScheme}-${info.project.name}.png`;
    const path = pictures ? `${pictures}/${name}` : info.outputPath(name);
    await page.screenshot({ path, fullPage: true, animations: "disabled" });
    await info.attach(name, { path, contentType: "image/png" });
  });
}

test("a dialog is opened by its button and closed by its buttons and by Escape", async ({ page }) => {
  await page.goto(address);
  const opener = page.getByRole("button", { name: "Вилучити працівника", exact: true });
  const dialog = page.getByRole("dialog", { name: "Вилучити працівника?" });
  const ways = [
    () => dialog.getByRole("button", { name: "Закрити" }).click(),
    () => dialog.getByRole("button", { name: "Скасувати" }).click(),
    () => page.keyboard.press("Escape"),
  ];
  await expect(dialog).toBeHidden();
  for (const close of ways) {
    await opener.click();
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Закрити" })).toBeFocused();
    await close();
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  }
});

test("a dialog is a plain form when it is answered", async ({ page }) => {
  await page.goto(address);
  await page.getByRole("button", { name: "Вилучити працівника", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Вилучити" }).click();
  await expect(page).toHaveURL(/\?action=delete$/);
});

test("the summary of errors has the focus and leads to the fields, which say what is wrong", async ({ page }) => {
  await page.goto(address);
  const summary = page.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toBeFocused();
  for (const [link, field] of [
    ["Вкажіть пошту, як-от likar@example.com", page.locator("#wrong-email")],
    ["Оберіть роль", page.locator("#wrong-role")],
    ["Оберіть хоча б один ортомат", page.locator("#wrong-ortomats")],
  ] as const) {
    await summary.getByRole("link", { name: link }).click();
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute("aria-invalid", "true");
  }
  await expect(page.locator("#wrong-email")).toHaveAccessibleDescription(/^Вкажіть пошту.* На неї прийде лист$/);
});

test("a table is a table on every screen, and its labels stand beside the values on a phone", async ({ page }, info) => {
  await page.goto(address);
  const table = page.getByRole("table", { name: "Працівники" });
  await expect(table.getByRole("columnheader")).toHaveCount(5);
  await expect(table.getByRole("row")).toHaveCount(4);
  const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Шевченко Тарас" }) });
  await expect(row.getByRole("cell")).toHaveCount(4);
  const state = row.getByRole("cell").filter({ hasText: "Запрошено" });
  const label = await state.evaluate((cell) => getComputedStyle(cell, "::before").content);
  expect(label).toBe(info.project.name === "desktop" ? "none" : '"Стан"');
});

test("whatever is pressed is as high as a finger", async ({ page }, info) => {
  test.skip(info.project.name === "desktop", "A mouse is more precise.");
  await page.goto(address);
  expect(await tooLow(page)).toEqual([]);
  await page.getByRole("button", { name: "Вилучити працівника", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await tooLow(page)).toEqual([]);
});

test("nothing is wider than the screen, not even the narrowest", async ({ page }, info) => {
  for (const width of info.project.name === "desktop" ? [1280, 768] : [390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(address);
    await page.getByRole("button", { name: "Вилучити працівника", exact: true }).click();
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest, `at ${width} px`).toBeLessThanOrEqual(width);
  }
});

// A backup is taken, something is changed, the backup is put back, and what was is there again.
import { readFile } from "node:fs/promises";
import { expect, test, type Page } from "../fixtures";
import { expectAccessible } from "./axe";
import { photograph, sideways, tooLow } from "./screen";
import { enter, expectError, field, newAccount, signInAs, type Account } from "./staff";

/** Without JavaScript a page is looked at anew by whoever wants to know. */
async function becomes(page: Page, heading: string | RegExp, scripts: boolean) {
  const wanted = page.getByText(heading).first();
  await expect(async () => {
    if (!scripts && !(await wanted.isVisible())) await page.reload();
    await expect(wanted).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

async function openSettings(page: Page) {
  await page.goto("/admin/settings");
  await expect(page.getByRole("heading", { level: 2, name: "Резервні копії" })).toBeVisible();
}

async function takeBackup(page: Page): Promise<{ name: string; content: Buffer }> {
  await openSettings(page);
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Завантажити бекап" }).click();
  const download = await started;
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

async function bring(page: Page, file: { name: string; mimeType: string; buffer: Buffer }) {
  await openSettings(page);
  await page.getByLabel("Файл бекапу").setInputFiles(file);
  await page.getByRole("button", { name: "Завантажити файл бекапу" }).click();
  await expect(page).toHaveURL(/\/admin\/restore$/);
}

async function saveTerms(page: Page, text: string) {
  await openSettings(page);
  await field(page, "Текст умов").fill(text);
  await page.getByRole("button", { name: "Зберегти" }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "Умови покупки збережено." })).toBeVisible();
}

async function letGo(page: Page, button = "Відмовитися від файлу") {
  await page.getByRole("button", { name: button }).click();
  await expect(page.getByRole("status").filter({ hasText: "Файл видалено" })).toBeVisible();
}

test("what was is there again, and nobody is locked out", async ({ page, visitor, ortomat, javaScriptEnabled }, info) => {
  const scripts = javaScriptEnabled !== false;
  const olena: Account = await newAccount(ortomat, "admin");
  const petro: Account = await newAccount(ortomat, "admin");
  await signInAs(page, olena, "admin");
  const before = `Умови, які мають повернутися ${info.workerIndex}-${info.project.name}`;
  await saveTerms(page, before);

  const { name, content } = await takeBackup(page);
  expect(name).toMatch(/^ortomat-backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json$/);
  const document = JSON.parse(content.toString("utf8"));
  expect(document.version).toBe("2.0");
  expect(document.data.users.length).toBe(document.counts.users);
  expect(content.toString("utf8")).not.toMatch(/argon2|password|totp|token_hash/i);
  if (scripts) await expect(page.getByText(/Копію завантажено .*: \d+\sряд/)).toBeVisible();
  await photograph(page, info, "settings-backup");

  // Something happens to the data, and somebody else is at work.
  await saveTerms(page, "Умови, яких не має бути");
  const other = await visitor();
  await signInAs(other, petro, "admin");

  await bring(page, { name, mimeType: "application/json", buffer: content });
  await becomes(page, "Файл правильний. Що зміниться", scripts);
  await expect(page.getByRole("row", { name: /Користувачі/ })).toBeVisible();
  await expectAccessible(page);
  expect(await tooLow(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
  await photograph(page, info, "restore-ready");

  const word = "Щоб підтвердити, введіть слово ВІДНОВИТИ";
  await enter(page, word, "так");
  await page.getByRole("button", { name: "Замінити всі дані" }).click();
  await expectError(page, word, "Введіть слово ВІДНОВИТИ великими літерами");
  await photograph(page, info, "restore-error");
  await enter(page, word, "ВІДНОВИТИ");
  await page.getByRole("button", { name: "Замінити всі дані" }).click();
  await becomes(page, "Дані відновлено", scripts);
  await expect(page.getByText("Те, що було, збережено на сервері")).toBeVisible();
  await expectAccessible(page);
  await photograph(page, info, "restore-done");
  await letGo(page, "Закрити звіт");

  // It is as it was, and whoever restored goes on.
  await expect(field(page, "Текст умов")).toHaveValue(before);
  await expect(page.getByText("Останні відновлення")).toBeVisible();
  await page.goto("/");
  await expect(page.locator("main")).toBeVisible();
  // Everybody else signs in anew, with the password that they have.
  await other.goto("/admin");
  await expect(other).toHaveURL(/\/login/);
  await signInAs(other, petro, "admin");
});

test.describe("what cannot be restored", () => {
  test.use({ expectedProblems: [/status of 4\d\d/] });

  test("is refused with a sentence, and nothing is touched", async ({ page, ortomat, javaScriptEnabled }, info) => {
    const scripts = javaScriptEnabled !== false;
    await signInAs(page, await newAccount(ortomat, "admin"), "admin");
    await openSettings(page);
    await page.getByRole("button", { name: "Завантажити файл бекапу" }).click();
    await expect(page.getByRole("alert")).toContainText("Оберіть файл резервної копії.");

    const { content } = await takeBackup(page);
    const newer = content.toString("utf8").replace('"version":"2.0"', '"version":"3.0"');
    const changed = content.toString("utf8").replace("Ортомат №1", "Ортомат №7");
    for (const [buffer, sentence] of [
      [Buffer.from("не JSON"), "не є правильним JSON"],
      [content.subarray(0, content.length / 2), "Файл обривається на півслові"],
      [Buffer.from(newer), "Версія файлу «3.0» невідома"],
      [Buffer.from(changed), "Контрольна сума не збігається"],
    ] as const) {
      await bring(page, { name: "копія.json", mimeType: "application/json", buffer });
      await becomes(page, "Відновити з цього файлу не можна", scripts);
      await expect(page.getByRole("alert")).toContainText(sentence);
      await expect(page.getByText("Дані не змінено.")).toBeVisible();
      await expect(page.getByRole("button", { name: "Замінити всі дані" })).toHaveCount(0);
    }
    await photograph(page, info, "restore-refused");
    await letGo(page);
    await page.goto("/admin/restore");
    await expect(page.getByText("Файл ще не завантажено")).toBeVisible();
  });
});

test("the program makes a backup every day, and has restored it for a trial", async ({ page, ortomat, request }) => {
  await expect
    .poll(async () => (await (await request.get("/readyz")).json()).backup?.verified, { timeout: 60_000 })
    .toBe(true);
  await signInAs(page, await newAccount(ortomat, "admin"), "admin");
  await openSettings(page);
  await expect(page.getByText(/Остання: \d\d\.\d\d\.\d{4}, \d\d:\d\d, \d+\sряд.*перевірено відновленням\./)).toBeVisible();
});

test("the terminal packs data and pictures together", async ({ ortomat }) => {
  const printed = await ortomat.command("backup", "усе.tar");
  expect(printed).toContain("Зображення");
  const preview = await ortomat.command("restore", "усе.tar", "--dry-run");
  expect(preview).toContain("Нічого не змінено: це лише перевірка.");
  const packed = await ortomat.command("backup", "копія.json.gz");
  expect(packed).toContain("SHA-256");
});

// The cabinet takes the money but does not answer: the page says so, and the money goes back by itself.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "../fixtures";
import { choose, goToTheBank } from "./order";

test.use({ variables: { ORTOMAT_SIMULATE_DEVICES: "0", OPEN_WINDOW_SECONDS: "2", DOOR_SECONDS: "1" } });

test("a paid cell that does not open is told about plainly and paid back", async ({ page, ortomat, db }, info) => {
  await page.goto("/catalog/ortomat-1");
  await expect(page.getByText("не на зв").first()).toBeVisible();
  // This ortomat sells although its device is away, so that it can be met by a customer.
  await promisify(execFile)("sqlite3", [
    ortomat.databasePath,
    "PRAGMA busy_timeout = 5000; UPDATE ortomats SET sells_offline = 1 WHERE id = 'ortomat-1'",
  ]);
  const order = await choose(page);
  await goToTheBank(page, ortomat.url);
  await page.getByRole("button", { name: "Оплатити" }).click();
  await expect(page.getByRole("heading", { name: "Гроші повернено" })).toBeVisible({ timeout: 20_000 });
  await page.screenshot({ path: `test-results/refunded-${info.project.name}.png` });
  const sale = (await db(`SELECT phase, reason FROM sales WHERE id = '${order}'`))[0]!;
  expect(sale).toEqual({ phase: "refunded", reason: "device_unreachable" });
});

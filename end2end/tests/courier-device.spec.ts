// A courier beside a device that is away, slow or broken.
import { expect, test } from "../fixtures";
import { expectAccessible } from "./axe";
import { arrive, atCell, cellOf, commandsOf, openButton, state } from "./courier";
import { connectDevice } from "./device";
import { photograph } from "./screen";

test.use({ variables: { ORTOMAT_SIMULATE_DEVICES: "0" } });

const cabinet = "ortomat-3";

test("a door that does not open is tried again, and each word of the device is shown", async ({
  page,
  ortomat,
  browser,
  db,
  javaScriptEnabled,
}, info) => {
  const courier = await arrive(page, ortomat, { [cabinet]: [2] });
  await page.goto(`/courier/ortomats/${cabinet}/round?cell=2`);
  await atCell(page, 2);
  const offline = page.getByText("Ортомат не на зв'язку");
  await expect(offline).toBeVisible();
  await openButton(page, 2).click();
  await expect(offline).toBeVisible();
  expect(await commandsOf(db, courier)).toHaveLength(0);
  await photograph(page, info, "courier-offline");

  const device = await connectDevice(browser, ortomat, cabinet);
  if (javaScriptEnabled === false) await page.goto(`/courier/ortomats/${cabinet}/round?cell=2`);
  await expect(offline).toBeHidden();
  await openButton(page, 2).click();
  const first = await device.command(1);
  expect(first.cell).toBe(2);
  await expect(state(page, "Чекаємо на відповідь ортомата…")).toBeVisible();
  await expect(openButton(page, 2)).toHaveCount(0);
  await expectAccessible(page);
  await photograph(page, info, "courier-waiting");
  await device.acknowledges(first);
  await expect(state(page, "Комірка відкривається…")).toBeVisible();
  await device.reports(first, "failed");
  await expect(state(page, "Комірка не відкрилася")).toBeVisible();
  await expectAccessible(page);
  await photograph(page, info, "courier-failed");

  await page.getByRole("button", { name: "Відкрити ще раз" }).click();
  const second = await device.command(2);
  expect(second.cmd_id).not.toBe(first.cmd_id);
  await device.reports(second, "opened");
  await expect(state(page, "Комірку відкрито")).toBeVisible();
  await page.getByRole("button", { name: "Товар на місці", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Готово, ортомат заповнено" })).toBeVisible();
  expect((await cellOf(db, cabinet, 2)).filled).toBe(1);
  expect(await device.heard()).toHaveLength(2);
  await device.leaves();
});

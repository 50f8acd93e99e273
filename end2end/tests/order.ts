// What a customer does, step by step, for every test that needs a customer.
import { expect, type Page } from "../fixtures";

export const product = "Ортез на коліно з силіконовим кільцем";

/** From the catalog to the page for paying; the order's id. */
export async function choose(page: Page, catalog = "/catalog/ortomat-1"): Promise<string> {
  await page.goto(catalog);
  await page.getByRole("link", { name: product }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(product);
  await page.getByRole("checkbox", { name: "Я приймаю умови покупки" }).check();
  await page.getByRole("button", { name: "Купити зараз" }).click();
  await expect(page).toHaveURL(/\/payment\?orderId=/);
  return new URL(page.url()).searchParams.get("orderId")!;
}

/** To the sandbox bank, which is another site. */
export async function goToTheBank(page: Page, ortomat: string) {
  await page.getByRole("button", { name: /^Оплатити/ }).click();
  await expect(page.getByText("гроші не списуються")).toBeVisible();
  expect(new URL(page.url()).origin).not.toBe(ortomat);
}

/** A whole purchase, until the door is open; the order's id. */
export async function buy(page: Page, ortomat: string, catalog?: string): Promise<string> {
  const order = await choose(page, catalog);
  await goToTheBank(page, ortomat);
  await page.getByRole("button", { name: "Оплатити" }).click();
  await expect(page.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
  return order;
}

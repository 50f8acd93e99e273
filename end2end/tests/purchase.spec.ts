// A customer in a clinic's corridor: from the QR code to the open cell, with and without JavaScript.
import { expect, test } from "../fixtures";
import { choose, goToTheBank } from "./order";

// A server of its own: others buy what the demo has few of.
test.use({ variables: {} });

// `make screenshots` keeps them for the README.
const pictures = process.env.SCREENSHOTS ?? "test-results/screenshots";

test("a customer buys, pays and sees the cell open", async ({ page, ortomat, db }, info) => {
  await page.goto("/catalog/ortomat-1?ref=DOC001");
  const picture = (name: string) => page.screenshot({ path: `${pictures}/${name}-${info.project.name}.png` });
  await picture("catalog");
  const order = await choose(page, "/catalog/ortomat-1?ref=DOC001");
  await picture("payment");
  await goToTheBank(page, ortomat.url);
  await page.getByRole("button", { name: "Оплатити" }).click();

  await expect(page).toHaveURL(new RegExp(`/payment/success\\?orderId=${order}`));
  // With JavaScript the page follows by itself, without it the page loads itself again.
  await expect(page.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
  const sale = (await db(`SELECT * FROM sales WHERE id = '${order}'`))[0]!;
  await expect(page.getByText(String(sale.cell_number), { exact: true })).toBeVisible();
  await picture("success");

  expect(sale.phase).toBe("completed");
  expect(sale.completed_at).toBeGreaterThan(0);
  const cell = (await db(`SELECT * FROM cells WHERE ortomat_id = 'ortomat-1' AND number = ${sale.cell_number}`))[0]!;
  expect([cell.product_id, cell.filled], "the cell is blue").toEqual(["demo-knee-brace", 0]);
  const log = await db(`SELECT type FROM activity_logs WHERE order_id = '${order}'`);
  for (const entry of ["ORDER_CREATED", "PAYMENT_INITIATED", "PAYMENT_SUCCESS", "ORDER_COMPLETED"]) {
    expect(log.filter((row) => row.type === entry), entry).toHaveLength(1);
  }
  const doctor = (await db("SELECT total_sales FROM doctor_ortomats WHERE referral_code = 'DOC001'"))[0]!;
  expect(doctor.total_sales).toBeGreaterThan(0);
});

test("a customer who declines at the bank is told that nothing was charged", async ({ page, ortomat, db }) => {
  const order = await choose(page);
  await goToTheBank(page, ortomat.url);
  await page.getByRole("button", { name: "Відмовити" }).click();
  await expect(page.getByRole("heading", { name: "Оплата не пройшла" })).toBeVisible();
  const sale = (await db(`SELECT phase, reason FROM sales WHERE id = '${order}'`))[0]!;
  expect(sale).toEqual({ phase: "failed", reason: "payment_failed" });
});

test("a customer who changes their mind gives the cell back", async ({ page, db }) => {
  const order = await choose(page);
  await page.getByRole("button", { name: "Скасувати" }).click();
  await expect(page).toHaveURL(/\/catalog\/ortomat-1/);
  const sale = (await db(`SELECT phase, reason FROM sales WHERE id = '${order}'`))[0]!;
  expect(sale).toEqual({ phase: "failed", reason: "cancelled" });
});

test("terms must be accepted before a cell is taken", async ({ page, db }) => {
  await page.goto("/product/demo-wrist-brace?ortomatId=ortomat-1");
  const before = await db("SELECT id FROM sales WHERE product_id = 'demo-wrist-brace'");
  await page.getByRole("button", { name: "Купити зараз" }).click();
  await expect(page).toHaveURL(/\/product\/demo-wrist-brace/);
  const after = await db("SELECT id FROM sales WHERE product_id = 'demo-wrist-brace'");
  expect(after.length).toBe(before.length);
});

test("whoever comes back to a paid order finds it, and paying again is not offered", async ({ page, ortomat }) => {
  const order = await choose(page);
  await goToTheBank(page, ortomat.url);
  await page.getByRole("button", { name: "Оплатити" }).click();
  await expect(page.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
  await page.goto(`/payment?orderId=${order}`);
  await expect(page).toHaveURL(/\/payment\/success/);
  await expect(page.getByRole("button", { name: /Оплатити/ })).toHaveCount(0);
});

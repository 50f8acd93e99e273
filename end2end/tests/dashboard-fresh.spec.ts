// The administrator's first page where nothing has been set up yet: it says what to do first.
import { expect, test } from "../fixtures";
import { expectAccessible } from "./axe";
import { photograph } from "./screen";
import { newAccount, signInAs } from "./staff";

// With a bank of its own the server makes no demo.
test.use({ variables: { MONO_TOKEN: "a-token-for-nobody", MONO_API_URL: "http://127.0.0.1:9" } });

test("a fresh install leads to the first ortomat, and then to the first product", async ({ page, ortomat }, info) => {
  await signInAs(page, await newAccount(ortomat, "admin"), "admin");
  await expect(page.getByRole("heading", { name: "Почніть з ортомата" })).toBeVisible();
  await expect(page.getByRole("img")).toHaveCount(0);
  await expectAccessible(page);
  await photograph(page, info, "dashboard-fresh");
  await page.getByRole("link", { name: "Додати ортомат" }).click();
  await expect(page).toHaveURL("/admin/ortomats/new");
});

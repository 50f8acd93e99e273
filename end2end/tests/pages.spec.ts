// How pages look, read and weigh: dark mode, the keyboard, friendly dead ends, and the bytes of the whole way.
import { expect, test, type Page } from "../fixtures";
import { choose, goToTheBank } from "./order";

test.describe("in the dark", () => {
  test.use({ colorScheme: "dark" });

  test("pages are dark and readable", async ({ page, ortomat }, info) => {
    const picture = (name: string) =>
      page.screenshot({ path: `test-results/dark-${name}-${info.project.name}.png`, fullPage: true });
    await page.goto("/");
    await picture("home");
    await page.goto("/catalog/ortomat-1");
    await expect(page.locator("body")).toHaveCSS("color-scheme", /dark/);
    await picture("catalog");
    await page.goto("/product/demo-knee-brace?ortomatId=ortomat-1");
    await picture("product");
    await choose(page);
    await picture("payment");
    await goToTheBank(page, ortomat.url);
    await picture("bank");
    await page.getByRole("button", { name: "Оплатити" }).click();
    await expect(page.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
    await picture("success");
  });
});

test("a keyboard alone can buy", async ({ page }) => {
  await page.goto("/product/demo-compression-socks?ortomatId=ortomat-1");
  await press(page, "checkbox", "Я приймаю умови покупки", "Space");
  await press(page, "button", "Купити зараз", "Enter");
  await expect(page).toHaveURL(/\/payment\?orderId=/);
  await press(page, "button", "Скасувати", "Enter");
  await expect(page).toHaveURL(/\/catalog\/ortomat-1/);
});

/** Walks there with Tab, sees that the place is visibly marked, and presses. */
async function press(page: Page, role: "button" | "checkbox", name: string, key: string) {
  const goal = page.getByRole(role, { name });
  for (let steps = 0; steps < 40; steps++) {
    await page.keyboard.press("Tab");
    if (await goal.evaluate((element) => element === document.activeElement)) {
      const outline = await goal.evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, `${name} shows that it has the focus`).not.toBe("none");
      return page.keyboard.press(key);
    }
  }
  throw new Error(`Tab never reaches ${name}`);
}

test.describe("dead ends", () => {
  test.use({ expectedProblems: [/status of 404/] });

  for (const path of ["/nowhere", "/catalog/nowhere", "/product/nothing", "/payment/success?orderId=none"]) {
    test(`${path} is a friendly 404`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("link", { name: "На головну" })).toBeVisible();
    });
  }
});

test("the page fits the screen without sideways scrolling", async ({ page }) => {
  for (const path of ["/", "/catalog/ortomat-1", "/product/demo-knee-brace?ortomatId=ortomat-1"]) {
    await page.goto(path);
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide, path).toBeLessThanOrEqual(screen!);
  }
});

test("the whole way of a customer is at most 60 kB of HTML, CSS, JavaScript and wasm", async ({ page, ortomat }, info) => {
  const bytes = new Map<string, number>();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const kinds = new Map<string, string>();
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    const ours = response.url.startsWith(ortomat.url);
    const isData = response.url.includes("/api/") || response.url.includes("/demo/");
    if (ours && !isData) kinds.set(requestId, `${type} ${new URL(response.url).pathname}`);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind) bytes.set(kind, Math.max(bytes.get(kind) ?? 0, encodedDataLength));
  });
  await choose(page);
  await goToTheBank(page, ortomat.url);
  await page.getByRole("button", { name: "Оплатити" }).click();
  await expect(page.getByRole("heading", { name: "Комірку відкрито" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
  const table = [...bytes].map(([kind, size]) => `${String(size).padStart(7)} ${kind}`).join("\n");
  console.log(`${info.project.name}: ${total} bytes over the wire\n${table}`);
  expect(total).toBeLessThanOrEqual(60_000);
  expect([...bytes.keys()].some((kind) => kind.startsWith("Stylesheet"))).toBe(true);
  const scripts = [...bytes.keys()].filter((kind) => kind.startsWith("Script"));
  expect(scripts.length > 0).toBe(info.project.name !== "phone-nojs");
});

// The three visitors that Ortomat is tested with: a phone, a phone without JavaScript, a desk.
import { defineConfig } from "@playwright/test";

const inCI = Boolean(process.env.CI);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  reporter: [["list"], ["json", { outputFile: "test-results/results.json" }]],
  forbidOnly: inCI,
  workers: 2,
  // A machine that builds beside the tests is slow; one that hangs is found all the same.
  timeout: 120_000,
  // Counted and listed as flaky when the second try passes.
  retries: inCI ? 1 : 0,
  expect: { timeout: 10_000 },
  use: {
    locale: "uk-UA",
    timezoneId: "Europe/Kyiv",
    screenshot: "only-on-failure",
    // To trace every test takes long; where a failed one is tried again, the second try is traced.
    trace: inCI ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      // Empty: the browser that Playwright has installed itself.
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "phone", use: phone },
    { name: "phone-nojs", use: { ...phone, javaScriptEnabled: false } },
    { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
  ],
});

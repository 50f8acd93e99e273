// How pages fit a screen and a finger, and what they look like.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, TestInfo } from "@playwright/test";
import type { Page } from "../fixtures";

/** The visible controls below 44 pixels. A box is pressed by its label too; a link within a text is as high as the text. */
export function tooLow(page: Page): Promise<string[]> {
  return page.locator("a, button, input:not([type=hidden]), select, textarea, summary").evaluateAll((controls) =>
    controls.flatMap((control) => {
      const target = control.matches("[type=checkbox], [type=radio]") ? (control.closest("label") ?? control) : control;
      const { width, height } = target.getBoundingClientRect();
      const isShown = control.checkVisibility() && width > 1;
      const isInText = control.matches("a") && getComputedStyle(control).display === "inline";
      return isShown && !isInText && height < 44 ? [`${Math.round(height)} px: ${control.outerHTML}`] : [];
    }),
  );
}

/** How far the page can be scrolled sideways. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Whether all of it is seen without scrolling: on the screen, and nothing lies over it. */
export function inSight(element: Locator): Promise<boolean> {
  return element.evaluate((shown) => {
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const corners = [top + 1, bottom - 1].flatMap((y) => [left + 1, right - 1].map((x) => [x, y] as const));
    return corners.every(([x, y]) => shown.contains(document.elementFromPoint(x, y)));
  });
}

/** The whole page by day and by night, beside the test's results and in the folder SHOTS. */
export async function photograph(page: Page, info: TestInfo, name: string) {
  if (info.project.name === "phone-nojs") return; // It looks like the phone.
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const file = `${name}-${colorScheme}-${info.project.name}.png`;
    const path = info.outputPath(file);
    await page.screenshot({ path, fullPage: true, animations: "disabled" });
    await info.attach(file, { path, contentType: "image/png" });
    if (process.env.SHOTS) {
      await mkdir(process.env.SHOTS, { recursive: true });
      await copyFile(path, join(process.env.SHOTS, file));
    }
  }
  await page.emulateMedia({ colorScheme: null });
}

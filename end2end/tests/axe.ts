// What a person who cannot see the page, or cannot use a mouse, would stumble over, as far as a program can tell.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "../fixtures";

/** No serious or critical finding on the page as it stands now. The finder is a script; without any, pages are the same. */
export async function expectAccessible(page: Page) {
  if (test.info().project.use.javaScriptEnabled === false) return;
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(grave, `what axe finds at ${page.url()}`).toEqual([]);
}

// The phone field under its mask: every key of the table that the mask itself is tested with, and all the ways
// besides keys in which a number gets into a field.
import { readFileSync } from "node:fs";
import { expect, test, type Page } from "../fixtures";

type Shown = { text: string; caret: number };
type Case = {
  name: string;
  text: string;
  selection: [number, number];
  key: "focus" | "backspace" | "delete" | { insert: string };
  expect: Shown;
};
type Field = ReturnType<Page["locator"]>;

const cases: Case[] = JSON.parse(
  readFileSync(new URL("../../domain/tests/phone_mask_cases.json", import.meta.url), "utf8"),
);
const prefix = "+38 (0";
const number = "+38 (067) 123-45-67";
const written = ["+380671234567", "380671234567", "0671234567", "671234567", "67 123 45 67", number];

async function open(page: Page): Promise<Field> {
  await page.goto("/development/components");
  return page.getByLabel("Телефон", { exact: true });
}

/** The field with the mask awake in it. */
async function openMasked(page: Page): Promise<Field> {
  const field = await open(page);
  await expect(field).toHaveAttribute("data-masked", "");
  return field;
}

/** Puts text into the field behind the mask's back, as no person can: it is told nothing. */
async function set(field: Field, text: string, from = text.length, to = from) {
  await field.evaluate(
    (element: HTMLInputElement, [text, from, to]) => {
      element.value = text;
      element.setSelectionRange(Math.min(from, to), Math.max(from, to), from > to ? "backward" : "forward");
    },
    [text, from, to] as const,
  );
}

/** What is there once the field has come to rest: it sets the caret of a fresh mask a moment later. */
function shown(field: Field): Promise<Shown> {
  return field.evaluate(async (element: HTMLInputElement) => {
    await new Promise((resolve) => setTimeout(resolve));
    return { text: element.value, caret: element.selectionStart! };
  });
}

/** How a program that is no keyboard fills a field. */
async function fillIn(field: Field, text: string) {
  await field.evaluate((element: HTMLInputElement, text) => {
    element.value = text;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

async function paste(page: Page, text: string) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+v");
}

test.describe("with JavaScript", () => {
  test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "without it there is no mask");
  test.use({ permissions: ["clipboard-read", "clipboard-write"] });

  test("every key leaves the text and the caret as the table says", async ({ page }) => {
    // A hundred cases with real keys: on a machine that does something else as well they take their time.
    test.slow();
    const field = await openMasked(page);
    const press = async (key: Case["key"]) => {
      if (key === "focus") return field.focus();
      if (key === "backspace") return page.keyboard.press("Backspace");
      if (key === "delete") return page.keyboard.press("Delete");
      return key.insert.length === 1 ? page.keyboard.type(key.insert) : paste(page, key.insert);
    };
    const wrong: string[] = [];
    for (const { name, text, selection, key, expect } of cases) {
      await (key === "focus" ? field.blur() : field.focus());
      await set(field, text, ...selection);
      await press(key);
      const is = await shown(field);
      if (is.text !== expect.text || is.caret !== expect.caret) {
        wrong.push(`${name}: is ${JSON.stringify(is)}, should be ${JSON.stringify(expect)}`);
      }
    }
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(wrong).toEqual([]);
  });

  test("a number is typed, corrected in its middle, and left", async ({ page }) => {
    const field = await openMasked(page);
    await field.click();
    expect(await shown(field)).toEqual({ text: prefix, caret: 6 });
    await page.keyboard.type("661234567");
    expect(await shown(field)).toEqual({ text: "+38 (066) 123-45-67", caret: 19 });
    for (let step = 0; step < 9; step++) await page.keyboard.press("ArrowLeft");
    expect(await shown(field)).toEqual({ text: "+38 (066) 123-45-67", caret: 10 });
    await page.keyboard.press("Backspace");
    await page.keyboard.type("7");
    expect(await shown(field)).toEqual({ text: number, caret: 10 });
    await field.blur();
    await expect(field).toHaveValue(number);
  });

  test("a keyboard walks through and leaves nothing behind", async ({ page }) => {
    const field = await openMasked(page);
    await field.focus();
    await page.keyboard.press("Shift+Tab");
    await expect(field).not.toBeFocused();
    await expect(field).toHaveValue("");
    await page.keyboard.press("Tab");
    await expect(field).toBeFocused();
    expect(await shown(field)).toEqual({ text: prefix, caret: 6 });
    await page.keyboard.press("Tab");
    await expect(field).not.toBeFocused();
    await expect(field).toHaveValue("");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.type("0671");
    await page.keyboard.press("Tab");
    await expect(field).toHaveValue("+38 (067) 1");
  });

  test("Enter sends the form as ever", async ({ page }) => {
    const field = await openMasked(page);
    const sent = field.evaluate(
      (element: HTMLInputElement) =>
        new Promise((resolve) =>
          element.form!.addEventListener("submit", (event) => {
            event.preventDefault();
            resolve(new FormData(element.form!).get("phone"));
          }),
        ),
    );
    // The form's other fields may be required; only this one is looked at.
    await field.evaluate((element: HTMLInputElement) => (element.form!.noValidate = true));
    await field.click();
    await page.keyboard.type("671234567");
    await page.keyboard.press("Enter");
    expect(await sent).toBe(number);
  });

  test("what fills fields by itself is read in every form", async ({ page }) => {
    const field = await openMasked(page);
    const others = ["+38 (038) 212-34-56", "0382123456", "тел. 038 212 34 56"];
    const wrong: string[] = [];
    const fill = async (how: string, text: string, expected: string, act: () => Promise<void>) => {
      await act();
      const is = await field.inputValue();
      if (is !== expected) wrong.push(`${how} ${text}: ${is}`);
    };
    for (const [text, expected] of [
      ...written.map((text) => [text, number] as const),
      ...others.map((text) => [text, others[0]!] as const),
    ]) {
      await field.blur();
      await fillIn(field, "");
      await fill("unfocused", text, expected, () => fillIn(field, text));
      await expect(field).not.toBeFocused();
      await fillIn(field, "");
      await field.focus();
      await fill("behind the prefix", text, expected, () => fillIn(field, text));
      await fillIn(field, "+38 (050) 765-43-21");
      await fill("over another number", text, expected, () => fillIn(field, text));
      await fill("in the place of all", text, expected, () => field.fill(text));
    }
    expect(wrong).toEqual([]);
    await fillIn(field, "");
    await expect(field).toHaveValue("");
  });

  test("a number that is there before the mask is shown under it", async ({ page }) => {
    await page.addInitScript(() =>
      document.addEventListener("DOMContentLoaded", () => {
        document.querySelector<HTMLInputElement>("input[data-mask=phone]")!.value = "+380671234567";
      }),
    );
    const field = await openMasked(page);
    await expect(field).toHaveValue(number);
    await expect(field).not.toBeFocused();
  });

  test("a word that a keyboard composes is masked when it is finished", async ({ page }) => {
    const field = await openMasked(page);
    const keyboard = await page.context().newCDPSession(page);
    const compose = (text: string, replaced = {}) =>
      keyboard.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
        ...replaced,
      });
    await field.focus();
    await set(field, "+38 (06");
    for (const text of ["7", "71", "712"]) await compose(text);
    await keyboard.send("Input.insertText", { text: "712" });
    expect(await shown(field)).toEqual({ text: "+38 (067) 12", caret: 12 });

    await compose("ї");
    await keyboard.send("Input.insertText", { text: "ї" });
    expect(await shown(field)).toEqual({ text: "+38 (067) 12", caret: 12 });

    await set(field, number, 11);
    await compose("9");
    await field.blur();
    await expect(field).toHaveValue(number);

    await set(field, "+38 (06");
    await field.focus();
    await compose("71");
    await field.blur();
    await expect(field).toHaveValue("+38 (067) 1");
  });

  test("Backspace of a keyboard that selects the mark before the caret removes a digit", async ({ page }) => {
    const field = await openMasked(page);
    const keyboard = await page.context().newCDPSession(page);
    await field.focus();
    for (const [text, mark, expected] of [
      ["+38 (067) ", 9, "+38 (06"],
      ["+38 (067) 123-", 13, "+38 (067) 12"],
      [number, 13, "+38 (067) 124-56-7"],
      [number, 18, "+38 (067) 123-45-6"],
    ] as const) {
      await set(field, text, mark + 1);
      await keyboard.send("Input.imeSetComposition", {
        text: "",
        selectionStart: 0,
        selectionEnd: 0,
        replacementStart: mark,
        replacementEnd: mark + 1,
      });
      await expect(field).toHaveValue(expected);
    }
  });

  test("whole words are removed as far as the browser goes, and undone", async ({ page }) => {
    const field = await openMasked(page);
    await field.focus();
    await set(field, number);
    await page.keyboard.press("Control+Backspace");
    expect(await shown(field)).toEqual({ text: "+38 (067) 123-45-", caret: 17 });
    await page.keyboard.press("Control+z");
    expect(await shown(field)).toEqual({ text: number, caret: 19 });

    await set(field, "+38 (067) 123-45-");
    await page.keyboard.press("Control+Backspace");
    expect(await shown(field)).toEqual({ text: "+38 (067) 123-4", caret: 15 });

    await set(field, number, 8);
    await page.keyboard.press("Control+Delete");
    expect(await shown(field)).toEqual({ text: "+38 (067) 234-56-7", caret: 10 });
  });

  test("undo does not break what was typed", async ({ page }) => {
    const field = await openMasked(page);
    await field.click();
    await page.keyboard.type("6712");
    await page.keyboard.press("Control+z");
    await expect(field).toHaveValue("+38 (067) 12");
    await page.keyboard.type("34567");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    await expect(field).toHaveValue(number);
  });

  test("cut digits can be pasted elsewhere", async ({ page }) => {
    const field = await openMasked(page);
    await field.focus();
    await set(field, number, 10, 13);
    await page.keyboard.press("ControlOrMeta+x");
    expect(await shown(field)).toEqual({ text: "+38 (067) 456-7", caret: 10 });
    await page.keyboard.press("End");
    await page.keyboard.press("ControlOrMeta+v");
    expect(await shown(field)).toEqual({ text: "+38 (067) 456-71-23", caret: 19 });
  });

  test("digits selected with the mouse are removed, but not dragged about", async ({ page }) => {
    const field = await openMasked(page);
    await field.click();
    await set(field, number);
    const place = (text: string) =>
      field.evaluate((element: HTMLInputElement, text) => {
        const { left, top, height } = element.getBoundingClientRect();
        const { font, borderLeftWidth, paddingLeft } = getComputedStyle(element);
        const canvas = document.createElement("canvas").getContext("2d")!;
        canvas.font = font;
        const width = canvas.measureText(text).width;
        return [left + parseFloat(borderLeftWidth) + parseFloat(paddingLeft) + width, top + height / 2] as const;
      }, text);
    const drag = async (from: string, to: string) => {
      await page.mouse.move(...(await place(from)));
      await page.mouse.down();
      await page.mouse.move(...(await place(to)), { steps: 5 });
      await page.mouse.up();
    };
    const selected = () =>
      field.evaluate((element: HTMLInputElement) => [element.selectionStart, element.selectionEnd]);
    await drag("+38 (067) ", "+38 (067) 123");
    expect(await selected()).toEqual([10, 13]);
    await drag("+38 (067) 1", "+38 (067) 123-45-67");
    await expect(field).toHaveValue(number);

    // Somewhere else first: a press on what is selected would drag it once more.
    await page.keyboard.press("End");
    await drag("+38 (067) ", "+38 (067) 123");
    await page.keyboard.press("Backspace");
    expect(await shown(field)).toEqual({ text: "+38 (067) 456-7", caret: 10 });
  });
});

test.describe("without JavaScript", () => {
  test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false, "the mask is awake");

  for (const text of written) {
    test(`${text} stays as it is typed`, async ({ page }) => {
      const field = await open(page);
      await field.click();
      await expect(field).toHaveValue("");
      await page.keyboard.type(text);
      await expect(field).toHaveValue(text);
      await expect(field).not.toHaveAttribute("data-masked");
    });
  }
});

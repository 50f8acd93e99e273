// Products as the administrator keeps them, and what customers then see.
import { expect, test, type Page, type Row } from "../fixtures";
import { expectAccessible } from "./axe";
import { bomb, jpeg, noPicture, png, tooLarge } from "./files";
import { photograph, sideways, tooLow } from "./screen";
import { enter, expectError, field, signIn } from "./staff";

type Db = (sql: string) => Promise<Row[]>;

let products = 0;

/** Nobody else on this worker's server has the name or the article number. */
function something() {
  const number = `${test.info().workerIndex}-${++products}`;
  return { name: `Бандаж Пробний ${number}`, sku: `TEST-${number}` };
}

type Something = ReturnType<typeof something>;

const rowOf = async (db: Db, { sku }: Something) => (await db(`SELECT * FROM products WHERE sku = '${sku}'`))[0]!;

/** Both buttons say it; the one in the heading is there without scrolling. */
async function save(page: Page) {
  await page.getByRole("button", { name: "Зберегти" }).first().click();
}

async function said(page: Page, sentence: string | RegExp) {
  await expect(page.getByRole("status").filter({ hasText: sentence })).toBeVisible();
}

async function openList(page: Page) {
  await page.getByRole("navigation", { name: "Розділи" }).getByRole("link", { name: "Товари" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Управління товарами" })).toBeVisible();
}

async function openNew(page: Page) {
  await openList(page);
  await page.getByRole("link", { name: "Додати товар" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Новий товар" })).toBeVisible();
}

async function search(page: Page, text: string) {
  await enter(page, "Пошук", text);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Знайдено: \d+/)).toBeVisible();
}

function line(page: Page, { name }: Something) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
}

/** A product that is only needed, not tried out. */
async function add(page: Page, product: Something, more: Record<string, string> = {}) {
  await openNew(page);
  await enter(page, "Назва товару", product.name);
  await enter(page, "SKU \\(артикул\\)", product.sku);
  await enter(page, "Ціна, ₴", more.price ?? "450");
  await save(page);
  await said(page, `Товар додано: ${product.name}.`);
}

async function openForm(page: Page, product: Something) {
  await openList(page);
  await search(page, product.sku);
  await line(page, product).getByRole("link", { name: "Редагувати" }).click();
  await expect(page.getByRole("heading", { level: 1, name: product.name })).toBeVisible();
}

const pictures = (page: Page) => page.getByRole("img", { name: /^Зображення \d/ });

/** The browser has loaded them, and they have something in them. */
async function expectLoaded(page: Page, count: number) {
  await expect(pictures(page)).toHaveCount(count);
  for (const picture of await pictures(page).all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  }
}

async function expectFits(page: Page) {
  expect(await sideways(page), "scrolled sideways").toBe(0);
  expect(await tooLow(page)).toEqual([]);
  await expectAccessible(page);
}

// The video of a product is not in this world; where scripts are off it is asked for at once.
// A server of its own: what other files do to the demo does not matter here.
test.use({ expectedProblems: [/youtube-nocookie\.com/], variables: {} });

test("a product is added with all that is known of it, and customers see it", async ({ page, ortomat, db }, info) => {
  const product = something();
  await signIn(page, ortomat, "admin");
  await openNew(page);
  await enter(page, "Назва товару", product.name);
  await enter(page, "SKU \\(артикул\\)", product.sku);
  await enter(page, "Ціна, ₴", "1250,50");
  await enter(page, "Розмір", "XL");
  await enter(page, "Реферальні бали", "30");
  await page.getByRole("textbox", { name: "Опис" }).fill("<p>Тримає <b>спину</b></p><script>alert(1)</script>");
  await page.getByLabel("Категорія").fill("Бандажі");
  await page.getByLabel("Колір").fill("Білий");
  await page.getByLabel("Інші характеристики").fill("Висота: 25 см\nВага: 200 г");
  await page.getByLabel("Посилання на відео").fill("https://youtu.be/dQw4w9WgXcQ");

  // What customers will see, before anything is saved.
  await page.getByRole("button", { name: "Переглянути опис" }).click();
  const preview = page.getByRole("region", { name: "Як це бачить покупець" });
  await expect(preview.getByText("Тримає спину")).toBeVisible();
  await expect(preview.locator("b")).toHaveText("спину");
  await expect(preview.locator("script")).toHaveCount(0);
  await expect(page.getByText("Зміни ще не збережено")).toBeVisible();
  expect(await rowOf(db, product), "a look saves nothing").toBeUndefined();

  // Pictures are added and arranged, and everything typed stays.
  const files = page.getByLabel("Додати з пристрою");
  await files.setInputFiles([png("red.png", [200, 40, 40]), png("green.png", [40, 160, 80]), await jpeg(page, "photo.jpg")]);
  await page.getByRole("button", { name: "Додати зображення" }).click();
  await expectLoaded(page, 3);
  await expect(field(page, "Назва товару")).toHaveValue(product.name);
  await expect(page.getByLabel("Інші характеристики")).toHaveValue("Висота: 25 см\nВага: 200 г");
  const order = () => pictures(page).evaluateAll((all) => all.map((img) => img.getAttribute("src")!));
  const [red, green, photo] = await order();
  expect(photo).toMatch(/^\/pictures\/[0-9a-f]{64}\.(jpg|webp)$/);
  await page.getByRole("button", { name: "Зробити головним зображення 3" }).click();
  await expect.poll(order).toEqual([photo, red, green]);
  await page.getByRole("button", { name: "Раніше зображення 3" }).click();
  await expect.poll(order).toEqual([photo, green, red]);
  await page.getByRole("button", { name: "Прибрати зображення 2" }).click();
  await expect.poll(order).toEqual([photo, red]);
  await photograph(page, info, "product-form");
  await expectFits(page);
  await save(page);

  await said(page, `Товар додано: ${product.name}.`);
  const stored = await rowOf(db, product);
  expect(stored).toMatchObject({
    price: 125050,
    size: "XL",
    referral_points: 30,
    description: "<p>Тримає <b>спину</b></p>",
    type: "Бандажі",
    color: "Білий",
    main_image: photo,
    images: JSON.stringify([red]),
    attributes: JSON.stringify({ Висота: "25 см", Вага: "200 г" }),
    version: 0,
  });

  await search(page, product.sku);
  await expect(line(page, product)).toContainText("1 250,50 ₴");
  await expect(line(page, product)).toContainText("у жодній комірці");
  await photograph(page, info, "products");
  await expectFits(page);

  await line(page, product).getByRole("link", { name: "Редагувати" }).click();
  await expect(field(page, "Ціна, ₴")).toHaveValue("1250,50");
  await page.getByRole("link", { name: "Сторінка для покупців" }).click();
  await expect(page.getByRole("heading", { level: 1, name: product.name })).toBeVisible();
  const shown = page.getByRole("img", { name: new RegExp(product.name) }).first();
  await expect(shown).toHaveAttribute("src", photo!);
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(page.getByText("1 250,50 ₴")).toBeVisible();
  await expect(page.getByRole("term").filter({ hasText: "Висота" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "25 см" })).toBeVisible();
});

test("what cannot be a picture is refused by its name, and nothing else is lost", async ({ page, ortomat, db }, info) => {
  const product = something();
  await signIn(page, ortomat, "admin");
  await openNew(page);
  // Pictures may come before anything is typed.
  await page.getByRole("button", { name: "Додати зображення" }).click();
  await expect(page.getByText("Зміни ще не збережено")).toBeVisible();
  await enter(page, "Назва товару", product.name);
  await enter(page, "SKU \\(артикул\\)", product.sku);
  await enter(page, "Ціна, ₴", "450.50");
  await page.getByRole("textbox", { name: "Опис" }).fill("<p>Не загубити</p>");
  const files = page.getByLabel("Додати з пристрою");
  await files.setInputFiles([
    tooLarge("IMG_0001.jpg"),
    bomb("bomb.png"),
    noPicture("page.png"),
    png("good.png", [30, 90, 200]),
  ]);
  await page.getByLabel("Або зображення таблиці з пристрою").setInputFiles([noPicture("sizes.png")]);
  await save(page);

  const summary = page.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toBeFocused();
  await expect(summary).toContainText("IMG_0001.jpg: Зображення завелике: до 8 МБ і до 24 мегапікселів.");
  await expect(summary).toContainText("bomb.png: Зображення завелике");
  await expect(summary).toContainText("page.png: Це не зображення. Підійдуть файли JPEG, PNG або WebP.");
  await expect(files).toHaveAccessibleDescription(/page\.png: Це не зображення/);
  await expect(page.getByLabel("Або зображення таблиці з пристрою")).toHaveAccessibleDescription(/sizes\.png/);
  await expect(field(page, "Назва товару")).toHaveValue(product.name);
  await expect(page.getByRole("textbox", { name: "Опис" })).toHaveValue("<p>Не загубити</p>");
  await expectLoaded(page, 1);
  await photograph(page, info, "product-form-uploads-refused");
  await expectFits(page);
  expect(await rowOf(db, product), "nothing is stored before it is right").toBeUndefined();

  await save(page);
  await said(page, `Товар додано: ${product.name}.`);
  expect((await rowOf(db, product)).price).toBe(45050);
  expect((await rowOf(db, product)).main_image).toMatch(/^\/pictures\//);
});

test("everything typed is kept while errors stand beside the fields", async ({ page, ortomat, db }, info) => {
  const [taken, product] = [something(), something()];
  await signIn(page, ortomat, "admin");
  await add(page, taken);
  await openNew(page);
  await enter(page, "Назва товару", product.name);
  await enter(page, "SKU \\(артикул\\)", taken.sku);
  await enter(page, "Ціна, ₴", "дорого");
  await enter(page, "Реферальні бали", "-5");
  await page.getByLabel("Інші характеристики").fill("просто слова");
  await page.getByLabel("Посилання на таблицю розмірів").fill("http://example.com/sizes.png");
  await page.getByLabel("Або за посиланням").fill("javascript:alert(1)");
  await save(page);
  await expectError(page, "Ціна, ₴", /Введіть суму цифрами/);
  await expect(field(page, "Реферальні бали")).toHaveAccessibleDescription(/Балів не може бути менше нуля/);
  await expect(page.getByLabel("Інші характеристики")).toHaveAccessibleDescription(/Рядок 1: напишіть назву/);
  await expect(page.getByLabel("Посилання на таблицю розмірів")).toHaveAccessibleDescription(/https:/);
  await expect(page.getByLabel("Або за посиланням")).toHaveAccessibleDescription(/https:/);
  await expect(page.getByLabel("Або за посиланням")).toHaveValue("javascript:alert(1)");
  await expect(field(page, "Ціна, ₴")).toHaveValue("дорого");
  await photograph(page, info, "product-form-errors");
  await expectFits(page);

  await enter(page, "Ціна, ₴", "0");
  await enter(page, "Реферальні бали", "5");
  await page.getByLabel("Інші характеристики").fill("");
  await page.getByLabel("Посилання на таблицю розмірів").fill("");
  await page.getByLabel("Або за посиланням").fill("");
  await save(page);
  await expectError(page, "Ціна, ₴", "Ціна має бути більшою за нуль");
  await enter(page, "Ціна, ₴", "1 250");
  await save(page);
  await expectError(page, "SKU \\(артикул\\)", "Такий артикул уже має інший товар.");
  await expect(field(page, "Назва товару")).toHaveValue(product.name);
  await enter(page, "SKU \\(артикул\\)", product.sku);
  // The Enter key saves, although other buttons of the form stand nearer.
  await field(page, "SKU \\(артикул\\)").press("Enter");
  await said(page, `Товар додано: ${product.name}.`);
  expect((await rowOf(db, product)).price).toBe(125000);
});

test("of two administrators the second is told what the first has saved", async ({ page, visitor, ortomat, db }, info) => {
  const product = something();
  await signIn(page, ortomat, "admin");
  await add(page, product);
  const other = await visitor();
  await signIn(other, ortomat, "admin");
  await openForm(page, product);
  await openForm(other, product);
  await enter(other, "Ціна, ₴", "500");
  await save(other);
  await said(other, `Зміни збережено: ${product.name}.`);

  await enter(page, "Колір", "Синій");
  await save(page);
  const summary = page.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toContainText("цей товар зберіг хтось інший");
  await expect(page.getByText("Зараз збережено: 500")).toBeVisible();
  await expect(field(page, "Колір")).toHaveValue("Синій");
  await expect(field(page, "Ціна, ₴")).toHaveValue("450");
  await photograph(page, info, "product-form-conflict");
  expect((await rowOf(db, product)).price).toBe(50000);
  await enter(page, "Ціна, ₴", "500");
  await save(page);
  await said(page, `Зміни збережено: ${product.name}.`);
  expect(await rowOf(db, product)).toMatchObject({ price: 50000, color: "Синій", version: 2 });
});

test("deleting asks first, and a product that a cell holds stays", async ({ page, ortomat, db }, info) => {
  const product = something();
  await signIn(page, ortomat, "admin");
  await add(page, product);
  await openList(page);
  await search(page, product.sku);
  const remove = line(page, product).getByRole("button", { name: "Видалити" }).first();
  const dialog = page.getByRole("dialog", { name: "Видалити товар?" });
  await remove.click();
  await expect(dialog).toContainText(product.name);
  await photograph(page, info, "delete-product");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Скасувати" }).click();
  await expect(dialog).toBeHidden();
  expect(await rowOf(db, product)).toBeDefined();
  await remove.click();
  await dialog.getByRole("button", { name: "Видалити" }).click();
  await said(page, `Товар видалено: ${product.name}.`);
  expect(await rowOf(db, product)).toBeUndefined();

  // One of the demo lies in cells.
  const [held] = await db(
    `SELECT p.id, p.name, p.sku, p.version, count(*) AS cells FROM products p JOIN cells c ON c.product_id = p.id
     GROUP BY p.id ORDER BY p.name LIMIT 1`,
  );
  await search(page, String(held!.sku));
  await page.getByRole("button", { name: "Видалити" }).first().click();
  const refusal = page.getByRole("dialog", { name: "Товар ще не можна видалити" });
  await expect(refusal).toContainText(`${held!.name} призначено ${held!.cells}`);
  await refusal.getByRole("link", { name: "Показати комірки" }).click();
  await expect(page).toHaveURL(`/admin/products/${held!.id}#places`);
  await expect(page.getByRole("link", { name: /^Комірка \d+/ })).toHaveCount(Number(held!.cells));
  await photograph(page, info, "product-places");
  await expectFits(page);

  // Nor does the form of somebody who saw it free delete it.
  const answer = await page.request.post("/form/delete_product", {
    form: { product: String(held!.id), version: String(held!.version) },
    headers: { "sec-fetch-site": "same-origin", accept: "text/html" },
    maxRedirects: 0,
  });
  await page.goto(answer.headers().location!);
  await expect(page.getByRole("alert")).toContainText("Цей товар призначено коміркам. Спершу приберіть його з них.");
});

test("the list is searched, sorted and cut into pages, all in the address", async ({ page, ortomat }, info) => {
  test.setTimeout(150_000);
  await signIn(page, ortomat, "admin");
  const family = something();
  for (let number = 0; number < 26; number++) {
    const answer = await page.request.post("/form/save_product", {
      multipart: {
        act: "save",
        name: `${family.name} ${String(number).padStart(2, "0")}`,
        sku: `${family.sku}-${number}`,
        price: String(900 - number),
        ...Object.fromEntries(
          "points size kind color material manufacturer country description attributes size_chart video terms"
            .split(" ")
            .map((name) => [name, ""]),
        ),
      },
      headers: { "sec-fetch-site": "same-origin", accept: "text/html" },
      maxRedirects: 0,
    });
    expect(answer.headers().location).toBe("/admin/products");
  }
  await openList(page);
  await page.getByLabel("Порядок").selectOption("Спочатку дешевші");
  await search(page, family.sku);
  await expect(page.getByText("Знайдено: 26")).toBeVisible();
  await expect(page.getByRole("rowheader").first()).toContainText(`${family.name} 25`);
  await photograph(page, info, "products-pages");
  await page.getByRole("link", { name: "Далі" }).click();
  await expect(page).toHaveURL(/q=.*sort=price.*page=2/);
  await expect(page.getByRole("rowheader").last()).toContainText(`${family.name} 00`);
  await search(page, "такого немає");
  await expect(page.getByText("Нічого не знайдено")).toBeVisible();
  await photograph(page, info, "products-none");
});

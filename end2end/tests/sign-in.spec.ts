// Who comes in, who stays in, and who is out: passwords, sessions, one-time links, the second factor.
import { createHmac } from "node:crypto";
import { expect, test, type Page } from "../fixtures";
import { photograph } from "./screen";
import {
  demoAccount,
  enter,
  expectError,
  expectLogin,
  field,
  fullName,
  homes,
  knock,
  newAccount,
  newPassword,
  signIn,
  signInAs,
  signOut,
  somebody,
  type Role,
} from "./staff";

const roles: Role[] = ["admin", "courier", "doctor"];

test("a wrong password keeps the e-mail and says one sentence", async ({ page, ortomat }, info) => {
  const { email, password } = await demoAccount(ortomat, "doctor");
  await page.goto("/login");
  await photograph(page, info, "login");
  await expect(field(page, "Email")).toBeFocused();
  await knock(page, { email, password: `${password}?` });
  const summary = page.getByRole("alert");
  await expect(summary).toHaveCount(1);
  await expect(summary.getByRole("listitem")).toHaveText(["Неправильний email або пароль."]);
  await expect(summary).toBeFocused();
  await expect(field(page, "Email")).toHaveValue(email);
  await expect(field(page, "Пароль")).toHaveValue("");
  await photograph(page, info, "login-wrong");

  await page.reload();
  await expect(summary, "it is said once").toHaveCount(0);
  await knock(page, { email: "nobody@ortomat.example", password });
  await expect(summary.getByRole("listitem"), "who has an account is not told").toHaveText([
    "Неправильний email або пароль.",
  ]);
});

test("the right password leads everybody to their own first page", async ({ page, ortomat }) => {
  for (const role of roles) {
    await signIn(page, ortomat, role);
    await page.goto("/login");
    await expect(page, "whoever is in is not asked again").toHaveURL(homes[role].path);
    await signOut(page);
  }
});

test("a keyboard alone signs in", async ({ page, ortomat }) => {
  const { email, password } = await demoAccount(ortomat, "courier");
  await page.goto("/login");
  await expect(field(page, "Email")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/courier");
});

test("«Вийти» is on every staff page, and nothing of it can be opened again", async ({ page, ortomat, db }) => {
  const id = async (role: string) =>
    (await db(`SELECT id FROM users WHERE role = '${role}' AND deleted_at IS NULL LIMIT 1`))[0]!.id;
  const pages: Record<Role, string[]> = {
    admin: [
      "/admin",
      "/admin/users",
      "/admin/users?tab=couriers",
      "/admin/users/doctors/new",
      `/admin/users/doctors/${await id("DOCTOR")}`,
      "/admin/users/couriers/new",
      `/admin/users/couriers/${await id("COURIER")}`,
      "/account",
      "/account/second-factor",
    ],
    courier: ["/courier", "/account"],
    doctor: ["/doctor", "/account"],
  };
  test.setTimeout(180_000);
  for (const role of roles) {
    for (const path of pages[role]) {
      await signIn(page, ortomat, role);
      const answer = await page.goto(path);
      expect(answer?.headers()["cache-control"], path).toBe("no-store");
      await expect(page).toHaveURL(path);
      await signOut(page);
      await page.goBack();
      await expectLogin(page);
      await page.goto(path);
      await expectLogin(page);
    }
  }
});

test("without «Залишатись в системі» the browser forgets who it was", async ({ page, ortomat }) => {
  await signIn(page, ortomat, "courier");
  await closeBrowser(page);
  await page.goto("/courier");
  await expectLogin(page);
});

test("«Залишатись в системі» outlives the browser", async ({ page, ortomat }) => {
  await page.goto("/login");
  await page.getByLabel("Залишатись в системі").check();
  await knock(page, await demoAccount(ortomat, "courier"));
  await expect(page).toHaveURL("/courier");
  await page.goto("/account");
  await closeBrowser(page);
  await page.goto("/courier");
  await expect(page.getByRole("heading", { name: homes.courier.heading })).toBeVisible();
  await signOut(page);
  await closeBrowser(page);
  await page.goto("/courier");
  await expectLogin(page);
});

/** Only what is kept until a date is there when the browser is opened again. */
async function closeBrowser(page: Page) {
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.context().addCookies(cookies.filter((cookie) => cookie.expires > Date.now() / 1_000));
}

for (const [what, asked] of [
  ["a page", "/admin/users?tab=couriers&sort=newest"],
  ["a page with a Ukrainian search", `/admin/users?tab=couriers&q=${encodeURIComponent("Шевчук")}`],
] as const) {
  test(`${what} that was asked for is shown after signing in, even if the first password was wrong`, async ({
    page,
    ortomat,
  }) => {
    const { email, password } = await demoAccount(ortomat, "admin");
    await page.goto(asked);
    await expectLogin(page);
    await knock(page, { email, password: `${password}?` });
    await expect(page.getByRole("alert")).toBeVisible();
    await knock(page, { email, password });
    await expect(page).toHaveURL(asked);
    await expect(page.getByRole("rowheader", { name: "Шевчук Андрій" })).toBeVisible();
  });
}

test("a link to the login page leads to no other site", async ({ page, ortomat }) => {
  await page.goto("/login?next=https://example.com/");
  await knock(page, await demoAccount(ortomat, "doctor"));
  await expect(page).toHaveURL(`${ortomat.url}/doctor`);
});

test.describe("where one may not go", () => {
  test.use({ expectedProblems: [/status of 403/] });

  test("a courier who asks for the administrator's pages meets a friendly 403", async ({ page, ortomat }, info) => {
    await signIn(page, ortomat, "courier");
    for (const path of ["/admin", "/admin/users", "/doctor", "/account/second-factor"]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(403);
      await expect(page.getByRole("heading", { name: "Сюди немає доступу" })).toBeVisible();
    }
    await photograph(page, info, "forbidden");
    await page.getByRole("link", { name: "На головну" }).click();
    await expect(page).toHaveURL("/courier");
  });
});

test("the account lists two browsers and ends the other one", async ({ page, visitor, ortomat }, info) => {
  const account = await newAccount(ortomat, "courier");
  const other = await visitor();
  await signInAs(other, account, "courier");
  await signInAs(page, account, "courier");
  await page.getByRole("link", { name: /Тестенко/ }).click();
  await expect(page).toHaveURL("/account");
  const sessions = page.getByRole("table", { name: "Сеанси" }).getByRole("row").filter({ has: page.getByRole("cell") });
  await expect(sessions).toHaveCount(2);
  const here = sessions.filter({ hasText: "Цей сеанс" });
  await expect(here).toHaveCount(1);
  await expect(here.getByRole("rowheader")).toContainText("Chrome, Linux");
  await photograph(page, info, "account-sessions");

  await sessions.filter({ hasNotText: "Цей сеанс" }).getByRole("button", { name: "Завершити" }).click();
  await expect(page.getByRole("status")).toHaveText("Сеанс завершено.");
  await expect(sessions).toHaveCount(1);
  await other.goto("/courier");
  await expectLogin(other);

  await signInAs(other, account, "courier");
  await page.reload();
  await page.getByRole("button", { name: "Завершити всі інші сеанси" }).click();
  await page.getByRole("dialog", { name: "Завершити всі інші сеанси?" }).getByRole("button", { name: "Завершити" }).click();
  await expect(page.getByRole("status")).toHaveText("Усі інші сеанси завершено.");
  await expect(sessions).toHaveCount(1);
  await other.goto("/courier");
  await expectLogin(other);

  await here.getByRole("button", { name: "Завершити" }).click();
  await expectLogin(page);
});

test("changing the password says what is wrong, ends the other sessions and takes the old password away", async ({
  page,
  visitor,
  ortomat,
}) => {
  const account = await newAccount(ortomat, "doctor");
  const fresh = newPassword();
  const other = await visitor();
  await signInAs(other, account, "doctor");
  await signInAs(page, account, "doctor");
  await page.goto("/account");
  const change = async (old: string, password: string, repeat: string) => {
    await enter(page, "Теперішній пароль", old);
    await enter(page, "Новий пароль", password);
    await enter(page, "Підтвердіть пароль", repeat);
    await page.getByRole("button", { name: "Змінити пароль" }).click();
  };
  await change(account.password, fresh, `${fresh}?`);
  await expectError(page, "Підтвердіть пароль", /Паролі не збігаються/);
  await change(`${account.password}?`, fresh, fresh);
  await expectError(page, "Теперішній пароль", /Неправильний пароль/);
  await change(account.password, "12345678", "12345678");
  await expectError(page, "Новий пароль", /легко вгадати/);
  await change(account.password, fresh, fresh);
  await expect(page.getByRole("status")).toHaveText("Пароль змінено. Інші сеанси завершено.");
  await other.goto("/doctor");
  await expectLogin(other);
  await signOut(page);
  await knock(page, account);
  await expect(page.getByRole("alert")).toContainText("Неправильний email або пароль.");
  await signInAs(page, { ...account, password: fresh }, "doctor");
});

test.describe("with a link that works once", () => {
  test.use({ expectedProblems: [/status of 404/] });

  test("a doctor sets a password by the administrator's link, and the link is used up", async ({
    page,
    visitor,
    ortomat,
  }, info) => {
    await signIn(page, ortomat, "admin");
    const doctor = somebody("Посиланенко");
    const { last: lastName, first: firstName, middle: middleName, phone, email } = doctor;
    const added = await page.request.post("/api/users/doctors", {
      data: { lastName, firstName, middleName, phone, email, ortomatIds: ["ortomat-1"] },
    });
    expect(added.status()).toBe(201);
    await page.goto(`/admin/users?q=${encodeURIComponent(doctor.last)}`);
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: fullName(doctor) }) });
    await expect(row.getByText("без входу")).toBeVisible();
    await row.getByRole("link", { name: "Редагувати" }).click();
    await page.getByRole("button", { name: "Створити посилання для пароля" }).click();
    const shown = page.getByLabel("Посилання для пароля");
    await expect(shown).toBeVisible();
    const link = (await shown.textContent())!;
    expect(link).toMatch(new RegExp(`^${ortomat.url}/reset-password\\?token=[\\w-]{20,}$`));
    await page.reload();
    await expect(page.getByRole("button", { name: "Створити посилання для пароля" }), "it is shown once").toBeVisible();
    await expect(page.getByText(link)).toHaveCount(0);

    const theirs = await visitor();
    await theirs.goto(link);
    await expect(theirs.getByText(`Обліковий запис: ${fullName(doctor)}, ${email}`)).toBeVisible();
    await photograph(theirs, info, "reset-password");
    const password = newPassword();
    await enter(theirs, "Новий пароль", password);
    await enter(theirs, "Підтвердіть пароль", `${password}?`);
    await theirs.getByRole("button", { name: "Змінити пароль" }).click();
    await expectError(theirs, "Підтвердіть пароль", /Паролі не збігаються/);
    await enter(theirs, "Новий пароль", password);
    await enter(theirs, "Підтвердіть пароль", password);
    await theirs.getByRole("button", { name: "Змінити пароль" }).click();
    await expect(theirs).toHaveURL("/login");
    await expect(theirs.getByRole("status")).toHaveText("Пароль змінено. Увійдіть із новим паролем.");
    await expect(field(theirs, "Email")).toHaveValue(email);
    await expect(field(theirs, "Пароль")).toBeFocused();
    await theirs.keyboard.type(password);
    await theirs.keyboard.press("Enter");
    await expect(theirs).toHaveURL("/doctor");

    const again = await visitor();
    expect((await again.goto(link))?.status()).toBe(404);
    await expect(again.getByRole("heading", { name: "Посилання не діє" })).toBeVisible();
    await page.goto(`/admin/users?q=${encodeURIComponent(doctor.last)}`);
    await expect(row.getByText("без входу")).toHaveCount(0);
  });
});

test("an administrator switches the second factor on, signs in with a code, with a recovery code, and switches it off", async ({
  page,
  ortomat,
}, info) => {
  const account = await newAccount(ortomat, "admin");
  await signInAs(page, account, "admin");
  await page.goto("/account");
  await photograph(page, info, "account");
  await page.getByRole("link", { name: "Увімкнути другий фактор" }).click();
  await expect(page.getByRole("img", { name: "QR-код для застосунку з кодами" })).toBeVisible();
  const secret = (await page.getByLabel("Або введіть ключ вручну").textContent())!;
  await photograph(page, info, "second-factor");

  await enter(page, "Код із застосунку", "000000");
  await page.getByRole("button", { name: "Увімкнути" }).click();
  await expectError(page, "Код із застосунку", /Код не підійшов/);
  await expect(page.getByLabel("Або введіть ключ вручну"), "the telephone need not scan again").toHaveText(secret);

  const step = Math.floor(Date.now() / 30_000);
  await enter(page, "Код із застосунку", totp(secret, step));
  await page.getByRole("button", { name: "Увімкнути" }).click();
  await expect(page.getByRole("heading", { name: "Збережіть резервні коди" })).toBeVisible();
  const recovery = await page.getByRole("main").getByRole("listitem").allTextContents();
  expect(recovery).toHaveLength(10);
  await photograph(page, info, "recovery-codes");
  await page.getByRole("link", { name: "Коди збережено" }).click();
  await expect(page.getByText("У вас залишилося 10")).toBeVisible();
  await page.goBack();
  await expect(page.getByText(recovery[0]!), "the codes are shown once").toHaveCount(0);

  const askForCode = async () => {
    await page.goto("/account");
    await signOut(page);
    await knock(page, account);
    await expect(page).toHaveURL("/login/code");
  };
  const confirm = async (code: string) => {
    await enter(page, "Код", code);
    await page.getByRole("button", { name: "Підтвердити" }).click();
  };
  await askForCode();
  await expect(field(page, "Код")).toBeFocused();
  await photograph(page, info, "login-code");
  await page.goto("/admin");
  await expectLogin(page);
  await page.goto("/login/code");
  await confirm(totp(secret, step));
  await expectError(page, "Код", /Код не підійшов/);
  await confirm(totp(secret, step + 1));
  await expect(page).toHaveURL("/admin");

  await askForCode();
  await confirm(recovery[3]!.toLowerCase().replace("-", " "));
  await expect(page).toHaveURL("/admin");
  await page.goto("/account");
  await expect(page.getByText("У вас залишилося 9")).toBeVisible();
  await photograph(page, info, "account-second-factor");

  await askForCode();
  await confirm(recovery[3]!);
  await expectError(page, "Код", /Код не підійшов/);
  await confirm(recovery[4]!);
  await expect(page).toHaveURL("/admin");

  await page.goto("/account");
  const off = page.getByRole("button", { name: "Вимкнути другий фактор" });
  await enter(page, "Пароль", `${account.password}?`);
  await off.click();
  await expectError(page, "Пароль", /Неправильний пароль/);
  await enter(page, "Пароль", account.password);
  await off.click();
  await expect(page.getByRole("status")).toHaveText("Другий фактор вимкнено.");
  await signOut(page);
  await knock(page, account);
  await expect(page).toHaveURL("/admin");
});

/** RFC 6238 with what every authenticator takes for granted: SHA-1, 30 seconds, six digits. */
function totp(secret: string, step: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, "0");
}

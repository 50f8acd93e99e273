// The people who sign in: whom the demo has made, whom a test makes for itself, and how they type.
import { randomBytes } from "node:crypto";
import { expect, test, type Ortomat, type Page } from "../fixtures";

export type Role = "admin" | "doctor" | "courier";
export type Account = { email: string; password: string };
/** Somebody to be typed into a form. */
export type Somebody = { last: string; first: string; middle: string; phone: string; email: string };

export const homes: Record<Role, { path: string; heading: string }> = {
  admin: { path: "/admin", heading: "Адміністративна панель" },
  doctor: { path: "/doctor", heading: "Кабінет лікаря" },
  courier: { path: "/courier", heading: "Кабінет кур'єра" },
};

/** An account of the demo, whose password is only in what this server has printed. */
export async function demoAccount(ortomat: Ortomat, role: Role): Promise<Account> {
  const line = new RegExp(`^ +${role} +(\\S+@\\S+) +(\\S+)$`, "im");
  await expect.poll(() => ortomat.log(), "the accounts of the demo").toMatch(line);
  const [, email, password] = line.exec(ortomat.log())!;
  return { email: email!, password: password! };
}

/** An account of its own for a test that changes it, made at the server's terminal. */
export async function newAccount(ortomat: Ortomat, role: Role): Promise<Account> {
  const { email, first, last } = somebody();
  const names = ["--first-name", first, "--last-name", last];
  const printed = await ortomat.command("staff", "add", "--role", role, "--email", email, ...names);
  return { email, password: /^Password.*: (\S+)$/m.exec(printed)![1]! };
}

export function newPassword(): string {
  return randomBytes(15).toString("base64url");
}

let people = 0;

/** Nobody else on this worker's server has the name, the phone or the e-mail. */
export function somebody(family = "Тестенко"): Somebody {
  const number = ++people;
  const digits = String(test.info().workerIndex % 100).padStart(2, "0") + String(number).padStart(5, "0");
  return {
    last: `${family}-${digits}`,
    first: "Оксана",
    middle: "Ігорівна",
    phone: `+38 (067) ${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`,
    email: `person-${digits}@ortomat.example`,
  };
}

export function fullName({ last, first, middle }: Somebody): string {
  return `${last} ${first} ${middle}`;
}

/** The field with this label; that it may stay empty is part of the label. */
export function field(page: Page, label: string) {
  return page.getByLabel(new RegExp(`^${label}( ?\\(необов'язково\\))?$`));
}

/** Types over whatever is in the field, key by key. */
export async function enter(page: Page, label: string, text: string) {
  await field(page, label).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type(text);
}

/** What the login page wants, and a press of the button. */
export async function knock(page: Page, { email, password }: Account) {
  await enter(page, "Email", email);
  await enter(page, "Пароль", password);
  await page.getByRole("button", { name: "Увійти" }).click();
}

export async function signInAs(page: Page, account: Account, role: Role) {
  await page.goto("/login");
  await knock(page, account);
  await expect(page).toHaveURL(homes[role].path);
  await expect(page.getByRole("heading", { level: 1, name: homes[role].heading })).toBeVisible();
}

export async function signIn(page: Page, ortomat: Ortomat, role: Role): Promise<Account> {
  const account = await demoAccount(ortomat, role);
  await signInAs(page, account, role);
  return account;
}

export async function signOut(page: Page) {
  await page.getByRole("button", { name: "Вийти" }).click();
  await expect(page).toHaveURL("/login");
  await expect(page.getByRole("status")).toHaveText("Ви вийшли із системи.");
}

/** The page that asks who somebody is, whatever it leads on to. */
export async function expectLogin(page: Page) {
  await expect(page).toHaveURL(/\/login(\?|$)/);
  await expect(page.getByRole("heading", { name: "Вхід в систему" })).toBeVisible();
}

/** What the form says about a field: beside it, and in the summary on top, which leads there. */
export async function expectError(page: Page, label: string, sentence: string | RegExp) {
  const wrong = field(page, label);
  await expect(wrong).toHaveAttribute("aria-invalid", "true");
  // A hint may follow.
  const said = typeof sentence === "string" ? new RegExp(`^${sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`) : sentence;
  await expect(wrong).toHaveAccessibleDescription(said);
  const summary = page.getByRole("alert").filter({ hasText: "Перевірте форму" });
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: sentence }).click();
  await expect(wrong).toBeFocused();
}

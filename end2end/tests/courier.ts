// A courier of one's own for every test, and cabinets as the test wants them.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, type Ortomat, type Page, type Row } from "../fixtures";
import { newAccount, signInAs, type Account } from "./staff";

export type Db = (sql: string) => Promise<Row[]>;

/** Writes into the server's database what would take a day to happen. */
export async function arrange(ortomat: Ortomat, sql: string) {
  await promisify(execFile)("sqlite3", ["-cmd", ".timeout 10000", ortomat.databasePath, sql]);
}

const idOf = ({ email }: Account) => `(SELECT id FROM users WHERE email = '${email}')`;

/** These ortomats are this courier's from now on, and nobody else's. */
export async function hand(ortomat: Ortomat, courier: Account, cabinets: string[]) {
  const ids = cabinets.map((id) => `'${id}'`).join(", ");
  await arrange(ortomat, `UPDATE courier_ortomats SET courier_id = ${idOf(courier)} WHERE ortomat_id IN (${ids})`);
}

/** The cabinet is full but for these cells. */
export async function leaveEmpty(ortomat: Ortomat, cabinet: string, cells: number[]) {
  const here = `ortomat_id = '${cabinet}' AND product_id IS NOT NULL`;
  await arrange(
    ortomat,
    `UPDATE cells SET filled = number NOT IN (${cells.join(", ")}), blocked_reason = NULL, last_refill_at = NULL,
       courier_id = NULL, updated_at = updated_at + 1 WHERE ${here}`,
  );
}

/** A courier who has just signed in, with cabinets that want something. */
export async function arrive(page: Page, ortomat: Ortomat, cabinets: Record<string, number[]>): Promise<Account> {
  const courier = await newAccount(ortomat, "courier");
  await hand(ortomat, courier, Object.keys(cabinets));
  for (const [cabinet, cells] of Object.entries(cabinets)) await leaveEmpty(ortomat, cabinet, cells);
  await signInAs(page, courier, "courier");
  return courier;
}

export async function atCell(page: Page, number: number) {
  await expect(page.getByRole("heading", { level: 1, name: `Поповнення: комірка ${number}` })).toBeAttached();
}

export function openButton(page: Page, number: number) {
  return page.getByRole("button", { name: `Відкрити комірку ${number}`, exact: true });
}

export const state = (page: Page, sentence: string) => page.getByText(sentence, { exact: true });

export const cellOf = async (db: Db, cabinet: string, number: number) =>
  (await db(`SELECT * FROM cells WHERE ortomat_id = '${cabinet}' AND number = ${number}`))[0]!;

export const commandsOf = (db: Db, courier: Account) =>
  db(`SELECT * FROM commands WHERE requested_by = ${idOf(courier)} ORDER BY created_at`);

/** What the log tells of somebody at a cabinet: the type and the cell, the oldest first. */
export const logOf = async (db: Db, courier: Account) =>
  (
    await db(
      `SELECT type, cell_number FROM activity_logs WHERE user_id = ${idOf(courier)} AND ortomat_id IS NOT NULL
       ORDER BY created_at, id`,
    )
  ).map(({ type, cell_number }) => (cell_number === null ? type : `${type} ${cell_number}`));

/** The hidden fields of the form behind a button: what is sent again when a browser repeats it. */
export async function sentBy(page: Page, button: string) {
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: button, exact: true }) });
  const action = (await form.getAttribute("action"))!;
  const fields: Record<string, string> = {};
  for (const field of await form.locator("input[type=hidden]").all()) {
    fields[(await field.getAttribute("name"))!] = (await field.getAttribute("value"))!;
  }
  return { action, fields };
}

export async function sendAgain(page: Page, { action, fields }: Awaited<ReturnType<typeof sentBy>>) {
  const answer = await page.request.post(action, { form: fields, headers: { "sec-fetch-site": "same-origin" } });
  expect(answer.status()).toBeLessThan(400);
}

// A running Ortomat for every worker, and pages that do not put up with errors.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";

export { expect, type Page } from "@playwright/test";

export type Ortomat = {
  url: string;
  databasePath: string;
  /** All that the server has printed until now. */
  log(): string;
  /** What a person at the server's terminal does: command("staff", "add", …); answers what was printed. */
  command(...words: string[]): Promise<string>;
};

export type Row = Record<string, string | number | null>;

type TestFixtures = {
  /** What a test provokes on purpose: test.use({ expectedProblems: [/status of 404/] }). */
  expectedProblems: RegExp[];
  /** Opens a page for somebody else: other cookies, the same browser. */
  visitor: () => Promise<Page>;
};

type WorkerFixtures = {
  /** Variables for the server besides its usual ones: test.use({ variables: { DOOR_SECONDS: "1" } }). */
  variables: Record<string, string>;
  ortomat: Ortomat;
  /** Reads the server's database. */
  db: (sql: string) => Promise<Row[]>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  variables: [{}, { option: true, scope: "worker" }],

  ortomat: [
    async ({ variables }, use) => {
      const folder = await mkdtemp(join(tmpdir(), "ortomat-end2end-"));
      const databasePath = join(folder, "ortomat.db");
      const address = `127.0.0.1:${await freePort()}`;
      const url = `http://${address}`;
      const binary = resolve(process.env.ORTOMAT_BIN ?? "../target/debug/ortomat");
      // Only what is named here: neither the developer's environment nor an .env in the folder.
      const env = {
        PATH: process.env.PATH,
        HOME: folder,
        RUST_LOG: process.env.RUST_LOG,
        RUST_BACKTRACE: "1",
        DATABASE_URL: `sqlite:${databasePath}?mode=rwc`,
        LEPTOS_SITE_ADDR: address,
        LEPTOS_SITE_ROOT: resolve(process.env.LEPTOS_SITE_ROOT ?? "../target/site"),
        PUBLIC_URL: url,
        ORTOMAT_SIMULATE_DEVICES: "1",
        // The daily backup is due at whatever hour the tests run.
        BACKUP_HOUR: "0",
        ...variables,
      };
      const command = async (...words: string[]) =>
        (await promisify(execFile)(binary, words, { cwd: folder, env })).stdout;
      const server = spawn(binary, ["serve"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      server.stdout.on("data", (bytes) => (output += bytes));
      server.stderr.on("data", (bytes) => (output += bytes));
      let ended: string | undefined;
      server.on("error", (error) => (ended = error.message));
      server.on("exit", (code, signal) => (ended ??= `ended with ${code ?? signal}`));

      try {
        await answers(`${url}/healthz`, () => ended);
        if (env.ORTOMAT_SIMULATE_DEVICES === "1") {
          for (const id of ["ortomat-1", "ortomat-3"]) await answers(`${url}/catalog/${id}`, () => ended, isOnline);
        }
      } catch (error) {
        server.kill("SIGKILL");
        throw new Error(`${binary}: ${error instanceof Error ? error.message : error}\n${output}`);
      }
      await use({ url, databasePath, log: () => output, command });

      const crashed = ended;
      if (!crashed) {
        const exit = once(server, "exit");
        server.kill("SIGTERM");
        const patience = setTimeout(() => server.kill("SIGKILL"), 10_000);
        await exit;
        clearTimeout(patience);
      }
      await rm(folder, { recursive: true, force: true });
      if (crashed) throw new Error(`the server went away: ${crashed}\n${output}`);
    },
    { scope: "worker", timeout: 60_000 },
  ],

  db: [
    async ({ ortomat }, use) => {
      await use(async (sql) => {
        const options = ["-readonly", "-json", "-cmd", ".timeout 5000"];
        const { stdout } = await promisify(execFile)("sqlite3", [...options, ortomat.databasePath, sql]);
        return stdout.trim() === "" ? [] : JSON.parse(stdout);
      });
    },
    { scope: "worker" },
  ],

  expectedProblems: [[], { option: true }],

  baseURL: async ({ ortomat }, use) => use(ortomat.url),

  context: async ({ context, expectedProblems, javaScriptEnabled }, use) => {
    const problems = watch(context);
    await use(context);
    const expected = [...expectedProblems, ...scriptsNotFetched(javaScriptEnabled)];
    expect(unexpected(problems, expected), "what the pages complained about").toEqual([]);
  },

  visitor: async ({ browser, expectedProblems, javaScriptEnabled }, use) => {
    const opened: { context: BrowserContext; problems: string[] }[] = [];
    await use(async () => {
      // Made by the test's own browser, it takes the viewport and the rest from the project.
      const context = await browser.newContext();
      opened.push({ context, problems: watch(context) });
      return context.newPage();
    });
    for (const { context } of opened) await context.close();
    const problems = opened.flatMap((visit) => visit.problems);
    const expected = [...expectedProblems, ...scriptsNotFetched(javaScriptEnabled)];
    expect(unexpected(problems, expected), "what the pages complained about").toEqual([]);
  },
});

function watch(context: BrowserContext): string[] {
  const problems: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => problems.push(`exception: ${error.error().message}`));
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left gives up what it was still loading.
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${reason}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500) problems.push(`response: ${response.url()} ${response.status()}`);
  });
  return problems;
}

/** Chromium without JavaScript reports the scripts that it did not fetch. */
function scriptsNotFetched(javaScriptEnabled: boolean | undefined): RegExp[] {
  return javaScriptEnabled === false ? [/^request: .*\/pkg\/ortomat(-staff)?\.js csp$/] : [];
}

function unexpected(problems: string[], expected: RegExp[]): string[] {
  return problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** Waits for an answer as it should be. */
async function answers(
  url: string,
  ended: () => string | undefined,
  isRight = async (answer: Response) => answer.ok,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const reason = ended();
    if (reason) throw new Error(reason);
    const answer = await fetch(url).catch(() => undefined);
    if (answer && (await isRight(answer))) return;
    await sleep(50);
  }
  throw new Error(`no right answer from ${url} within 30 seconds`);
}

/** Its simulated device has connected, or there is no such ortomat on this server. */
async function isOnline(catalog: Response): Promise<boolean> {
  return !(await catalog.text()).includes("Ортомат зараз не на зв");
}

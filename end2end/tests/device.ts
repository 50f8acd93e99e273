// A cabinet's device that does what a test tells it, in place of the simulated one. It speaks from a page of its own,
// because that has a WebSocket.
import { expect, type Ortomat } from "../fixtures";
import type { Browser } from "@playwright/test";

type Command = { cmd_id: string; cell: number };

export type Device = {
  /** The commands that were heard, the oldest first. */
  heard(): Promise<Command[]>;
  /** The command of this number, as soon as it was heard. */
  command(number: number): Promise<Command>;
  acknowledges(command: Command): Promise<void>;
  reports(command: Command, result: "opened" | "failed"): Promise<void>;
  leaves(): Promise<void>;
};

declare global {
  interface Window {
    line?: WebSocket;
    heard: { type: string; cmd_id: string; cell: number }[];
  }
}

/** Comes as the demo's device of an ortomat, with the token that the server has printed. */
export async function connectDevice(browser: Browser, ortomat: Ortomat, cabinet: string): Promise<Device> {
  const line = new RegExp(`^ +${cabinet} +(demo-\\S+) +(\\S+)$`, "m");
  await expect.poll(() => ortomat.log(), "the devices of the demo").toMatch(line);
  const [, id, token] = line.exec(ortomat.log())!;
  const context = await browser.newContext({ javaScriptEnabled: true });
  const page = await context.newPage();
  const address = `${ortomat.url.replace("http", "ws")}/ws?device_id=${id}&token=${encodeURIComponent(token!)}`;
  await page.evaluate(async (address) => {
    window.heard = [];
    const line = new WebSocket(address);
    window.line = line;
    await new Promise((resolve, reject) => {
      line.onmessage = (message) => {
        window.heard.push(JSON.parse(message.data));
        resolve(undefined);
      };
      line.onerror = reject;
      line.onopen = () => line.send(JSON.stringify({ type: "hello", ts_ms: 1 }));
    });
  }, address);
  const say = (frame: object) => page.evaluate((text) => window.line!.send(text), JSON.stringify(frame));
  const heard = () => page.evaluate(() => window.heard.filter(({ type }) => type === "cmd"));
  return {
    heard,
    async command(number) {
      await expect.poll(async () => (await heard()).length, `command number ${number}`).toBeGreaterThanOrEqual(number);
      return (await heard())[number - 1]!;
    },
    acknowledges: ({ cmd_id }) => say({ type: "ack", cmd_id, ts_ms: 2 }),
    reports: ({ cmd_id, cell }, result) => say({ type: "state", cmd_id, cell, result, sensor: 1, ts_ms: 3 }),
    leaves: () => context.close(),
  };
}

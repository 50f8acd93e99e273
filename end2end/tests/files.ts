// Files that people upload: pictures, and what only looks like one.
import { deflateSync } from "node:zlib";
import type { Page } from "../fixtures";

export type Upload = { name: string; mimeType: string; buffer: Buffer };

/** The checksum of PNG (RFC 2083 §15). */
function crc(bytes: Buffer): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

function chunk(kind: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc(named));
  return Buffer.concat([length, named, sum]);
}

function encoded(width: number, height: number, rows: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8); // Eight bits each of red, green and blue.
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

/** A square of one colour; each colour is another picture. */
export function png(name: string, [red, green, blue]: [number, number, number]): Upload {
  const side = 240;
  const row = Buffer.alloc(1 + side * 3);
  for (let x = 0; x < side; x++) row.set([red, green, blue], 1 + x * 3);
  const rows = Buffer.concat(Array.from({ length: side }, () => row));
  return { name, mimeType: "image/png", buffer: encoded(side, side, rows) };
}

/** A few hundred bytes that promise ten gigabytes of pixels. */
export function bomb(name: string): Upload {
  return { name, mimeType: "image/png", buffer: encoded(60_000, 60_000, Buffer.alloc(1000)) };
}

/** A photograph: of the page itself. */
export async function jpeg(page: Page, name: string): Promise<Upload> {
  return { name, mimeType: "image/jpeg", buffer: await page.screenshot({ type: "jpeg", quality: 90 }) };
}

/** Calls itself a picture and is none. */
export function noPicture(name: string): Upload {
  return { name, mimeType: "image/png", buffer: Buffer.from("<html><script>alert(1)</script></html>") };
}

/** More bytes than a picture may have. */
export function tooLarge(name: string): Upload {
  return { name, mimeType: "image/jpeg", buffer: Buffer.alloc(12 * 1024 * 1024, 0xff) };
}

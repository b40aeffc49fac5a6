import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const CENTRAL_ENTRY = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const DEFLATED = 8;

/** Texts of a zip's entries by name, read without the library that the product reads them with. */
export function zipEntries(path: string): Map<string, string> {
  const file = readFileSync(path);
  let end = file.length - 22;
  while (file.readUInt32LE(end) !== END_OF_CENTRAL) end -= 1;
  const entries = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let count = file.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (file.readUInt32LE(at) !== CENTRAL_ENTRY) throw new Error(`${path}: no entry at ${at}`);
    const method = file.readUInt16LE(at + 10);
    const size = file.readUInt32LE(at + 20);
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength);
    const local = file.readUInt32LE(at + 42);
    const data = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const bytes = file.subarray(data, data + size);
    entries.set(name, (method === DEFLATED ? inflateRawSync(bytes) : bytes).toString("latin1"));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

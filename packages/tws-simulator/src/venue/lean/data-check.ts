import { type LeanArchive, LeanDataError } from "./lean-files.ts";

const SIDE = ["open", "high", "low", "close"] as const;
/** The fields of a row by the kind of its file. */
export const ROW_FIELDS = {
  quote: [
    "time",
    ...SIDE.map((name) => `bid ${name}`),
    "bid size",
    ...SIDE.map((name) => `ask ${name}`),
    "ask size",
  ],
  trade: ["time", ...SIDE, "volume"],
  openInterest: ["time", "open interest"],
} as const;

export type RowKind = keyof typeof ROW_FIELDS;

const [COMMA, POINT, ZERO, NINE, LINE, RETURN] = [44, 46, 48, 57, 10, 13];
const DAY_MS = 86_400_000;

/** Reads every byte once: a day of one underlying has some twenty million, and none is left for later to stumble over. */
class EntryCheck {
  readonly #where: string;
  readonly #fields: readonly string[];
  #line = 1;
  #field = 0;
  #fieldStart = 0;
  #time = 0;
  #timeBefore = -1;

  constructor(where: string, fields: readonly string[]) {
    this.#where = where;
    this.#fields = fields;
  }

  run(bytes: Uint8Array): void {
    let start = 0;
    for (let at = 0; at <= bytes.length; at += 1) {
      const byte = at === bytes.length ? LINE : (bytes[at] as number);
      if (byte === LINE) {
        if (at > start && !(at === start + 1 && bytes[start] === RETURN)) this.#endOfRow();
        this.#line += 1;
        this.#field = 0;
        this.#time = 0;
        start = at + 1;
        this.#fieldStart = start;
      } else if (byte === COMMA) {
        if (this.#field === 0 && at === start) this.#fail("is empty");
        this.#field += 1;
        this.#fieldStart = at + 1;
      } else if (byte >= ZERO && byte <= NINE) {
        if (this.#field === 0) this.#time = this.#time * 10 + byte - ZERO;
      } else if (byte !== RETURN && (byte !== POINT || this.#field === 0 || at === this.#fieldStart)) {
        this.#fail(`has ${JSON.stringify(String.fromCodePoint(byte))}, which is no part of a number`);
      }
    }
  }

  #endOfRow(): void {
    const count = this.#field + 1;
    if (count !== this.#fields.length) {
      this.#field = Math.min(count, this.#fields.length - 1);
      this.#fail(`there are ${count} fields instead of ${this.#fields.length}`);
    }
    this.#field = 0;
    if (this.#time >= DAY_MS) this.#fail("is no time of the day");
    if (this.#time < this.#timeBefore) this.#fail("is earlier than the row before it");
    this.#timeBefore = this.#time;
  }

  #fail(what: string): never {
    const field = this.#fields[this.#field] ?? `field ${this.#field + 1}`;
    throw new LeanDataError("folder", `${this.#where}, line ${this.#line}: ${field}: ${what}`);
  }
}

/** Throws `LeanDataError` that names file, entry, line and field of the first row that is wrong. */
export function checkArchive(archive: LeanArchive | null, kind: RowKind): void {
  if (archive === null) return;
  for (const name of archive.names()) {
    new EntryCheck(`${archive.path}: ${name}`, ROW_FIELDS[kind]).run(archive.bytes(name));
  }
}

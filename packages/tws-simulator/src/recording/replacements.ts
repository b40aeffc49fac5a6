/**
 * Replaces account ids, and texts that the user names, by tokens of the same length, so that frames keep their
 * lengths. One token for one id as long as the recording lasts.
 */
export interface Replacement {
  readonly text: string;
  readonly token: string;
}

/**
 * What an account id looks like [D]: U, F or I and digits, with D before for paper accounts. What looks so as a whole
 * word is replaced even before the server has named its accounts.
 */
const ACCOUNT_SHAPE = "(?<![A-Za-z0-9])D?[FIU]\\d{5,12}(?![A-Za-z0-9])";
/** Shorter or without a digit it is no account but a group's name. */
const LEARNT_ID = /^(?=.*\d)[A-Za-z0-9]{5,20}$/;
/** More have tokens of their own nowhere: a client that floods with what looks like accounts costs no memory. */
const ACCOUNTS_MAX = 1000;
/** Any account id is shorter: as much of a stream's end may be the beginning of one. */
export const WORD_BYTES_MAX = 32;

/** Throws `RangeError` for a replacement that would not keep lengths, or that overlaps another. */
export function checkReplacements(replacements: readonly Replacement[]): void {
  for (const { text, token } of replacements) {
    if (text === "") throw new RangeError("there is no text to replace");
    if (Buffer.byteLength(text) !== Buffer.byteLength(token)) {
      throw new RangeError(`${token} must have as many bytes as the text that it replaces`);
    }
    if (token.includes(text)) throw new RangeError(`the token ${token} says what it replaces`);
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** `DU1234567` becomes `DU0000001`: letters before the digits stay. Beyond the bound all share one: nines. */
function tokenFor(id: string, index: number): string {
  const prefix = /^[A-Za-z]*/.exec(id)?.[0] ?? "";
  const digits = id.length - prefix.length;
  const number = String(index);
  if (index > ACCOUNTS_MAX || number.length > digits) return prefix + "9".repeat(digits);
  return prefix + number.padStart(digits, "0");
}

export class Replacements {
  readonly #given: ReadonlyMap<string, string>;
  readonly #tokens = new Map<string, string>();
  #pattern: RegExp;

  /** `accounts` are known beforehand. */
  constructor(given: readonly Replacement[], accounts: readonly string[]) {
    checkReplacements(given);
    // Payloads are searched as one character a byte.
    this.#given = new Map(
      given.map(({ text, token }) => [
        Buffer.from(text).toString("latin1"),
        Buffer.from(token).toString("latin1"),
      ]),
    );
    this.#pattern = this.#compile();
    for (const account of accounts) this.learn(account);
  }

  /** Takes what the protocol calls an account, unless it is plainly a group or blank. */
  learn(account: string): void {
    if (!LEARNT_ID.test(account) || this.#tokens.has(account)) return;
    this.#token(account);
    this.#pattern = this.#compile();
  }

  apply(payload: Buffer): Buffer {
    const before = payload.toString("latin1");
    const known = this.#tokens.size;
    let after = this.#applied(before);
    if (this.#tokens.size > known) {
      // What was found by its shape may stand within longer words as well.
      this.#pattern = this.#compile();
      after = this.#applied(before);
    }
    return after === before ? payload : Buffer.from(after, "latin1");
  }

  #applied(text: string): string {
    return text.replaceAll(this.#pattern, (found) => this.#given.get(found) ?? this.#token(found));
  }

  #token(id: string): string {
    const known = this.#tokens.get(id);
    if (known !== undefined) return known;
    const token = tokenFor(id, this.#tokens.size + 1);
    if (this.#tokens.size < ACCOUNTS_MAX) this.#tokens.set(id, token);
    return token;
  }

  /** Longer texts first: one that holds another is replaced as a whole. */
  #compile(): RegExp {
    const texts = [...this.#given.keys(), ...this.#tokens.keys()].toSorted((a, b) => b.length - a.length);
    return new RegExp([...texts.map(escaped), ACCOUNT_SHAPE].join("|"), "g");
  }
}

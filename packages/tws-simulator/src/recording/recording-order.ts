import type { RecordedEntry } from "./format.ts";
import { RecordingError } from "./recording-error.ts";

/** Checks that entries follow each other as they can only have been written. */
export class RecordingOrder {
  readonly #file: string;
  readonly #open = new Set<number>();
  #entries = 0;
  #connections = 0;
  #ms = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Throws `RecordingError` for an entry that is out of order. */
  check(line: number, { n, ms, connection, event }: RecordedEntry): void {
    const fault = (message: string): RecordingError => new RecordingError(this.#file, line, message);
    if (n !== this.#entries + 1) throw fault(`entry ${n} follows entry ${this.#entries}`);
    if (ms < this.#ms) throw fault(`its time ${ms} is before that of the entry before (${this.#ms})`);
    if (event === "opened") {
      if (connection !== this.#connections + 1) {
        throw fault(`connection ${connection} is opened after connection ${this.#connections}`);
      }
      this.#connections = connection;
      this.#open.add(connection);
    } else if (!this.#open.has(connection)) {
      throw fault(`connection ${connection} is not open`);
    }
    if (event === "closed") this.#open.delete(connection);
    this.#entries = n;
    this.#ms = ms;
  }
}

import type { Refusal } from "@legbook/domain";
import { parseScanCriteria, type ScanField, type ScanRow, type ScanUpdate } from "@legbook/engine/ports";
import type { ApiContext } from "../context.ts";
import { columnsOf, sameForReader, type ScanFrameModel, scanFrames } from "../models/scan.ts";
import { engineCriteria } from "../schema/scan-criteria.ts";
import type { Reader } from "./conflated.ts";
import { once } from "./once.ts";
import { SentRows } from "./row-deltas.ts";

export type ScanAnswer =
  | { readonly kind: "scan"; readonly frame: ScanFrameModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * A scan's changes in frames until the reader leaves. What is sent rests on what this reader has: while it is slow the
 * engine keeps the newest result alone, and the next change leads from what it has to that, or to a fresh whole.
 */
export async function scanUpdates(
  { engine, user }: ApiContext,
  input: object,
  columns: readonly string[] | null | undefined,
): Promise<AsyncGenerator<Reader<ScanAnswer>, void, void>> {
  const parsed = parseScanCriteria(engineCriteria(input));
  if (parsed.kind === "refused") return once<ScanAnswer>(parsed);
  const ending = new AbortController();
  const answer = await engine.scan(parsed.criteria, user, ending.signal);
  if (answer.kind === "refused") return once<ScanAnswer>(answer);
  return new ScanReader(answer.updates, columnsOf(columns), ending);
}

/** Written by hand so that `return` aborts the scan at once, even while an update is awaited. */
class ScanReader implements AsyncGenerator<Reader<ScanAnswer>, void, void> {
  readonly #source: AsyncIterator<ScanUpdate>;
  readonly #columns: readonly ScanField[];
  readonly #ending: AbortController;
  readonly #sent: SentRows<ScanRow>;
  #frames: Iterator<() => ScanFrameModel> | null = null;

  constructor(updates: AsyncIterable<ScanUpdate>, columns: readonly ScanField[], ending: AbortController) {
    this.#source = updates[Symbol.asyncIterator]();
    this.#columns = columns;
    this.#ending = ending;
    this.#sent = new SentRows(sameForReader(columns));
  }

  async next(): Promise<IteratorResult<Reader<ScanAnswer>, void>> {
    for (;;) {
      const frame = this.#frames?.next();
      if (frame !== undefined && frame.done !== true) {
        const make = frame.value;
        return { done: false, value: () => ({ kind: "scan", frame: make() }) };
      }
      const result = await this.#source.next();
      if (result.done === true) return { done: true, value: undefined };
      const update = result.value;
      this.#frames = scanFrames(update, this.#sent.to(update.rows, update.at), this.#columns);
    }
  }

  async return(): Promise<IteratorResult<Reader<ScanAnswer>, void>> {
    this.#ending.abort();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<Reader<ScanAnswer>, void>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

import { hashText } from "../venue/random.ts";
import { DepthLine } from "./depth-line.ts";
import type { LineBudget, Silences } from "./market-data-lines.ts";
import type { LineMoment } from "./market-data-line.ts";
import type { Send } from "./send.ts";

/** Of one client, however few contracts they are of: they take memory and time [U]. */
const LINES_MAX = 60;

/** One client's subscriptions to books. */
export class DepthLines {
  readonly #send: Send;
  readonly #budget: LineBudget;
  readonly #silences: Silences;
  readonly #lines = new Map<number, DepthLine>();
  /** Lines that missed a push by a fault's doing: the next one tells them how things are, not what they missed. */
  readonly #missed = new Set<DepthLine>();

  /** `silences` are those of the client's other lines. */
  constructor(parts: { readonly send: Send; readonly budget: LineBudget; readonly silences: Silences }) {
    this.#send = parts.send;
    this.#budget = parts.budget;
    this.#silences = parts.silences;
  }

  get all(): readonly DepthLine[] {
    return [...this.#lines.values()];
  }

  get isFull(): boolean {
    return this.#lines.size >= LINES_MAX;
  }

  has(requestId: number): boolean {
    return this.#lines.has(requestId);
  }

  open(
    parts: Pick<
      ConstructorParameters<typeof DepthLine>[0],
      "requestId" | "listing" | "place" | "isSmart" | "rowsMax"
    >,
    moment: LineMoment,
  ): void {
    const { live, depth } = this.#budget;
    const seed = hashText(live.source.description);
    const line = new DepthLine({ ...parts, seed, feed: live, send: this.#send });
    this.#lines.set(line.requestId, line);
    depth.opened(line.listing.conId);
    line.start(moment);
  }

  /** False when there is none such. */
  cancel(requestId: number, isSmart: boolean): boolean {
    const line = this.#lines.get(requestId);
    if (line === undefined || line.isSmart !== isSmart) return false;
    this.#lines.delete(requestId);
    this.#missed.delete(line);
    this.#budget.depth.closed(line.listing.conId);
    return true;
  }

  push(moment: LineMoment, isBehind: boolean): void {
    for (const line of this.#lines.values()) {
      if ([...this.#silences].some((silences) => silences(line))) this.#missed.add(line);
      else line.push(moment, this.#missed.delete(line) || isBehind);
    }
  }

  close(): void {
    for (const { listing } of this.#lines.values()) this.#budget.depth.closed(listing.conId);
    this.#lines.clear();
    this.#missed.clear();
  }
}

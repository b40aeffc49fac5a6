import { decodeReply, decodeRequest } from "../../wire/codec.ts";
import { FieldError } from "../../wire/field-error.ts";
import { splitFields } from "../../wire/frame.ts";
import type { ReplyName } from "../../wire/message-ids.ts";
import type { ReplyValues } from "../../wire/reply-layouts.ts";
import { isServedVersion } from "../../wire/server-version.ts";
import type { RecordedEntry } from "../format.ts";
import { knownReply, knownRequest } from "../message-tables.ts";
import { RecordingError } from "../recording-error.ts";
import type { MarketTime } from "./market-time.ts";
import { RecordedLine } from "./recorded-line.ts";
import {
  openInterestTick,
  priceTick,
  sizeTick,
  tickByTick,
  type TickContent,
  timeTick,
  underlyingPrice,
} from "./ticks.ts";

/** What a client asks to have computed is no line's. */
const CUSTOM_COMPUTATION = 53;

export type RecordedDetails =
  | { readonly kind: "contract"; readonly fileLine: number; readonly details: ReplyValues<"contractDetails"> }
  | {
      readonly kind: "bond";
      readonly fileLine: number;
      readonly details: ReplyValues<"bondContractDetails">;
    };

/** What the connections of a recording say of a market, in the order of the file. */
export interface RecordedQuotes {
  readonly lines: RecordedLine[];
  readonly details: RecordedDetails[];
  readonly rules: ReplyValues<"marketRule">[];
}

type Hearing = {
  readonly [Name in ReplyName]?: (values: ReplyValues<Name>, entry: Frame) => void;
};
type Frame = Extract<RecordedEntry, { event: "frame" }>;

/** Reads one connection's frames: who asked for which contract, and what came for it. */
export class QuoteConnection {
  readonly #file: string;
  readonly #number: number;
  readonly #time: MarketTime;
  readonly #into: RecordedQuotes;
  readonly #lines = new Map<number, RecordedLine>();
  /** What the client sent before it knew the server's version, in which it is to be read. */
  readonly #early: Frame[] = [];
  /** What of a server's messages concerns a market. */
  readonly #hearing: Hearing = {
    contractDetails: (details, { n }) =>
      this.#into.details.push({ kind: "contract", fileLine: n + 1, details }),
    bondContractDetails: (details, { n }) =>
      this.#into.details.push({ kind: "bond", fileLine: n + 1, details }),
    marketRule: (rule) => this.#into.rules.push(rule),
    tickRequestParameters: ({ requestId, minTick }, entry) => {
      this.#line(entry, "tickRequestParameters", requestId).minTick = minTick;
    },
    tickSnapshotEnd: ({ requestId }, entry) =>
      this.#end(this.#line(entry, "tickSnapshotEnd", requestId), entry.n),
    tickPrice: (values, entry) => this.#tick(entry, "tickPrice", values, priceTick),
    tickSize: (values, entry) => this.#size(entry, values),
    tickString: (values, entry) => this.#tick(entry, "tickString", values, timeTick),
    tickByTick: (values, entry) => this.#tick(entry, "tickByTick", values, tickByTick),
    tickOptionComputation: (values, entry) => this.#computation(entry, values),
  };
  #hasOffered = false;
  #serverVersion: number | null = null;

  constructor(file: string, number: number, time: MarketTime, into: RecordedQuotes) {
    this.#file = file;
    this.#number = number;
    this.#time = time;
    this.#into = into;
  }

  /** Throws `RecordingError` for what does not fit the tables of the wire. */
  add(entry: RecordedEntry): void {
    switch (entry.event) {
      case "frame":
        if (entry.from === "client") this.#onClientFrame(entry);
        else this.#onServerFrame(entry);
        return;
      case "bytes":
        if (entry.from === "server" && entry.kind === "garbage") {
          throw this.#fault(entry, "from here on the server sends what is no frames");
        }
        return;
      case "ended":
      case "reset":
      case "closed":
        for (const line of this.#lines.values()) this.#end(line, entry.n);
        return;
      case "opened":
      case "refused":
    }
  }

  #fault({ n }: RecordedEntry, message: string, cause?: unknown): RecordingError {
    return new RecordingError(this.#file, n + 1, message, { cause });
  }

  /** Runs `read`; what it finds wrong is told with the message's name and its place. */
  #read<T>(entry: RecordedEntry, name: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FieldError || error instanceof RangeError)) throw error;
      throw this.#fault(entry, `${name}: ${error.message}`, error);
    }
  }

  #onClientFrame(entry: Frame): void {
    if (!this.#hasOffered) this.#hasOffered = true;
    else if (this.#serverVersion === null) this.#early.push(entry);
    else this.#onRequest(entry, this.#serverVersion);
  }

  #onServerFrame(entry: Frame): void {
    if (this.#serverVersion !== null) {
      this.#onReply(entry, this.#serverVersion);
      return;
    }
    const [text = "", time = ""] = splitFields(entry.payload);
    const serverVersion = Number(text);
    if (!/^\d+$/.test(text) || !isServedVersion(serverVersion)) {
      const shown = JSON.stringify(text.slice(0, 20));
      throw this.#fault(
        entry,
        `greeting: server version ${shown} is none that can be read (100 to 186, 190 to 193)`,
      );
    }
    this.#serverVersion = serverVersion;
    this.#time.greeted(entry, time);
    for (const early of this.#early.splice(0)) this.#onRequest(early, serverVersion);
  }

  #onRequest(entry: Frame, serverVersion: number): void {
    const fields = splitFields(entry.payload);
    const name = knownRequest(fields[0])?.name;
    if (name === "marketData" || name === "tickByTick") {
      const contract = this.#read(entry, name, () => decodeRequest(name, fields, serverVersion));
      this.#begin(entry, name, contract.requestId, contract);
    } else if (name === "cancelMarketData" || name === "cancelTickByTick") {
      const { requestId } = this.#read(entry, name, () => decodeRequest(name, fields, serverVersion));
      const line = this.#lines.get(requestId);
      if (line !== undefined) this.#end(line, entry.n);
    }
  }

  /** A second request with the id of a line that is being served is refused by the server. */
  #begin(
    { n }: Frame,
    request: RecordedLine["request"],
    requestId: number,
    contract: RecordedLine["contract"],
  ): void {
    const before = this.#lines.get(requestId);
    if (before?.isOfUse === true && before.endN === Infinity) return;
    const line = new RecordedLine({
      connection: this.#number,
      requestId,
      request,
      contract,
      fileLine: n + 1,
    });
    this.#lines.set(requestId, line);
    this.#into.lines.push(line);
  }

  #end(line: RecordedLine, n: number): void {
    line.endN = Math.min(line.endN, n);
  }

  #onReply(entry: Frame, serverVersion: number): void {
    const fields = splitFields(entry.payload);
    const name = knownReply(fields[0])?.name;
    if (name !== undefined) this.#hear(name, entry, fields, serverVersion);
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it ties a message's name to its values
  #hear<Name extends ReplyName>(
    name: Name,
    entry: Frame,
    fields: readonly string[],
    serverVersion: number,
  ): void {
    const hear: Hearing[Name] = this.#hearing[name];
    hear?.(
      this.#read(entry, name, () => decodeReply(name, fields, serverVersion)),
      entry,
    );
  }

  #line(entry: Frame, name: ReplyName, requestId: number): RecordedLine {
    const line = this.#lines.get(requestId);
    if (line !== undefined) return line;
    throw this.#fault(
      entry,
      `${name}: requestId: connection ${this.#number} never asked for market data as ${requestId}`,
    );
  }

  #tick<Values extends { readonly requestId: number }>(
    entry: Frame,
    name: ReplyName,
    values: Values,
    contentOf: (values: Values) => TickContent | null,
  ): void {
    const line = this.#line(entry, name, values.requestId);
    if (line.isCombo || line.endN < entry.n) return;
    const content = this.#read(entry, name, () => contentOf(values));
    if (content !== null) line.ticks.push({ n: entry.n, at: this.#time.of(entry), ...content });
  }

  #size(entry: Frame, values: ReplyValues<"tickSize">): void {
    this.#tick(entry, "tickSize", values, sizeTick);
    const line = this.#line(entry, "tickSize", values.requestId);
    if (openInterestTick(values) !== null) line.openInterest ??= values.size;
  }

  #computation(entry: Frame, values: ReplyValues<"tickOptionComputation">): void {
    if (values.tickType === CUSTOM_COMPUTATION) return;
    const line = this.#line(entry, "tickOptionComputation", values.requestId);
    if (line.isCombo || line.endN < entry.n) return;
    const price = this.#read(entry, "tickOptionComputation", () => underlyingPrice(values));
    if (price !== null) line.underlyingPrices.push({ n: entry.n, at: this.#time.of(entry), price });
  }
}

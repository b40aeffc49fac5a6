import type { Money } from "../../venue/money.ts";
import type { ContractQuery, RequestValues } from "../../wire/request-layouts.ts";
import type { TickContent } from "./ticks.ts";

/** A contract as a request names it. */
export type RequestedContract = ContractQuery &
  Pick<RequestValues<"marketData">, "multiplier" | "primaryExchange">;

/** One message about a quote, with its place in the recording and the market's time. */
export interface Tick extends TickContent {
  readonly n: number;
  readonly at: number;
}

export interface RecordedPrice {
  readonly n: number;
  readonly at: number;
  readonly price: Money;
}

/** One subscription of the recording: what was asked for, and all that came for it. */
export class RecordedLine {
  readonly connection: number;
  readonly requestId: number;
  readonly request: "marketData" | "tickByTick";
  readonly contract: RequestedContract;
  /** Of the request in the file. */
  readonly fileLine: number;
  readonly ticks: Tick[] = [];
  /** Of the contract's underlying, from option computations. */
  readonly underlyingPrices: RecordedPrice[] = [];
  /** As the server told it for the price that was then; null when it did not. */
  minTick: number | null = null;
  openInterest: number | null = null;
  /** The last entry that counts. */
  endN = Infinity;

  constructor(parts: {
    readonly connection: number;
    readonly requestId: number;
    readonly request: RecordedLine["request"];
    readonly contract: RequestedContract;
    readonly fileLine: number;
  }) {
    this.connection = parts.connection;
    this.requestId = parts.requestId;
    this.request = parts.request;
    this.contract = parts.contract;
    this.fileLine = parts.fileLine;
  }

  /** Quotes of combos are made of their legs': their own are passed over. */
  get isCombo(): boolean {
    return this.contract.secType === "BAG";
  }

  /** Whether it has anything for a market. */
  get isOfUse(): boolean {
    return !this.isCombo && (this.ticks.length > 0 || this.underlyingPrices.length > 0);
  }
}

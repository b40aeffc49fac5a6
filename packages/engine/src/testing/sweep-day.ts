import { epochMs, NO_PRICE, type EpochMs } from "@legbook/domain";
import {
  createSweepPace,
  freshnessOf,
  freshnessShares,
  messagesAllowed,
  messagesSent,
  SWEEP_RULES,
  SweepTable,
  type FreshnessShares,
  type SweepPace,
  type SweepPlanner,
} from "../processes/chain-sweep/index.ts";
import type { CarriedQuotes, LeanDay } from "./lean-day.ts";

/** A day at a gateway's pace: who plans, what may be spent, and what counts. */
export interface SweepDayOptions {
  readonly day: LeanDay;
  readonly planner: SweepPlanner;
  readonly linesMax: number;
  readonly messagesPerSecondMax: number;
  /** How often the planner is asked. */
  readonly stepMs: number;
  /** When it ends; the session's close when it is left out. */
  readonly until?: EpochMs;
  /** How often relevance is worked out anew. */
  readonly rescanMs: number;
  /** Relevance by row, from what the planner's side has seen of the market. */
  readonly relevance: (known: CarriedQuotes, at: EpochMs) => Float64Array;
  /** Rows whose freshness counts at the end of a minute, from the market as it is. */
  readonly wanted: (market: CarriedQuotes, at: EpochMs) => readonly number[];
}

export interface SweepDayResult {
  /** Means over the minutes. */
  readonly wanted: FreshnessShares;
  readonly relevant: FreshnessShares;
  readonly all: FreshnessShares;
  readonly minutes: number;
  readonly openings: number;
  readonly messages: number;
  readonly linesHeldMax: number;
  /** The most messages in any second that begins with a step. */
  readonly messagesPerSecondSeen: number;
}

const MINUTE_MS = 60_000;

/**
 * Lets a planner see one real day as a gateway shows it, step by step: a line's first quote comes after a delay, its
 * changes come while it is open, and a contract that nobody quoted yet stays silent. Within their minute quotes change
 * at moments drawn from the row. Deterministic: no clock, no chance.
 */
export function sweepDay(options: SweepDayOptions): SweepDayResult {
  const { day, planner, linesMax, stepMs, rescanMs } = options;
  const count = day.contracts.length;
  const table = new SweepTable();
  const gateway = new GatewayModel(day, table);
  const means = { wanted: new Mean(), relevant: new Mean(), all: new Mean() };
  const sent: { at: number; messages: number }[] = [];
  let pace: SweepPace = createSweepPace(options.messagesPerSecondMax, stepMs);
  let [openings, linesHeldMax, minutes] = [0, 0, 0];
  let rescanAt: number = day.session.open;
  const conIdRow = (conId: number): number => table.indexOf(conId);
  const until = options.until ?? day.session.close;
  for (let now: number = day.session.open; now <= until; now += stepMs) {
    gateway.moveTo(now);
    if (now >= rescanAt) {
      rescanAt += rescanMs;
      const relevance = options.relevance(gateway.look(now), epochMs(now));
      if (table.size === 0)
        table.setContracts(
          day.contracts.map(({ conId }, row) => ({ conId, relevance: relevance[row] as number })),
          now,
        );
      else for (let row = 0; row < count; row += 1) table.setRelevance(row, relevance[row] as number);
    }
    if (now > day.session.open && (now - day.session.open) % MINUTE_MS === 0) {
      minutes += 1;
      means.wanted.add(freshnessShares(table, options.wanted(gateway.market, epochMs(now)), now));
      const { relevant, all } = freshnessOf(table, now);
      means.relevant.add(relevant);
      means.all.add(all);
    }
    const { seenAgainAfterMs } = SWEEP_RULES;
    const budget = { linesMax, messagesMax: messagesAllowed(pace, now), seenAgainAfterMs };
    const { close, open } = planner(table, now, budget, () => true);
    pace = messagesSent(pace, now, close.length + open.length);
    for (const conId of close) gateway.close(conIdRow(conId), now);
    for (const conId of open) gateway.open(conIdRow(conId), now);
    openings += open.length;
    linesHeldMax = Math.max(linesHeldMax, gateway.linesOpen);
    sent.push({ at: now, messages: close.length + open.length });
  }
  return {
    wanted: means.wanted.value,
    relevant: means.relevant.value,
    all: means.all.value,
    minutes,
    openings,
    messages: sent.reduce((sum, { messages }) => sum + messages, 0),
    linesHeldMax,
    messagesPerSecondSeen: busiestSecond(sent, Math.ceil(1_000 / stepMs)),
  };
}

function busiestSecond(sent: readonly { readonly messages: number }[], steps: number): number {
  let [sum, most] = [0, 0];
  for (const [index, { messages }] of sent.entries()) {
    sum += messages - (sent[index - steps]?.messages ?? 0);
    most = Math.max(most, sum);
  }
  return most;
}

/** Means of shares, each moment counting alike. */
class Mean {
  readonly #shares: FreshnessShares[] = [];

  add(shares: FreshnessShares): void {
    this.#shares.push(shares);
  }

  get value(): FreshnessShares {
    const mean = (of: (shares: FreshnessShares) => number): number =>
      this.#shares.reduce((sum, shares) => sum + of(shares), 0) / this.#shares.length;
    return {
      contracts: mean(({ contracts }) => contracts),
      within1s: mean(({ within1s }) => within1s),
      within5s: mean(({ within5s }) => within5s),
      within30s: mean(({ within30s }) => within30s),
    };
  }
}

/** The market of one day behind a gateway, and what came through it. Rows are the day's, and the table's. */
class GatewayModel {
  readonly market: CarriedQuotes;
  readonly known: CarriedQuotes;
  linesOpen = 0;
  readonly #day: LeanDay;
  readonly #table: SweepTable;
  /** Indices of the day's quotes in the order of their moments. */
  readonly #order: Int32Array;
  readonly #moments: Float64Array;
  #next = 0;
  /** When the open line will say its first word; infinite without a line. */
  readonly #answersAt: Float64Array;
  readonly #timesOpened: Int32Array;
  readonly #lines = new Set<number>();

  constructor(day: LeanDay, table: SweepTable) {
    const count = day.contracts.length;
    this.#day = day;
    this.#table = table;
    this.market = emptyQuotes(count);
    this.known = emptyQuotes(count);
    const { quotes } = day;
    this.#moments = quotes.at.map((at, index) => at + 60_000 * chance(quotes.row[index] as number, at));
    this.#order = Int32Array.from({ length: quotes.length }, (_, index) => index).sort(
      (a, b) => (this.#moments[a] as number) - (this.#moments[b] as number) || a - b,
    );
    this.#answersAt = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.#timesOpened = new Int32Array(count);
  }

  moveTo(now: number): void {
    for (; this.#next < this.#order.length; this.#next += 1) {
      const index = this.#order[this.#next] as number;
      const at = this.#moments[index] as number;
      if (at > now) break;
      this.#quote(index, at);
    }
    for (const row of this.#lines) {
      if (this.#table.isQuoted(row) || (this.#answersAt[row] as number) > now) continue;
      if (this.market.bidAt[row] === 0 && this.market.askAt[row] === 0) continue;
      this.#table.quoted(row, this.#answersAt[row] as number);
    }
  }

  /** Brings what came through up to `now`. */
  look(now: number): CarriedQuotes {
    for (const row of this.#lines) if (this.#table.isQuoted(row)) this.#see(row, now);
    return this.known;
  }

  open(row: number, now: number): void {
    const times = (this.#timesOpened[row] as number) + 1;
    this.#timesOpened[row] = times;
    this.#answersAt[row] = now + delayMs(chance(row, times));
    this.#table.opened(row, now);
    this.#lines.add(row);
    this.linesOpen += 1;
  }

  close(row: number, now: number): void {
    if (this.#table.isQuoted(row)) this.#see(row, now);
    this.#table.closed(row, now);
    this.#answersAt[row] = Number.POSITIVE_INFINITY;
    this.#lines.delete(row);
    this.linesOpen -= 1;
  }

  #quote(index: number, at: number): void {
    const { quotes } = this.#day;
    const row = quotes.row[index] as number;
    const { market } = this;
    const [bid, ask] = [quotes.bid[index] as number, quotes.ask[index] as number];
    const moved =
      (bid !== NO_PRICE && bid !== market.bid[row]) || (ask !== NO_PRICE && ask !== market.ask[row]);
    if (bid !== NO_PRICE) {
      market.bid[row] = bid;
      market.bidSize[row] = quotes.bidSize[index] as number;
      market.bidAt[row] = at;
    }
    if (ask !== NO_PRICE) {
      market.ask[row] = ask;
      market.askSize[row] = quotes.askSize[index] as number;
      market.askAt[row] = at;
    }
    if (moved && this.#table.size > 0) this.#table.changed(row, at);
  }

  /** A live line's quote is the market's now, whenever it last changed. */
  #see(row: number, now: number): void {
    const { market, known } = this;
    if (market.bidAt[row] !== 0) {
      known.bid[row] = market.bid[row] as number;
      known.bidSize[row] = market.bidSize[row] as number;
      known.bidAt[row] = now;
    }
    if (market.askAt[row] !== 0) {
      known.ask[row] = market.ask[row] as number;
      known.askSize[row] = market.askSize[row] as number;
      known.askAt[row] = now;
    }
  }
}

function emptyQuotes(count: number): CarriedQuotes {
  return {
    bid: new Float64Array(count).fill(NO_PRICE),
    bidSize: new Float64Array(count),
    bidAt: new Float64Array(count),
    ask: new Float64Array(count).fill(NO_PRICE),
    askSize: new Float64Array(count),
    askAt: new Float64Array(count),
  };
}

/** Nine in ten lines speak within half a second, most of the others within one and a half; a few keep one waiting. */
function delayMs(share: number): number {
  if (share < 0.9) return 80 + (share / 0.9) * 420;
  if (share < 0.98) return 500 + ((share - 0.9) / 0.08) * 1_000;
  return 3_000 + ((share - 0.98) / 0.02) * 3_000;
}

/** A number from 0 to below 1 that two others determine: the finaliser of MurmurHash3 (Appleby, public domain). */
function chance(one: number, other: number): number {
  let hash = Math.imul(one + 1, 0x9e3779b1) ^ Math.imul((other / 1_000) | 0 || other | 0, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

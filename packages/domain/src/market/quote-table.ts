import type { OrderLeg, ComboMarketView, LegMarketView } from "../order/events.ts";
import { type Micros, micros } from "../kernel/money.ts";
import type { EpochMs } from "../kernel/time.ts";
import { NO_PRICE, TICK_KINDS, type TickKind, type TicksRecorded } from "./events.ts";

/** The gateway's model computation for an option. A null was never sent. */
export interface ModelRow {
  volatility: number | null;
  delta: number | null;
  gamma: number | null;
  /** Per volatility point (0.01). */
  vega: number | null;
  /** Per calendar day. */
  theta: number | null;
  /** Double of currency units. */
  price: number | null;
  /** Double of currency units. */
  underlying: number | null;
}

/** What is known of one contract's market. A null price is an empty side or one that was never sent. */
export interface QuoteRow {
  readonly conId: number;
  bid: Micros | null;
  bidSize: number | null;
  ask: Micros | null;
  askSize: number | null;
  last: Micros | null;
  lastSize: number | null;
  close: Micros | null;
  volume: number | null;
  openInterest: number | null;
  readonly model: ModelRow;
  bidVolatility: number | null;
  askVolatility: number | null;
  /** Gateway time of the newest word on the bid (price or size), repeated or not; null before the first. */
  bidAt: EpochMs | null;
  askAt: EpochMs | null;
  /** The newer of both. */
  quotedAt: EpochMs | null;
  halted: boolean | null;
}

/** Rows by contract id. `applyTicks` changes them in place: whoever keeps one across a tick must copy it. */
export interface QuoteTable {
  readonly rows: Map<number, QuoteRow>;
}

export function createQuoteTable(): QuoteTable {
  return { rows: new Map() };
}

/**
 * Folds one micro-batch into the table it is given. `onChanged` hears each contract once for every run of neighbouring
 * ticks that changed something of it. Throws for columns of unequal length or a tick kind that this code does not know.
 */
export function applyTicks(
  table: QuoteTable,
  ticks: TicksRecorded,
  onChanged?: (conId: number) => void,
): void {
  const { baseTime, conIds, kinds, values, offsetsMs } = ticks;
  const count = conIds.length;
  if (kinds.length !== count || values.length !== count || offsetsMs.length !== count) {
    throw new RangeError(
      `columns of unequal length: ${count}, ${kinds.length}, ${values.length}, ${offsetsMs.length}`,
    );
  }
  let row: QuoteRow | null = null;
  let changed = false;
  for (let index = 0; index < count; index += 1) {
    const conId = conIds[index] as number;
    if (row === null || row.conId !== conId) {
      if (row !== null && changed) onChanged?.(row.conId);
      row = rowOf(table, conId);
      changed = false;
    }
    const at = (baseTime + (offsetsMs[index] as number)) as EpochMs;
    if (applyTick(row, kinds[index] as TickKind, values[index] as number, at)) changed = true;
  }
  if (row !== null && changed) onChanged?.(row.conId);
}

function rowOf(table: QuoteTable, conId: number): QuoteRow {
  let row = table.rows.get(conId);
  if (row === undefined) {
    row = emptyRow(conId);
    table.rows.set(conId, row);
  }
  return row;
}

function emptyRow(conId: number): QuoteRow {
  return {
    conId,
    bid: null,
    bidSize: null,
    ask: null,
    askSize: null,
    last: null,
    lastSize: null,
    close: null,
    volume: null,
    openInterest: null,
    model: {
      volatility: null,
      delta: null,
      gamma: null,
      vega: null,
      theta: null,
      price: null,
      underlying: null,
    },
    bidVolatility: null,
    askVolatility: null,
    bidAt: null,
    askAt: null,
    quotedAt: null,
    halted: null,
  };
}

/** Whether the tick changed anything, the quote's age included. */
function applyTick(row: QuoteRow, kind: TickKind, value: number, at: EpochMs): boolean {
  switch (kind) {
    case TICK_KINDS.bid:
      row.bid = priceOf(value);
      return touchBid(row, at);
    case TICK_KINDS.ask:
      row.ask = priceOf(value);
      return touchAsk(row, at);
    case TICK_KINDS.bidSize:
      row.bidSize = value;
      return touchBid(row, at);
    case TICK_KINDS.askSize:
      row.askSize = value;
      return touchAsk(row, at);
    case TICK_KINDS.last:
      return set(row, "last", priceOf(value));
    case TICK_KINDS.close:
      return set(row, "close", priceOf(value));
    case TICK_KINDS.lastSize:
      return set(row, "lastSize", value);
    case TICK_KINDS.volume:
      return set(row, "volume", value);
    case TICK_KINDS.openInterest:
      return set(row, "openInterest", value);
    case TICK_KINDS.modelVolatility:
      return set(row.model, "volatility", value);
    case TICK_KINDS.modelDelta:
      return set(row.model, "delta", value);
    case TICK_KINDS.modelGamma:
      return set(row.model, "gamma", value);
    case TICK_KINDS.modelVega:
      return set(row.model, "vega", value);
    case TICK_KINDS.modelTheta:
      return set(row.model, "theta", value);
    case TICK_KINDS.modelPrice:
      return set(row.model, "price", value);
    case TICK_KINDS.modelUnderlying:
      return set(row.model, "underlying", value);
    case TICK_KINDS.bidVolatility:
      return set(row, "bidVolatility", value);
    case TICK_KINDS.askVolatility:
      return set(row, "askVolatility", value);
    case TICK_KINDS.halted:
      return set(row, "halted", value !== 0);
    default:
      throw new RangeError(`unknown tick kind: ${String(kind satisfies never)}`);
  }
}

function priceOf(value: number): Micros | null {
  return value === NO_PRICE ? null : (value as Micros);
}

function touchBid(row: QuoteRow, at: EpochMs): true {
  row.bidAt = at;
  if (row.quotedAt === null || row.quotedAt < at) row.quotedAt = at;
  return true;
}

function touchAsk(row: QuoteRow, at: EpochMs): true {
  row.askAt = at;
  if (row.quotedAt === null || row.quotedAt < at) row.quotedAt = at;
  return true;
}

function set<Row, Key extends keyof Row>(row: Row, key: Key, value: Row[Key]): boolean {
  if (row[key] === value) return false;
  row[key] = value;
  return true;
}

/**
 * The market of a combo as its buyer sees it, per share and signed: `ask` is what buying it at the legs' far sides
 * costs (negative for a credit), `bid` what selling it brings. Null where a leg lacks the side that is needed, or is
 * halted. `underlyingConId` null: the underlying is not known.
 */
export function comboMarketView(
  table: QuoteTable,
  legs: readonly OrderLeg[],
  underlyingConId: number | null,
  at: EpochMs,
): ComboMarketView {
  const views = legs.map((leg) => legView(table, leg.contract.conId));
  return {
    legs: views,
    bid: comboPrice(legs, views, "bid"),
    ask: comboPrice(legs, views, "ask"),
    underlying: underlyingConId === null ? null : underlyingPrice(table.rows.get(underlyingConId)),
    at,
  };
}

function legView(table: QuoteTable, conId: number): LegMarketView {
  const row = table.rows.get(conId);
  if (row === undefined)
    return { conId, bid: null, ask: null, volatility: null, delta: null, quotedAt: null };
  const tradable = row.halted !== true;
  return {
    conId,
    bid: tradable ? row.bid : null,
    ask: tradable ? row.ask : null,
    volatility: row.model.volatility,
    delta: row.model.delta,
    quotedAt: row.quotedAt,
  };
}

function comboPrice(
  legs: readonly OrderLeg[],
  views: readonly LegMarketView[],
  side: "bid" | "ask",
): Micros | null {
  if (legs.length === 0) return null;
  const otherSide = side === "bid" ? "ask" : "bid";
  let sum = 0;
  for (const [index, leg] of legs.entries()) {
    const price = views[index]?.[leg.action === "buy" ? side : otherSide] ?? null;
    if (price === null) return null;
    sum += leg.action === "buy" ? price * leg.ratio : 0 - price * leg.ratio;
  }
  return micros(sum);
}

/** Half way between bid and ask; with one side missing, the last trade. */
function underlyingPrice(row: QuoteRow | undefined): Micros | null {
  if (row === undefined) return null;
  if (row.bid === null || row.ask === null) return row.last;
  return micros(Math.round((row.bid + row.ask) / 2));
}

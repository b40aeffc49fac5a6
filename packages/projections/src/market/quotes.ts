import {
  type EpochMs,
  type Micros,
  NO_PRICE,
  TICK_KINDS,
  type TickKind,
  type TicksRecorded,
} from "@legbook/domain";

/** The gateway's model computation for an option. */
export interface ModelValues {
  volatility: number | null;
  delta: number | null;
  gamma: number | null;
  vega: number | null;
  theta: number | null;
  price: number | null;
  underlying: number | null;
}

export interface QuoteRow {
  bid: Micros | null;
  bidSize: number | null;
  ask: Micros | null;
  askSize: number | null;
  last: Micros | null;
  close: Micros | null;
  volume: number | null;
  openInterest: number | null;
  readonly model: ModelValues;
  bidAt: EpochMs | null;
  askAt: EpochMs | null;
  quotedAt: EpochMs | null;
  halted: boolean;
}

export interface QuoteTable {
  readonly rows: Map<number, QuoteRow>;
}

export function createQuoteTable(): QuoteTable {
  return { rows: new Map() };
}

function emptyRow(): QuoteRow {
  return {
    bid: null,
    bidSize: null,
    ask: null,
    askSize: null,
    last: null,
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
    bidAt: null,
    askAt: null,
    quotedAt: null,
    halted: false,
  };
}

function applyTick(row: QuoteRow, kind: TickKind, value: number, at: EpochMs): void {
  const price = value === NO_PRICE ? null : (value as Micros);
  switch (kind) {
    case TICK_KINDS.bid:
      row.bid = price;
      row.bidAt = at;
      row.quotedAt = at;
      return;
    case TICK_KINDS.ask:
      row.ask = price;
      row.askAt = at;
      row.quotedAt = at;
      return;
    case TICK_KINDS.last:
      row.last = price;
      return;
    case TICK_KINDS.close:
      row.close = price;
      return;
    case TICK_KINDS.bidSize:
      row.bidSize = value;
      return;
    case TICK_KINDS.askSize:
      row.askSize = value;
      return;
    case TICK_KINDS.volume:
      row.volume = value;
      return;
    case TICK_KINDS.openInterest:
      row.openInterest = value;
      return;
    case TICK_KINDS.modelVolatility:
      row.model.volatility = value;
      return;
    case TICK_KINDS.modelDelta:
      row.model.delta = value;
      return;
    case TICK_KINDS.modelGamma:
      row.model.gamma = value;
      return;
    case TICK_KINDS.modelVega:
      row.model.vega = value;
      return;
    case TICK_KINDS.modelTheta:
      row.model.theta = value;
      return;
    case TICK_KINDS.modelPrice:
      row.model.price = value;
      return;
    case TICK_KINDS.modelUnderlying:
      row.model.underlying = value;
      return;
    case TICK_KINDS.halted:
      row.halted = value === 1;
      return;
    case TICK_KINDS.lastSize:
    case TICK_KINDS.bidVolatility:
    case TICK_KINDS.askVolatility:
      return;
  }
}

/** Applies a batch in its order; `onChanged` is called for each tick. */
export function applyTicks(
  table: QuoteTable,
  ticks: TicksRecorded,
  onChanged: (conId: number) => void,
): void {
  for (let i = 0; i < ticks.conIds.length; i += 1) {
    const conId = ticks.conIds[i];
    const kind = ticks.kinds[i];
    const value = ticks.values[i];
    const offsetMs = ticks.offsetsMs[i];
    if (conId === undefined || kind === undefined || value === undefined || offsetMs === undefined) {
      throw new Error(`the columns of a tick batch differ in length at ${i}`);
    }
    let row = table.rows.get(conId);
    if (row === undefined) {
      row = emptyRow();
      table.rows.set(conId, row);
    }
    applyTick(row, kind, value, (ticks.baseTime + offsetMs) as EpochMs);
    onChanged(conId);
  }
}

import {
  type ChainEvent,
  type CorporateDatesEvent,
  type EpochMs,
  type ExDividend,
  type IsoDate,
  type Position,
  type VolatilityHistory,
  withVolatility,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

export interface UnderlyingState {
  volatilities: VolatilityHistory;
  /** Null until somebody gave dates. */
  dates: {
    readonly earnings: readonly IsoDate[];
    readonly exDividends: readonly ExDividend[];
    readonly actor: string;
    readonly at: EpochMs;
  } | null;
  position: Position;
}

/** What is remembered of underlyings beyond their chains, by symbol: volatilities by day, dates to come. */
export interface UnderlyingsState extends ViewState {
  readonly symbols: Map<string, UnderlyingState>;
}

type Followed = CorporateDatesEvent | Extract<ChainEvent, { type: "UnderlyingVolatilityRecorded" }>;

function underlyingFor(state: UnderlyingsState, symbol: string, position: Position): UnderlyingState {
  let found = state.symbols.get(symbol);
  if (found === undefined) {
    found = { volatilities: [], dates: null, position };
    state.symbols.set(symbol, found);
  }
  found.position = position;
  return found;
}

export const underlyings = projection<UnderlyingsState, Followed>({
  name: "underlyings",
  version: 1,
  init: () => ({ position: null, symbols: new Map() }),
  on: {
    UnderlyingVolatilityRecorded(state, { symbol, date, volatility, at }, { position }) {
      const found = underlyingFor(state, symbol, position);
      found.volatilities = withVolatility(found.volatilities, { date, volatility, at });
      return true;
    },
    CorporateDatesSet(state, { symbol, earnings, exDividends, actor }, { position, metadata }) {
      const at = metadata.occurredAt;
      underlyingFor(state, symbol, position).dates = { earnings, exDividends, actor, at };
      return true;
    },
  },
});

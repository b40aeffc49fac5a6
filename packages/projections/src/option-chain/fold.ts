import type {
  ChainEvent,
  ChainParameters,
  EpochMs,
  IsoDate,
  Micros,
  OptionContract,
  Position,
  StockContract,
} from "@legbook/domain";
import { ignored, type ViewState, projection } from "../runner/projection.ts";

/** The options of one strike; null where none is listed. */
export interface StrikeState {
  readonly strike: Micros;
  callConId: number | null;
  putConId: number | null;
}

export interface ExpiryState {
  /** Of the event that last described it. */
  position: Position;
  /** Lowest strike first. */
  strikes: StrikeState[];
}

export interface ChainState {
  readonly symbol: string;
  requestedAt: EpochMs | null;
  underlying: StockContract | null;
  /** The standard series (trading class named as the symbol), else the first reported. */
  parameters: ChainParameters | null;
  readonly expiries: Map<IsoDate, ExpiryState>;
  refusal: {
    readonly code: number | null;
    readonly message: string;
    readonly remedy: string;
    readonly at: EpochMs;
  } | null;
  position: Position;
}

/** Underlyings and their listed options, as far as they were asked for. Quotes are the market view's. */
export interface OptionChainState extends ViewState {
  readonly chains: Map<string, ChainState>;
}

function chainFor(state: OptionChainState, symbol: string, position: Position): ChainState {
  let chain = state.chains.get(symbol);
  if (chain === undefined) {
    chain = {
      symbol,
      requestedAt: null,
      underlying: null,
      parameters: null,
      expiries: new Map(),
      refusal: null,
      position,
    };
    state.chains.set(symbol, chain);
  }
  chain.position = position;
  return chain;
}

/** Standard series before adjusted ones: an adjusted contract may share strike and expiry, never the trading class. */
function replacesParameters(known: ChainParameters | null, reported: ChainParameters): boolean {
  return (
    known === null ||
    reported.tradingClass === reported.symbol ||
    (known.tradingClass === reported.tradingClass && known.exchange === reported.exchange)
  );
}

function mergeStrikes(
  known: readonly StrikeState[],
  contracts: readonly OptionContract[],
  tradingClass: string | null,
): StrikeState[] {
  const byStrike = new Map(known.map((row) => [row.strike, row]));
  for (const contract of contracts) {
    if (tradingClass !== null && contract.tradingClass !== tradingClass) continue;
    let row = byStrike.get(contract.strike);
    if (row === undefined) {
      row = { strike: contract.strike, callConId: null, putConId: null };
      byStrike.set(contract.strike, row);
    }
    if (contract.right === "call") row.callConId = contract.conId;
    else row.putConId = contract.conId;
  }
  return [...byStrike.values()].sort((a, b) => a.strike - b.strike);
}

export const optionChain = projection<OptionChainState, ChainEvent>({
  name: "optionChain",
  version: 1,
  init: () => ({ position: null, chains: new Map() }),
  on: {
    ChainRequested(state, { symbol }, { position, metadata }) {
      const chain = chainFor(state, symbol, position);
      chain.requestedAt = metadata.occurredAt;
      chain.refusal = null;
      return true;
    },
    UnderlyingReported(state, { symbol, contract }, { position }) {
      chainFor(state, symbol, position).underlying = contract;
      return true;
    },
    ChainParametersReported(state, parameters, { position }) {
      const chain = chainFor(state, parameters.symbol, position);
      if (replacesParameters(chain.parameters, parameters)) chain.parameters = parameters;
      return true;
    },
    ExpiryContractsReported(state, { symbol, expiry, contracts }, { position }) {
      const chain = chainFor(state, symbol, position);
      const known = chain.expiries.get(expiry)?.strikes ?? [];
      const tradingClass = chain.parameters?.tradingClass ?? null;
      chain.expiries.set(expiry, { position, strikes: mergeStrikes(known, contracts, tradingClass) });
      return true;
    },
    ChainRequestRefused(state, { symbol, code, message, remedy }, { position, metadata }) {
      chainFor(state, symbol, position).refusal = { code, message, remedy, at: metadata.occurredAt };
      return true;
    },
    UnderlyingVolatilityRecorded: ignored,
  },
});

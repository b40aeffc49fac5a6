import {
  corporateDates,
  createQuoteTable,
  gatewayConnection,
  riskControl,
  scanPresets,
  Shelf,
  subscriptionLines,
  type AccountSummary,
  type ChainParameters,
  type CorporateDatesState,
  type EpochMs,
  type EventId,
  type GatewayConnectionState,
  type IsoDate,
  type Micros,
  type OptionContract,
  type OrderRef,
  type OrderState,
  type PositionReport,
  type QuoteTable,
  type RiskState,
  type ScanPresetsState,
  type StockContract,
  type SubscriptionLinesState,
  type VolatilityHistory,
} from "@legbook/domain";

/** An aggregate's state and the revision of the event that made it; -1 before the first. */
export interface Versioned<State> {
  readonly state: State;
  readonly revision: number;
}

/** What the log says of one underlying's options. */
export interface ChainKnowledge {
  readonly symbol: string;
  underlying: StockContract | null;
  parameters: ChainParameters | null;
  readonly contracts: Map<IsoDate, readonly OptionContract[]>;
  /** Of its volatility at the money, a value a trading date. */
  volatilities: VolatilityHistory;
}

/** What the broker says of one account. */
export interface AccountKnowledge {
  readonly account: string;
  summary: AccountSummary | null;
  readonly positions: Map<number, PositionReport>;
  daily: Micros | null;
  unrealised: Micros | null;
  realised: Micros | null;
}

/** An order of ours as the loop keeps it. */
export interface OrderEntry extends Versioned<OrderState> {
  /** Id of the event that began the workflow: everything about the order carries it. */
  readonly correlationId: EventId;
  /** Gateway time of the placement intent; null before. For the duplicate rule. */
  readonly intendedAt: number | null;
}

/** Everything that the engine knows: a fold of the log. Decisions read it, only the loop changes it. */
export interface World {
  gateway: Versioned<GatewayConnectionState>;
  lines: Versioned<SubscriptionLinesState>;
  readonly orders: Shelf<OrderRef, OrderEntry>;
  /** By the gateway's order id, what-ifs too: whose answer it is. */
  readonly orderIds: Shelf<number, { readonly orderRef: OrderRef; readonly whatIf: boolean }>;
  readonly execIds: Shelf<string, OrderRef>;
  /** Orders that may still execute or wait for an answer. */
  readonly openOrders: Set<OrderRef>;
  /** The newest placement intents, oldest first, at most `RECENT_INTENTS_MAX`: for the duplicate rule. */
  readonly recentIntents: OrderRef[];
  readonly risk: Map<string, Versioned<RiskState>>;
  readonly chains: Map<string, ChainKnowledge>;
  /** Earnings and ex-dividend dates, by symbol. */
  readonly corporateDates: Map<string, Versioned<CorporateDatesState>>;
  scanPresets: Versioned<ScanPresetsState>;
  readonly options: Map<number, OptionContract>;
  readonly accounts: Map<string, AccountKnowledge>;
  readonly quotes: QuoteTable;
  /** Gateway time of the last heartbeat while orders could be sent, and of the one before it; null without one. */
  readyBeats: { readonly before: EpochMs | null; readonly last: EpochMs | null };
  /** The highest order id that was ever used or seen. */
  orderIdHighest: number;
}

export const RECENT_INTENTS_MAX = 200;

export function createWorld(): World {
  return {
    gateway: { state: gatewayConnection.initial, revision: -1 },
    lines: { state: subscriptionLines.initial, revision: -1 },
    orders: new Shelf(),
    orderIds: new Shelf(),
    execIds: new Shelf(),
    openOrders: new Set(),
    recentIntents: [],
    risk: new Map(),
    chains: new Map(),
    corporateDates: new Map(),
    scanPresets: { state: scanPresets.initial, revision: -1 },
    options: new Map(),
    accounts: new Map(),
    quotes: createQuoteTable(),
    readyBeats: { before: null, last: null },
    orderIdHighest: 0,
  };
}

export function chainOf(world: World, symbol: string): ChainKnowledge {
  let chain = world.chains.get(symbol);
  if (chain === undefined) {
    chain = { symbol, underlying: null, parameters: null, contracts: new Map(), volatilities: [] };
    world.chains.set(symbol, chain);
  }
  return chain;
}

export function accountOf(world: World, account: string): AccountKnowledge {
  let known = world.accounts.get(account);
  if (known === undefined) {
    known = { account, summary: null, positions: new Map(), daily: null, unrealised: null, realised: null };
    world.accounts.set(account, known);
  }
  return known;
}

export function riskOf(world: World, account: string): Versioned<RiskState> {
  return world.risk.get(account) ?? { state: riskControl.initial, revision: -1 };
}

export function corporateDatesOf(world: World, symbol: string): Versioned<CorporateDatesState> {
  return world.corporateDates.get(symbol) ?? { state: corporateDates.initial, revision: -1 };
}

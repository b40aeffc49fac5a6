import type { Position } from "@legbook/domain";
import { connection, type ConnectionState } from "../connection/fold.ts";
import { contracts, type ContractsState } from "../contracts/fold.ts";
import { executions, type ExecutionsState } from "../executions/fold.ts";
import { market, type MarketState } from "../market/fold.ts";
import { optionChain, type OptionChainState } from "../option-chain/fold.ts";
import { orders, type OrdersState } from "../orders/fold.ts";
import { positions, type PositionsState } from "../positions/fold.ts";
import { profitAndLoss, type ProfitAndLossState } from "../profit-and-loss/fold.ts";
import { risk, type RiskState } from "../risk/fold.ts";
import { scanPresets, type ScanPresetsState } from "../scan-presets/fold.ts";
import { subscriptions, type SubscriptionsState } from "../subscriptions/fold.ts";
import { timeline, type TimelineState } from "../timeline/fold.ts";
import { underlyings, type UnderlyingsState } from "../underlyings/fold.ts";

/** The states of all views at one place in the log: what queries read. */
export interface ViewStates {
  /** Every view has applied the log up to here; null before the first event. */
  readonly position: Position | null;
  readonly market: Readonly<MarketState>;
  readonly contracts: Readonly<ContractsState>;
  readonly connection: Readonly<ConnectionState>;
  readonly subscriptions: Readonly<SubscriptionsState>;
  readonly optionChain: Readonly<OptionChainState>;
  readonly orders: Readonly<OrdersState>;
  readonly executions: Readonly<ExecutionsState>;
  readonly positions: Readonly<PositionsState>;
  readonly profitAndLoss: Readonly<ProfitAndLossState>;
  readonly risk: Readonly<RiskState>;
  readonly underlyings: Readonly<UnderlyingsState>;
  readonly scanPresets: Readonly<ScanPresetsState>;
  readonly timeline: Readonly<TimelineState>;
}

export type ViewName = Exclude<keyof ViewStates, "position">;

/** Every projection, by the name of its view. */
export const PROJECTIONS = {
  market,
  contracts,
  connection,
  subscriptions,
  optionChain,
  orders,
  executions,
  positions,
  profitAndLoss,
  risk,
  underlyings,
  scanPresets,
  timeline,
} as const;

export const VIEW_NAMES = Object.keys(PROJECTIONS) as readonly ViewName[];

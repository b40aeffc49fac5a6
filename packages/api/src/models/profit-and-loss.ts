import { type EpochMs, type Micros, microsToNumber, type Position } from "@legbook/domain";
import { profitAndLossView, type ProfitAndLossView, type ViewStates } from "@legbook/projections";
import { type Money, money } from "../schema/money.ts";

type Amounts =
  | "daily"
  | "unrealised"
  | "realised"
  | "netLiquidation"
  | "buyingPower"
  | "initialMargin"
  | "maintenanceMargin"
  | "ownRealised"
  | "ownUnrealised"
  | "commissions";

export interface ProfitAndLossModel extends Readonly<Record<Amounts, Money | null>> {
  readonly position: Position | null;
  readonly account: string;
  readonly history: readonly { readonly at: EpochMs; readonly daily: number }[];
}

const UNKNOWN: Readonly<Record<Amounts, null>> = {
  daily: null,
  unrealised: null,
  realised: null,
  netLiquidation: null,
  buyingPower: null,
  initialMargin: null,
  maintenanceMargin: null,
  ownRealised: null,
  ownUnrealised: null,
  commissions: null,
};

/** Day's commissions, when they are of one currency: sums of two are no amount. */
function commissionsOf({ commissions }: ProfitAndLossView): Money | null {
  const [first, second] = commissions;
  return first === undefined || second !== undefined ? null : first;
}

/** An account's profit and loss; every figure is null for an account of which nothing was recorded yet. */
export function profitAndLossModel(
  views: ViewStates,
  account: string,
  now: EpochMs,
  currencyOtherwise: string,
): ProfitAndLossModel {
  const view = profitAndLossView(views, account, now);
  if (view === null) return { position: null, account, ...UNKNOWN, history: [] };
  const { summary } = view;
  const currency = view.currency ?? currencyOtherwise;
  const amount = (value: Micros | null | undefined): Money | null => money(value ?? null, currency);
  return {
    position: view.position,
    account,
    daily: amount(view.daily),
    unrealised: amount(view.unrealised),
    realised: amount(view.realised),
    netLiquidation: amount(summary?.netLiquidation),
    buyingPower: amount(summary?.buyingPower),
    initialMargin: amount(summary?.initialMargin),
    maintenanceMargin: amount(summary?.maintenanceMargin),
    ownRealised: amount(view.ownRealised.amount),
    ownUnrealised: amount(view.ownUnrealised.amount),
    commissions: commissionsOf(view),
    history: view.history.map(({ at, daily }) => ({ at, daily: microsToNumber(daily) })),
  };
}

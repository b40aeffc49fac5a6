import type { PageRequest, ViewName, ViewStates } from "@legbook/projections";
import type { SessionInfo } from "../session-info.ts";
import { assertKnownAccount } from "./account.ts";
import { chainModel, type OptionChainModel } from "./chain.ts";
import type { ModelClock } from "./clock.ts";
import { connectionModel, type ConnectionModel } from "./connection.ts";
import { type ExecutionModel, executionPage } from "./executions.ts";
import { type LinesModel, linesModel } from "./lines.ts";
import { findOrder, type OrderModel, orderPage } from "./order.ts";
import type { Page } from "./page.ts";
import { positionsModel, type PositionsModel } from "./positions.ts";
import { profitAndLossModel, type ProfitAndLossModel } from "./profit-and-loss.ts";
import { riskModel, type RiskModel } from "./risk.ts";

/** What clients read: the views as they are at the moment of the call, or of the past, with amounts in their currency. */
export interface Models {
  connection(): ConnectionModel;
  lines(): LinesModel;
  chain(symbol: string): OptionChainModel | null;
  /** By symbol. */
  chains(): readonly OptionChainModel[];
  orders(request: PageRequest & { readonly workingOnly: boolean }): Page<OrderModel>;
  order(orderRef: string): OrderModel | null;
  /** Of all accounts for null. Like the three below it throws an `ACCOUNT_NOT_KNOWN` error for a foreign account. */
  positions(account: string | null): PositionsModel;
  profitAndLoss(account: string): ProfitAndLossModel;
  risk(account: string): RiskModel;
  executions(request: PageRequest): Page<ExecutionModel>;
  /** Of an account: as its summary says, else the session's. */
  currencyOf(account: string): string;
}

const AMOUNTS = ["connection", "contracts", "market", "positions", "profitAndLoss"] as const;

/** The views that each model is made of: of a past moment, these are folded and no others. */
export const VIEWS_OF = {
  connection: ["connection"],
  lines: ["subscriptions", "market", "contracts"],
  chain: ["optionChain", "market", "subscriptions"],
  orders: ["orders", "executions", "contracts"],
  positions: AMOUNTS,
  profitAndLoss: AMOUNTS,
  risk: [...AMOUNTS, "risk", "orders"],
  executions: ["executions", "contracts"],
} as const satisfies Record<string, readonly ViewName[]>;

/** Models over the views of one moment, or over live ones. */
export function createModels(
  views: ViewStates,
  clock: ModelClock,
  { accounts, linesMax, currency }: Pick<SessionInfo, "accounts" | "linesMax" | "currency">,
): Models {
  const known = (account: string): string => {
    assertKnownAccount(views, accounts, account);
    return account;
  };
  return {
    connection: () => connectionModel(views, clock),
    lines: () => linesModel(views, clock.now(), linesMax),
    chain: (symbol) => chainModel(views, symbol, clock.now()),
    chains: () =>
      [...views.optionChain.chains.keys()]
        .toSorted()
        .flatMap((symbol) => chainModel(views, symbol, clock.now()) ?? []),
    orders: (request) => orderPage(views, request),
    order: (orderRef) => findOrder(views, orderRef),
    positions: (account) => positionsModel(views, account === null ? null : known(account), clock.now()),
    profitAndLoss: (account) => profitAndLossModel(views, known(account), clock.now(), currency),
    risk: (account) => riskModel(views, known(account), clock.now(), currency),
    executions: (request) => executionPage(views, request),
    currencyOf: (account) => views.profitAndLoss.accounts.get(account)?.summary?.currency ?? currency,
  };
}

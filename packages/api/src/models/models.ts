import type { IsoDate } from "@legbook/domain";
import type { Engine } from "@legbook/engine/ports";
import type { PageRequest, ViewStates } from "@legbook/projections";
import type { SessionInfo } from "../session-info.ts";
import { assertKnownAccount } from "./account.ts";
import { chainModel, type ChainRowModel, chainRowModels, type OptionChainModel } from "./chain.ts";
import { connectionModel, type ConnectionModel } from "./connection.ts";
import { type ExecutionModel, executionPage } from "./executions.ts";
import { type LinesModel, linesModel } from "./lines.ts";
import { findOrder, type OrderModel, orderPage } from "./order.ts";
import type { Page } from "./page.ts";
import { positionsModel, type PositionsModel } from "./positions.ts";
import { profitAndLossModel, type ProfitAndLossModel } from "./profit-and-loss.ts";
import { riskModel, type RiskModel } from "./risk.ts";

/** What clients read: the views as they are at the moment of the call, with amounts in their currency. */
export interface Models {
  connection(): ConnectionModel;
  lines(): LinesModel;
  chain(symbol: string): OptionChainModel | null;
  chainRows(symbol: string, expiry: IsoDate): readonly ChainRowModel[];
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

/** Models over live views. */
export function createModels(
  views: ViewStates,
  engine: Pick<Engine, "now" | "metrics">,
  { accounts, linesMax, currency }: Pick<SessionInfo, "accounts" | "linesMax" | "currency">,
): Models {
  const known = (account: string): string => {
    assertKnownAccount(views, accounts, account);
    return account;
  };
  return {
    connection: () => connectionModel(views, engine),
    lines: () => linesModel(views, engine.now(), linesMax),
    chain: (symbol) => chainModel(views, symbol, engine.now()),
    chainRows: (symbol, expiry) => chainRowModels(views, symbol, expiry, engine.now()),
    orders: (request) => orderPage(views, request),
    order: (orderRef) => findOrder(views, orderRef),
    positions: (account) => positionsModel(views, account === null ? null : known(account), engine.now()),
    profitAndLoss: (account) => profitAndLossModel(views, known(account), engine.now(), currency),
    risk: (account) => riskModel(views, known(account), engine.now(), currency),
    executions: (request) => executionPage(views, request),
    currencyOf: (account) => views.profitAndLoss.accounts.get(account)?.summary?.currency ?? currency,
  };
}

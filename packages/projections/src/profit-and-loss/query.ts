import {
  type AccountSummary,
  type Contract,
  daysToExpiry,
  type EpochMs,
  expiryInstant,
  exchangeDate,
  type IsoDate,
  type Micros,
  micros,
  type Position,
} from "@legbook/domain";
import { contractOf } from "../contracts/query.ts";
import { markOf } from "../market/query.ts";
import type { ViewStates } from "../runner/states.ts";
import type { Book } from "./book.ts";
import type { AccountProfitState } from "./fold.ts";
import type { ProfitPoint } from "./history.ts";

export interface CurrencyAmount {
  readonly amount: Micros;
  readonly currency: string;
}

/** Our own figure, without commissions. Null with the contracts that keep it from being known. */
export interface OwnFigure {
  readonly amount: Micros | null;
  readonly unknownFor: readonly number[];
}

export interface ProfitAndLossView {
  readonly position: Position | null;
  readonly account: string;
  /** Of the account's summary; null before the first. */
  readonly currency: string | null;
  /** As the broker reports them; null while unset. */
  readonly daily: Micros | null;
  readonly unrealised: Micros | null;
  readonly realised: Micros | null;
  readonly reportedAt: EpochMs | null;
  readonly summary: AccountSummary | null;
  /** Of the exchange's day of `now`, from executions by average cost. */
  readonly ownRealised: OwnFigure;
  /** Since the start of the log. */
  readonly ownRealisedTotal: OwnFigure;
  /** Open quantity at its mark less its cost. */
  readonly ownUnrealised: OwnFigure;
  /** Contracts in it that are marked by the gateway's model because a side of their quote is missing. */
  readonly markedByModel: readonly number[];
  /** Contracts that expired with a quantity in our own book: settled by the broker, not valued by us. */
  readonly expired: readonly number[];
  /** Of the exchange's day of `now`, one a currency. */
  readonly commissions: readonly CurrencyAmount[];
  readonly commissionsTotal: readonly CurrencyAmount[];
  /** Day's profit and loss over time, oldest first. */
  readonly history: readonly ProfitPoint[];
}

/** Shares a contract. */
export function multiplierOf(contract: Contract): number {
  return contract.kind === "option" ? contract.multiplier : 1;
}

/** Whether an option has stopped trading at `now`. */
export function isExpired(contract: Contract, now: EpochMs): boolean {
  if (contract.kind === "stock") return false;
  const days = daysToExpiry(now, contract.expiry);
  return days < 0 || (days === 0 && now >= expiryInstant(contract.expiry));
}

/** What of a book's quantity at a price would be gained by closing it; null when its cost is not known. */
export function openProfit(book: Book, price: Micros, multiplier: number): Micros | null {
  if (!book.costKnown) return null;
  return micros((Math.round(book.quantity * price) - book.cost) * multiplier);
}

class Sum {
  #amount = 0;
  readonly #unknownFor: number[] = [];

  add(amount: number): void {
    this.#amount += amount;
  }

  unknown(conId: number): void {
    this.#unknownFor.push(conId);
  }

  figure(): OwnFigure {
    const known = this.#unknownFor.length === 0;
    return { amount: known ? micros(this.#amount) : null, unknownFor: this.#unknownFor };
  }
}

type Own = Pick<
  ProfitAndLossView,
  "ownRealised" | "ownRealisedTotal" | "ownUnrealised" | "markedByModel" | "expired"
>;

function own(views: ViewStates, account: AccountProfitState, now: EpochMs): Own {
  const today = exchangeDate(now);
  const [day, total, open] = [new Sum(), new Sum(), new Sum()];
  const markedByModel: number[] = [];
  const expired: number[] = [];
  for (const [conId, book] of account.books) {
    const contract = contractOf(views.contracts, conId);
    if (contract === null) {
      for (const sum of [day, total, open]) sum.unknown(conId);
      continue;
    }
    const multiplier = multiplierOf(contract);
    for (const [date, amount] of book.realised) {
      total.add(amount * multiplier);
      if (date === today) day.add(amount * multiplier);
    }
    if (!book.realisedKnown) for (const sum of [day, total]) sum.unknown(conId);
    if (book.quantity === 0) continue;
    if (isExpired(contract, now)) {
      expired.push(conId);
      continue;
    }
    const mark = markOf(views.market, contract);
    const profit = mark.price === null ? null : openProfit(book, mark.price, multiplier);
    if (profit === null) open.unknown(conId);
    else open.add(profit);
    if (mark.basis === "model") markedByModel.push(conId);
  }
  return {
    ownRealised: day.figure(),
    ownRealisedTotal: total.figure(),
    ownUnrealised: open.figure(),
    markedByModel,
    expired,
  };
}

function commissionSums(account: AccountProfitState, date: IsoDate | null): CurrencyAmount[] {
  const sums = new Map<string, number>();
  for (const [day, byCurrency] of account.commissionsByDate) {
    if (date !== null && day !== date) continue;
    for (const [currency, amount] of byCurrency) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount: micros(amount) }));
}

/** An account's profit and loss at `now` (gateway time); null for an account that the log does not know. */
export function profitAndLossView(
  views: ViewStates,
  account: string,
  now: EpochMs,
): ProfitAndLossView | null {
  const state = views.profitAndLoss.accounts.get(account);
  if (state === undefined) return null;
  return {
    position: state.position,
    account,
    currency: state.summary?.currency ?? null,
    daily: state.reported?.daily ?? null,
    unrealised: state.reported?.unrealised ?? null,
    realised: state.reported?.realised ?? null,
    reportedAt: state.reported?.at ?? null,
    summary: state.summary,
    ...own(views, state, now),
    commissions: commissionSums(state, exchangeDate(now)),
    commissionsTotal: commissionSums(state, null),
    history: [...state.history.points],
  };
}

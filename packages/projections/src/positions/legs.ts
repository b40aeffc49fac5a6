import { type Contract, type EpochMs, type Micros, micros } from "@legbook/domain";
import { contractOf, wordsOf } from "../contracts/query.ts";
import { type Mark, markOf, quoteAgeMs, quoteRow } from "../market/query.ts";
import { multiplierOf } from "../profit-and-loss/query.ts";
import type { ViewStates } from "../runner/states.ts";

export interface PositionLegView {
  readonly conId: number;
  readonly contract: Contract | null;
  readonly words: string;
  /** Signed. */
  readonly quantity: number;
  /** Per contract, multiplier included: the broker's, else our own; null when neither is known. */
  readonly averageCost: Micros | null;
  readonly bid: Micros | null;
  readonly ask: Micros | null;
  /** Per share. */
  readonly mark: Mark;
  /** Signed: what the quantity cost; negative when it brought money in. */
  readonly cost: Micros | null;
  readonly value: Micros | null;
  readonly profitOpen: Micros | null;
  /** The broker's, in proportion to this leg's part of the quantity. */
  readonly profitDay: Micros | null;
  /** Of the quantity, in shares; the rest likewise: vega per volatility point, theta per calendar day. */
  readonly delta: number | null;
  readonly gamma: number | null;
  readonly vega: number | null;
  readonly theta: number | null;
  /** Of one share's option. */
  readonly deltaPerShare: number | null;
  readonly quoteAgeMs: number | null;
}

function averageCostOf(
  views: ViewStates,
  account: string,
  conId: number,
  contract: Contract | null,
): Micros | null {
  const reported = views.positions.holdings.get(account)?.get(conId)?.averageCost ?? null;
  if (reported !== null) return reported;
  const book = views.profitAndLoss.accounts.get(account)?.books.get(conId);
  if (book === undefined || book.quantity === 0 || !book.costKnown || contract === null) return null;
  return micros(Math.round((book.cost / book.quantity) * multiplierOf(contract)));
}

function profitDayOf(views: ViewStates, account: string, conId: number, quantity: number): Micros | null {
  const profit = views.positions.profits.get(account)?.get(conId);
  if (profit === undefined || profit.daily === null || profit.quantity === 0) return null;
  return micros(Math.round(profit.daily * (quantity / profit.quantity)));
}

/** `quantity` of a contract in an account, with what it costs, is worth and makes. */
export function positionLeg(
  views: ViewStates,
  account: string,
  { conId, quantity }: { readonly conId: number; readonly quantity: number },
  now: EpochMs,
): PositionLegView {
  const contract = contractOf(views.contracts, conId);
  const row = quoteRow(views.market, conId);
  const averageCost = averageCostOf(views, account, conId, contract);
  const mark =
    contract === null ? { price: null, basis: null, missing: null } : markOf(views.market, contract);
  const shares = contract === null ? null : quantity * multiplierOf(contract);
  const cost = averageCost === null ? null : micros(Math.round(averageCost * quantity));
  const value = mark.price === null || shares === null ? null : micros(Math.round(mark.price * shares));
  const greek = (perShare: number | null | undefined): number | null =>
    perShare === null || perShare === undefined || shares === null ? null : perShare * shares;
  const model = row?.model;
  const stock = contract?.kind === "stock";
  return {
    conId,
    contract,
    words: wordsOf(views.contracts, conId),
    quantity,
    averageCost,
    bid: row?.bid ?? null,
    ask: row?.ask ?? null,
    mark,
    cost,
    value,
    profitOpen: value === null || cost === null ? null : micros(value - cost),
    profitDay: profitDayOf(views, account, conId, quantity),
    delta: stock ? quantity : greek(model?.delta),
    gamma: stock ? 0 : greek(model?.gamma),
    vega: stock ? 0 : greek(model?.vega),
    theta: stock ? 0 : greek(model?.theta),
    deltaPerShare: stock ? 1 : (model?.delta ?? null),
    quoteAgeMs: quoteAgeMs(row, now),
  };
}

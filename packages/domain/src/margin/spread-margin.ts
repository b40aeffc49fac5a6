import type { OptionContract, StockContract } from "../contract/contract.ts";
import { type Micros, micros } from "../kernel/money.ts";
import type { Refusal } from "../kernel/outcome.ts";
import type { MarginSeries } from "./book.ts";
import { bookOf, type MarginHolding, marginOfBook } from "./holdings.ts";
import { closedFormMargin, type OptionLeg } from "./spread-forms.ts";

/** One leg of a spread: `ratio` contracts or shares of one spread, negative when sold, and what it is worth a share. */
export interface MarginLeg {
  readonly contract: OptionContract | StockContract;
  readonly ratio: number;
  readonly mark: Micros;
}

/** What one spread needs as if nothing else were held, in micros, against net liquidation value. */
export interface SpreadMargin {
  readonly initial: Micros;
  readonly maintenance: Micros;
}

export type SpreadMarginResult =
  | { readonly kind: "margin"; readonly margin: SpreadMargin }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Options on shares are American, settled by delivery at the close. */
export function marginSeries(contract: OptionContract): MarginSeries {
  const { conId, right, strike, expiry, multiplier } = contract;
  const terms = { underlyingKind: "stock", style: "american", settlement: "pm", cashSettled: false } as const;
  return { conId, right, strike, expiry, multiplier, ...terms };
}

export interface SpreadMarginInput {
  readonly legs: readonly MarginLeg[];
  /** Price of the underlying a share. */
  readonly spot: Micros;
}

/**
 * The margin of one spread by the rules that the whole account is margined by (`marginOfBook`), as if nothing else were
 * held: initial and maintenance requirement for one spread with its multiplier, against net liquidation value. So a debit
 * spread needs what it is worth, a credit spread its width less what it is worth, an uncovered option what the rule asks
 * for beyond its value; `tiedUp` makes of it what the trade takes of the funds. Common shapes of options come from closed
 * forms, the rest from the search. Refused (`margin.*`) without legs, for a leg that is there twice, for a ratio that is
 * no whole number or zero, and for marks below zero or a spot that is not above it.
 */
export function spreadMargin({ legs, spot }: SpreadMarginInput): SpreadMarginResult {
  const refusal = faultOf(legs, spot);
  if (refusal !== null) return { kind: "refused", refusal };
  const options = legs.filter((leg): leg is OptionLeg & MarginLeg => leg.contract.kind === "option");
  const closed = options.length === legs.length ? closedFormMargin(options, spot) : null;
  const margin =
    closed === null
      ? marginOfBook(bookOf(legs.map(holdingOf), spot))
      : { initial: closed, maintenance: closed };
  return {
    kind: "margin",
    margin: {
      initial: micros(Math.round(margin.initial)),
      maintenance: micros(Math.round(margin.maintenance)),
    },
  };
}

function holdingOf({ contract, ratio, mark }: MarginLeg): MarginHolding {
  return contract.kind === "stock"
    ? { kind: "shares", quantity: ratio, mark }
    : { kind: "option", series: marginSeries(contract), quantity: ratio, mark };
}

/**
 * What opening one spread takes of the account's available funds, in micros: its initial requirement and what is paid for
 * it beyond its marks. `paid` and `value` are signed, for one spread with its multiplier: what its buyer pays (a credit
 * below zero) and what it is worth by its marks. Bought at its marks, a debit spread ties up its debit, a credit spread
 * its width less the credit, an uncovered option the published requirement less the premium received. This is the base
 * of return on margin; it is zero for what brings in at least what it needs.
 */
export function tiedUp({ initial }: Pick<SpreadMargin, "initial">, paid: Micros, value: Micros): Micros {
  return micros(Math.max(0, initial + paid - value));
}

/**
 * The requirement of one short put whose strike lies ready in cash, against net liquidation value: the strike less what
 * the put is worth. No rule of margin accounts asks for it; a cash account does.
 */
export function cashSecuredPut(contract: OptionContract, mark: Micros): SpreadMargin {
  const held = micros(Math.max(0, (contract.strike - mark) * contract.multiplier));
  return { initial: held, maintenance: held };
}

function faultOf(legs: readonly MarginLeg[], spot: Micros): Refusal | null {
  if (legs.length === 0) {
    return refusalOf(
      "margin.no-legs",
      "legs",
      "A spread without legs needs nothing.",
      "Give at least one leg.",
    );
  }
  if (!(Number.isFinite(spot) && spot > 0)) {
    const message = `The underlying's price is ${spot}.`;
    return refusalOf("margin.spot-not-positive", "spot", message, "Wait for a price of the underlying.");
  }
  for (const [index, { contract, ratio, mark }] of legs.entries()) {
    const field = `legs[${index}]`;
    if (!Number.isSafeInteger(ratio) || ratio === 0) {
      const message = `The ratio of leg ${index + 1} is ${ratio}.`;
      return refusalOf(
        "margin.ratio-not-whole",
        `${field}.ratio`,
        message,
        "Use a whole number other than 0.",
      );
    }
    if (!(Number.isFinite(mark) && mark >= 0)) {
      const message = `Leg ${index + 1} is marked at ${mark}.`;
      return refusalOf("margin.mark-negative", `${field}.mark`, message, "Use a mark of at least 0.");
    }
    if (legs.findIndex((other) => other.contract.conId === contract.conId) !== index) {
      const message = `Contract ${contract.conId} is in two legs.`;
      return refusalOf("margin.leg-twice", `${field}.contract`, message, "Make one leg of the two.");
    }
    if (contract.symbol !== legs[0]?.contract.symbol) {
      const message = `Leg ${index + 1} is on ${contract.symbol}, the first leg on ${legs[0]?.contract.symbol}.`;
      return refusalOf(
        "margin.underlyings-differ",
        `${field}.contract`,
        message,
        "Use legs on one underlying.",
      );
    }
  }
  return null;
}

function refusalOf(code: string, field: string, message: string, remedy: string): Refusal {
  return { code, message, field, inputs: {}, limit: null, remedy };
}

import type { OptionContract, Right } from "../contract/contract.ts";
import { formatMicros, type Micros, parseMicros } from "../kernel/money.ts";
import { type IsoDate, parseIsoDate } from "../kernel/time.ts";
import { verticalSpread, type VerticalSpread } from "../strategy/spreads/vertical.ts";
import { type Checked, fault } from "./checks.ts";
import type { OrderChain, OrderTerms } from "./commands.ts";

/** A listed expiry that is not past. */
export function checkExpiry(text: string, chain: OrderChain, today: IsoDate): Checked<IsoDate> {
  const expiry = parseIsoDate(text);
  const live = chain.expiries.filter((listed) => listed >= today).sort();
  const nearest = nearestExpiries(live, expiry ?? today).join(", ");
  const remedy =
    nearest === "" ? "Load the option chain again: no live expiry is listed." : `Nearest listed: ${nearest}.`;
  if (expiry === null) {
    const message = "The expiry is not a date of the form YYYY-MM-DD.";
    return { refusal: fault("expiry-malformed", "expiry", message, { expiry: text }, "YYYY-MM-DD", remedy) };
  }
  if (expiry < today) {
    const message = `${expiry} is past: today is ${today}.`;
    return {
      refusal: fault("expiry-expired", "expiry", message, { expiry, today }, `${today} or later`, remedy),
    };
  }
  if (!live.includes(expiry)) {
    const message = `${chain.symbol} has no options that expire on ${expiry}.`;
    return { refusal: fault("expiry-not-listed", "expiry", message, { expiry }, "a listed expiry", remedy) };
  }
  return { value: expiry };
}

/** Of dates in their order, the last at or before `wanted` and the first after it. */
function nearestExpiries(expiries: readonly IsoDate[], wanted: IsoDate): readonly IsoDate[] {
  const after = expiries.findIndex((expiry) => expiry > wanted);
  const split = after === -1 ? expiries.length : after;
  return expiries.slice(Math.max(0, split - 1), split + 1);
}

export function checkRight(text: string): Checked<Right> {
  if (text === "call" || text === "put") return { value: text };
  const message = "The right of the options is neither call nor put.";
  return {
    refusal: fault("right-unknown", "right", message, { right: text }, "call or put", "Use call or put."),
  };
}

/** Two listed options with different strikes, as the vertical that they make. */
export function checkLegs(
  terms: OrderTerms,
  chain: OrderChain,
  expiry: IsoDate,
  right: Right,
): Checked<VerticalSpread> {
  const long = checkStrike(terms.longStrike, "longStrike", chain, expiry, right);
  if ("refusal" in long) return long;
  const short = checkStrike(terms.shortStrike, "shortStrike", chain, expiry, right);
  if ("refusal" in short) return short;
  if (long.value.strike === short.value.strike) {
    const strike = formatMicros(long.value.strike);
    const others = nearestStrikes(chain.strikes(expiry, right), long.value.strike)
      .filter((other) => other !== long.value.strike)
      .map((other) => formatMicros(other))
      .join(", ");
    const message = `Both legs have the strike ${strike}.`;
    const remedy = others === "" ? "Choose another strike for one leg." : `Nearest other strikes: ${others}.`;
    return {
      refusal: fault("legs-identical", "shortStrike", message, { strike }, "two different strikes", remedy),
    };
  }
  const result = verticalSpread(long.value, short.value);
  if (result.kind === "spread") return { value: result.spread };
  return { refusal: { ...result.refusal, code: "order.legs-differ", field: "shortStrike" } };
}

function checkStrike(
  text: string,
  field: "longStrike" | "shortStrike",
  chain: OrderChain,
  expiry: IsoDate,
  right: Right,
): Checked<OptionContract> {
  const strike = parseMicros(text);
  if (strike === null || strike <= 0) {
    const message = "The strike is not a positive decimal.";
    const remedy = "Write it as a plain decimal, such as 745 or 752.5.";
    return {
      refusal: fault("strike-malformed", field, message, { [field]: text }, "a positive decimal", remedy),
    };
  }
  const contract = chain.contract(expiry, right, strike);
  if (contract !== null) return { value: contract };
  const nearest = nearestStrikes(chain.strikes(expiry, right), strike).map((other) => formatMicros(other));
  const message = `${chain.symbol} has no ${right} with strike ${formatMicros(strike)} that expires on ${expiry}.`;
  const remedy =
    nearest.length === 0 ? `Load the options of ${expiry} first.` : `Nearest strikes: ${nearest.join(", ")}.`;
  return {
    refusal: fault(
      "strike-not-in-chain",
      field,
      message,
      { [field]: text, expiry, right },
      "a listed strike",
      remedy,
    ),
  };
}

/** The strikes next to `wanted`: up to two below or at it, up to two above. */
function nearestStrikes(strikes: readonly Micros[], wanted: Micros): readonly Micros[] {
  const sorted = [...strikes].sort((a, b) => a - b);
  const above = sorted.findIndex((strike) => strike > wanted);
  const split = above === -1 ? sorted.length : above;
  return sorted.slice(Math.max(0, split - 2), split + 2);
}

import { isOnTick } from "../../kernel/money.ts";
import type { RiskInputs } from "../inputs.ts";
import type { RiskLimits } from "../events.ts";
import { amountText, block, isKnown, type NamedRiskRule, pass } from "./verdict.ts";

/**
 * The price is one that the spread can be worth (0 to width for a debit, -width to 0 for a credit), on the tick, and
 * not beyond the combo's mid by more than a share of the width on the paying side. A mid needs both sides, uncrossed.
 */
export const priceCollar: NamedRiskRule = {
  rule: "priceCollar",
  check(inputs, limits) {
    const { limitPrice, width, tick, side, quotes } = inputs;
    const { bid, ask } = quotes;
    const mid = isKnown(bid) && isKnown(ask) ? (bid + ask) / 2 : Number.NaN;
    const worth = side === "debit" ? width : 0;
    const highest = Math.min(mid + width * limits.priceCollarShare, worth);
    const seen = {
      limitPrice: amountText(limitPrice),
      side,
      width: amountText(width),
      tick: amountText(tick),
      comboBid: amountText(bid),
      comboAsk: amountText(ask),
      comboMid: amountText(Math.round(mid)),
      highestPrice: amountText(Math.floor(highest)),
    };
    const limit = `${side === "debit" ? "0 to width" : "minus width to 0"}, on the tick, at most ${limits.priceCollarShare} of the width above the mid`;
    const fault = faultOf(inputs, limits, mid, highest);
    if (fault !== null) return block(seen, limit, fault.reason, fault.remedy);
    return pass(seen, limit, `${seen.limitPrice} is within the collar around the mid of ${seen.comboMid}.`);
  },
};

interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

function faultOf(inputs: RiskInputs, limits: RiskLimits, mid: number, highest: number): Fault | null {
  const { limitPrice, width, tick, side, quotes } = inputs;
  if (!isKnown(limitPrice) || !isKnown(width) || !isKnown(tick) || width <= 0 || tick <= 0) {
    return {
      reason: "The limit price, the width or the tick is not known.",
      remedy: "Give a limit price and legs that are listed.",
    };
  }
  const [from, to] = side === "debit" ? [0, width] : [0 - width, 0];
  if (limitPrice < from || limitPrice > to) {
    return {
      reason: `${amountText(limitPrice)} is no price that this ${side} spread can be worth.`,
      remedy: `Use a price from ${amountText(from)} to ${amountText(to)}.`,
    };
  }
  if (!isOnTick(limitPrice, tick)) {
    return { reason: "The limit price is off the tick.", remedy: `Use a multiple of ${amountText(tick)}.` };
  }
  if (!isKnown(mid)) {
    return {
      reason: "A leg lacks a bid or an ask: there is no mid to compare with.",
      remedy: "Wait for both sides of every leg.",
    };
  }
  if (isKnown(quotes.bid) && isKnown(quotes.ask) && quotes.bid > quotes.ask) {
    return { reason: "The combo's quotes are crossed.", remedy: "Wait for quotes that make sense." };
  }
  if (!isKnown(highest) || limitPrice > highest) {
    return {
      reason: "The limit price is too far on the paying side of the mid.",
      remedy: isKnown(highest)
        ? `Use at most ${amountText(Math.floor(highest / tick) * tick)}.`
        : "Set the collar's share.",
    };
  }
  return null;
}

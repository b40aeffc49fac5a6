import { addMicros, formatMicros, isOnTick, type Micros, micros, toTick } from "../kernel/money.ts";
import type { Refusal } from "../kernel/outcome.ts";
import { fault } from "./checks.ts";
import type { OrderRequest } from "./events.ts";

/**
 * Why a signed limit price makes no sense for a vertical: its sign contradicts the legs, it lies outside what the
 * spread can be worth ([0, width] for a debit, [-width, 0] for a credit), or it is off the tick. Null when it does.
 */
export function limitPriceRefusal(
  price: Micros,
  side: "debit" | "credit",
  spreadWidth: Micros,
  tick: Micros,
): Refusal | null {
  const [from, to] = side === "debit" ? [micros(0), spreadWidth] : [micros(0 - spreadWidth), micros(0)];
  const text = formatMicros(price);
  const inputs = { price: text, side, width: formatMicros(spreadWidth), tick: formatMicros(tick) };
  const limit = `${formatMicros(from)} to ${formatMicros(to)}, in steps of ${formatMicros(tick)}`;
  if ((side === "debit" && price < 0) || (side === "credit" && price > 0)) {
    const message =
      side === "debit"
        ? `The legs cost money to open (a debit), ${text} is the price of a credit.`
        : `The legs bring in money when opened (a credit), ${text} is the price of a debit.`;
    const remedy = `Use ${formatMicros(micros(0 - price))}, or exchange the long and the short strike.`;
    return fault("limit-price-sign", "price", message, inputs, limit, remedy);
  }
  if (price < from || price > to) {
    const message = `${text} lies outside what a spread ${inputs.width} wide can be worth.`;
    const remedy = `Use a price from ${formatMicros(from)} to ${formatMicros(to)}.`;
    return fault("limit-price-outside-width", "price", message, inputs, limit, remedy);
  }
  if (isOnTick(price, tick)) return null;
  const below = toTick(price, tick, "down");
  const nearest = [below, addMicros(below, tick)].filter((other) => other >= from && other <= to);
  const remedy = `Use ${nearest.map((other) => formatMicros(other)).join(" or ")}.`;
  return fault(
    "limit-price-off-tick",
    "price",
    `${text} is not a multiple of ${inputs.tick}.`,
    inputs,
    limit,
    remedy,
  );
}

/** Whether opening a vertical with these legs costs or brings in money: the long leg comes first. */
export function sideOfLegs({ legs, orderRef }: Pick<OrderRequest, "legs" | "orderRef">): "debit" | "credit" {
  const [long, short] = legs;
  if (long === undefined || short === undefined) throw new Error(`order ${orderRef} has no two legs`);
  const lowerIsLong = long.contract.strike < short.contract.strike;
  return (long.contract.right === "call") === lowerIsLong ? "debit" : "credit";
}

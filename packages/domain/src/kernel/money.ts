/**
 * Prices and amounts of money as integers of one millionth of the currency's unit.
 *
 * One scale serves both because every price that the gateway quotes (down to 0.0001) and every commission
 * that it reports is exact in it, and sums of integers stay exact to 9 billion units. Binary floats appear
 * only in analytics (volatility, greeks, theoretical values), never in what is summed or compared with a limit.
 */
export type Micros = number & { readonly [microsBrand]: true };
declare const microsBrand: unique symbol;

export const MICROS_PER_UNIT = 1_000_000;

/** An integer count of millionths as `Micros`. Throws `RangeError` when it is not a safe integer. */
export function micros(count: number): Micros {
  if (!Number.isSafeInteger(count)) throw new RangeError(`not an integer number of micros: ${count}`);
  return (count === 0 ? 0 : count) as Micros;
}

/**
 * The nearest `Micros` to a double of whole currency units, as gateways send them (1.35 is 1,350,000).
 * Throws `RangeError` for NaN, infinities and anything beyond a safe integer.
 */
export function microsFromNumber(units: number): Micros {
  return micros(Math.round(units * MICROS_PER_UNIT));
}

/**
 * Parses a plain decimal ("1.35", "-0.05", "1200"). Returns `null` for anything else: exponents, blanks,
 * thousands separators, NaN, and more than six decimals (which would have to be rounded silently).
 */
export function parseMicros(text: string): Micros | null {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const count = Number(whole) * MICROS_PER_UNIT + Number(fraction.padEnd(6, "0"));
  return micros(sign === "-" ? -count : count);
}

/** A decimal string with at least `decimalsMin` decimals and no more than the value needs: "1.35", "-0.0525". */
export function formatMicros(value: Micros, decimalsMin = 2): string {
  const size = Math.abs(value);
  const whole = Math.floor(size / MICROS_PER_UNIT);
  let fraction = String(size % MICROS_PER_UNIT).padStart(6, "0");
  while (fraction.length > decimalsMin && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return `${value < 0 ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** `Micros` as a double of whole units, for analytics and for the wire. */
export function microsToNumber(value: Micros): number {
  return value / MICROS_PER_UNIT;
}

export function addMicros(a: Micros, b: Micros): Micros {
  return micros(a + b);
}

export function subtractMicros(a: Micros, b: Micros): Micros {
  return micros(a - b);
}

/** `value` times an integer count (contracts, multiplier). Throws when `count` is not an integer. */
export function scaleMicros(value: Micros, count: number): Micros {
  if (!Number.isSafeInteger(count)) throw new RangeError(`not an integer count: ${count}`);
  return micros(value * count);
}

/** Whether a price lies on a grid of `tick`. `tick` must be positive. */
export function isOnTick(price: Micros, tick: Micros): boolean {
  if (tick <= 0) throw new RangeError(`tick must be positive: ${tick}`);
  return price % tick === 0;
}

/** `price` moved to the grid of `tick`: "down" is towards minus infinity, "nearest" rounds halves up. */
export function toTick(price: Micros, tick: Micros, direction: "down" | "up" | "nearest"): Micros {
  if (tick <= 0) throw new RangeError(`tick must be positive: ${tick}`);
  const steps = price / tick;
  const whole =
    direction === "down"
      ? Math.floor(steps)
      : direction === "up"
        ? Math.ceil(steps)
        : Math.floor(steps + 0.5);
  return micros(whole * tick);
}

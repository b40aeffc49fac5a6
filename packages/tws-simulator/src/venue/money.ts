/**
 * Money and prices as integers of a ten-thousandth of the currency's unit: the scale of LEAN's files, exact for every
 * tick and commission that the venue knows. Doubles appear on the wire and in the pricing core only.
 */
export type Money = number;

export const MONEY_PER_UNIT = 10_000;

export function moneyFromUnits(units: number): Money {
  const money = Math.round(units * MONEY_PER_UNIT);
  if (!Number.isSafeInteger(money)) throw new RangeError(`no amount of money: ${units}`);
  return money;
}

export function moneyToUnits(money: Money): number {
  return money / MONEY_PER_UNIT;
}

/** With exactly two decimals, as account values are sent. */
export function formatCents(money: Money): string {
  return (Math.round(money / 100) / 100).toFixed(2);
}

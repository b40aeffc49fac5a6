import { formatDecimal, isDecimal, unknownFigure } from "./numbers.ts";

/** An amount with its currency, kept as text. */
interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** Splits the API's money, "1234.50 USD". A text of another form is a fault of the server and throws. */
export function parseMoney(text: string): Amount {
  const [amount = "", currency = ""] = text.trim().split(/\s+/);
  if (!isDecimal(amount)) throw new Error(`Not an amount of money: "${text}".`);
  return { amount, currency };
}

/** The figure of an amount without its currency, which the column or label names. */
export function formatAmount(text: string | null | undefined, sign: "negative" | "always" = "negative") {
  if (text === null || text === undefined) return unknownFigure;
  return formatDecimal(parseMoney(text).amount, 2, sign);
}

/** An amount with its currency: 1,234.50 USD. */
export function formatMoney(text: string | null | undefined, sign: "negative" | "always" = "negative") {
  if (text === null || text === undefined) return unknownFigure;
  const { amount, currency } = parseMoney(text);
  return `${formatDecimal(amount, 2, sign)} ${currency}`.trim();
}

/** An amount as a double, for sorting and bars only. */
export function amountOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(parseMoney(text).amount);
}

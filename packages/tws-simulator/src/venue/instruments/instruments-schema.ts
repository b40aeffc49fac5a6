import * as z from "zod";
import { isCalendarDate, isTradingDay, parseDate } from "../calendar.ts";
import { MONEY_PER_UNIT, moneyFromUnits } from "../money.ts";

const PRICE_MAX = 100_000_000;

/** A price or an amount in whole units, read as ten-thousandths, the finest that the venue has. */
const money = z
  .number()
  .min(0)
  .max(PRICE_MAX)
  .refine((units) => Math.abs(units * MONEY_PER_UNIT - Math.round(units * MONEY_PER_UNIT)) < 1e-6, {
    message: "has more than four decimals",
  })
  .transform(moneyFromUnits);

const positiveMoney = money.refine((amount) => amount > 0, { message: "must be above 0" });

const isDate = (text: string): boolean => parseDate(text) !== null && isCalendarDate(text);

const date = z.string().refine(isDate, { message: "is no date (YYYY-MM-DD) of the exchange's calendar" });

const tradingDay = date.refine((text) => !isDate(text) || isTradingDay(text), {
  message: "is no trading day",
});

const name = z.string().min(1).max(40);
const conId = z.number().int().min(1).max(2_147_483_646);

const right = z.enum(["call", "put", "C", "P"]).transform((text): "call" | "put" => {
  return text === "call" || text === "C" ? "call" : "put";
});

const strikes = z.union([
  z.array(positiveMoney).min(1),
  z.strictObject({ from: positiveMoney, to: positiveMoney, step: positiveMoney }),
]);

const optionClass = z.strictObject({
  tradingClass: name.optional(),
  multiplier: z.number().positive().optional(),
  style: z.enum(["american", "european"]).optional(),
  settlement: z.enum(["pm", "am"]).optional(),
  cashSettled: z.boolean().optional(),
  minTick: positiveMoney.optional(),
  marketRule: z.number().int().optional(),
  exchanges: z.array(name).min(1).optional(),
  /** Width of its quotes relative to a liquid share's options. */
  width: z.number().positive().max(100).optional(),
  expiries: z.array(tradingDay).default([]),
  strikes: strikes.optional(),
  /** Series that have an id or a name of their own; they are listed besides the others. */
  series: z
    .array(
      z.strictObject({
        expiry: tradingDay,
        strike: positiveMoney,
        right,
        conId: conId.optional(),
        localSymbol: name.optional(),
      }),
    )
    .default([]),
});

/** What all kinds have. */
const common = {
  symbol: name,
  conId: conId.optional(),
  localSymbol: name.optional(),
  name: z.string().max(200).optional(),
  /** The primary exchange. */
  exchange: name.optional(),
  exchanges: z.array(name).min(1).optional(),
  tradingClass: name.optional(),
  isin: name.optional(),
  cusip: name.optional(),
  minTick: positiveMoney.optional(),
  marketRule: z.number().int().optional(),
  /** Before the first session's opening gap. */
  price: positiveMoney,
  /** Per year: 0.2 is 20 %. */
  volatility: z.number().min(0).max(5),
  jumpsPerDay: z.number().min(0).max(1000).default(0),
  /** As a standard deviation: 0.01 is 1 %. */
  jumpSize: z.number().min(0).max(1).default(0),
};
const currency = name.default("USD");
const dividends = z.array(z.strictObject({ exDate: tradingDay, amount: positiveMoney })).default([]);
const options = z.array(optionClass).default([]);

const listing = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("stock"), ...common, currency, dividends, options }),
  z.strictObject({ kind: z.literal("index"), ...common, currency, options }),
  z.strictObject({
    kind: z.literal("future"),
    ...common,
    currency,
    expiry: tradingDay,
    multiplier: z.number().positive(),
    /** The symbol of an index or a share of this file whose price it follows at the cost of carry. */
    follows: name.optional(),
    options,
  }),
  z.strictObject({ kind: z.literal("forex"), ...common, currency: name }),
  z.strictObject({ kind: z.literal("crypto"), ...common, currency }),
  z.strictObject({
    kind: z.literal("bond"),
    ...common,
    currency,
    maturity: date,
    coupon: z.number().min(0).max(100),
    issued: date.optional(),
    bondType: name.optional(),
  }),
]);

const marketRule = z.strictObject({
  id: z.number().int().min(1),
  increments: z.array(z.strictObject({ from: money, step: positiveMoney })).min(1),
});

export const INSTRUMENTS = z.strictObject({
  marketRules: z.array(marketRule).default([]),
  listings: z.array(listing).min(1),
});

export type DescribedInstruments = z.output<typeof INSTRUMENTS>;
export type DescribedListing = DescribedInstruments["listings"][number];
export type DescribedClass = z.output<typeof optionClass>;

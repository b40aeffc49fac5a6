import {
  type EpochMs,
  epochMs,
  EXCHANGE_TIME_ZONE,
  formatMicros,
  type IsoDate,
  type Micros,
  parseIsoDate,
  parseMicros,
  type Position,
} from "@legbook/domain";
import { GraphQLError, GraphQLScalarType } from "graphql";
import type { Money } from "./money.ts";

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function text(value: unknown, expected: string): string {
  if (typeof value !== "string") throw badInput(`expected ${expected}, got ${shown(value)}`);
  return value;
}

/** ISO 8601 to the millisecond with New York's offset at that moment: `2015-12-24T10:30:00.000-05:00`. */
export function formatInstant(at: EpochMs): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({
    timeZone: EXCHANGE_TIME_ZONE,
    fractionalSecondDigits: 3,
  });
}

export const dateTimeScalar = new GraphQLScalarType<EpochMs, string>({
  name: "DateTime",
  description: "A moment in ISO 8601 with offset.",
  coerceOutputValue: (value) => formatInstant(value as EpochMs),
  coerceInputValue: (value) => {
    const expected = 'a moment in ISO 8601 with offset, such as "2015-12-24T10:30:00-05:00"';
    const moment = text(value, expected);
    try {
      return epochMs(Temporal.Instant.from(moment).epochMilliseconds);
    } catch (error) {
      if (error instanceof RangeError) throw badInput(`expected ${expected}, got ${shown(value)}`);
      throw error;
    }
  },
});

export const dateScalar = new GraphQLScalarType<IsoDate, string>({
  name: "Date",
  description: "A calendar date, YYYY-MM-DD.",
  coerceOutputValue: (value) => value as IsoDate,
  coerceInputValue: (value) => {
    const expected = 'a date of the calendar, such as "2016-01-15"';
    const date = parseIsoDate(text(value, expected));
    if (date === null) throw badInput(`expected ${expected}, got ${shown(value)}`);
    return date;
  },
});

export const priceScalar = new GraphQLScalarType<Micros, string>({
  name: "Price",
  description: "A price as plain decimal text in the contract's currency: 1.35, -0.85.",
  coerceOutputValue: (value) => formatMicros(value as Micros),
  coerceInputValue: (value) => {
    const expected = 'a price as decimal text with at most six decimals, such as "1.35"';
    const price = parseMicros(text(value, expected));
    if (price === null) throw badInput(`expected ${expected}, got ${shown(value)}`);
    return price;
  },
});

export const moneyScalar = new GraphQLScalarType<Money, string>({
  name: "Money",
  description: "An amount with its currency: 1234.50 USD.",
  coerceOutputValue: (value) => {
    const { amount, currency } = value as Money;
    return `${formatMicros(amount)} ${currency}`;
  },
  coerceInputValue: (value) => {
    const expected = 'an amount with its currency, such as "1234.50 USD"';
    const match = /^(\S+) ([A-Z]{3})$/.exec(text(value, expected));
    const amount = parseMicros(match?.[1] ?? "");
    const currency = match?.[2];
    if (amount === null || currency === undefined) {
      throw badInput(`expected ${expected}, got ${shown(value)}`);
    }
    return { amount, currency };
  },
});

const POSITION_CHARACTERS_MAX = 100;

export const logPositionScalar = new GraphQLScalarType<Position, string>({
  name: "LogPosition",
  description: "A cursor into the log; compares as text.",
  coerceOutputValue: (value) => value as Position,
  coerceInputValue: (value) => {
    const position = text(value, "a position that the log gave");
    if (!/^[\w.:-]+$/.test(position) || position.length > POSITION_CHARACTERS_MAX) {
      throw badInput(`expected a position that the log gave, got ${shown(value)}`);
    }
    return position as Position;
  },
});

/** A leaf, so that thousands of rows of numbers cost no visit of each number. */
export const floatColumnScalar = new GraphQLScalarType<
  readonly (number | null)[],
  readonly (number | null)[]
>({
  name: "FloatColumn",
  description: "A list of numbers; null where a number is not known.",
  coerceOutputValue: (value) => value as readonly (number | null)[],
  coerceInputValue: (value) => {
    if (Array.isArray(value) && value.every(isNumberOrNull)) return value;
    throw badInput(`expected a list of numbers, got ${shown(value)}`);
  },
});

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Number.isFinite(value));
}

export const jsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: "JSON",
  description: "A JSON value, for recorded payloads and inputs of rules.",
  coerceOutputValue: (value) => value,
  coerceInputValue: (value) => value,
});

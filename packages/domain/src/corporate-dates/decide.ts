import { type Decider, unreachable } from "../kernel/decider.ts";
import { formatMicros } from "../kernel/money.ts";
import { emit, nothing, type Outcome, type Refusal, refuse } from "../kernel/outcome.ts";
import type { IsoDate } from "../kernel/time.ts";
import type { CorporateDatesCommand, CorporateDatesContext } from "./commands.ts";
import type { CorporateDatesEvent, ExDividend } from "./events.ts";
import { type CorporateDatesState, INITIAL_CORPORATE_DATES } from "./state.ts";

/** Of each kind. */
export const CORPORATE_DATES_MAX = 40;
/** Nothing is announced farther ahead; a later year is a slip. */
export const CORPORATE_DATES_AHEAD_DAYS_MAX = 1_100;

/** Earnings and ex-dividend dates of one underlying, as a person gives them. */
export const corporateDates: Decider<
  CorporateDatesState,
  CorporateDatesCommand,
  CorporateDatesEvent,
  CorporateDatesContext
> = {
  category: "dates",
  initial: INITIAL_CORPORATE_DATES,
  decide,
  evolve,
};

function decide(
  state: CorporateDatesState,
  command: CorporateDatesCommand,
  { today }: CorporateDatesContext,
): Outcome<CorporateDatesEvent> {
  switch (command.type) {
    case "SetCorporateDates": {
      const { symbol, actor } = command.data;
      if (state.symbol !== null && state.symbol !== symbol) {
        throw new Error(`a command for ${symbol} on the dates of ${state.symbol}`);
      }
      const earnings = command.data.earnings.toSorted();
      const exDividends = command.data.exDividends.toSorted((a, b) => (a.date < b.date ? -1 : 1));
      if (sameDates(state, { earnings, exDividends })) return nothing();
      const refusal =
        datesFault("earnings", command.data.earnings, (index) => `earnings[${index}]`, today) ??
        datesFault(
          "exDividends",
          command.data.exDividends.map(({ date }) => date),
          (index) => `exDividends[${index}].date`,
          today,
        ) ??
        amountFault(command.data.exDividends);
      if (refusal !== null) return refuse(refusal);
      return emit({ type: "CorporateDatesSet", data: { symbol, earnings, exDividends, actor } });
    }
    default:
      return unreachable(command.type);
  }
}

type Dates = Pick<CorporateDatesState, "earnings" | "exDividends">;

function sameDates(a: Dates, b: Dates): boolean {
  return (
    a.earnings.length === b.earnings.length &&
    a.exDividends.length === b.exDividends.length &&
    a.earnings.every((date, index) => date === b.earnings[index]) &&
    a.exDividends.every(
      ({ date, amount }, index) =>
        date === b.exDividends[index]?.date && amount === b.exDividends[index]?.amount,
    )
  );
}

function datesFault(
  list: string,
  dates: readonly IsoDate[],
  fieldOf: (index: number) => string,
  today: IsoDate,
): Refusal | null {
  if (dates.length > CORPORATE_DATES_MAX) {
    return {
      code: "dates.too-many",
      message: `${dates.length} dates are more than are kept.`,
      field: list,
      inputs: { dates: dates.length },
      limit: `${CORPORATE_DATES_MAX} dates`,
      remedy: "Give the next ones.",
    };
  }
  const latest = Temporal.PlainDate.from(today).add({ days: CORPORATE_DATES_AHEAD_DAYS_MAX }).toString();
  for (const [index, date] of dates.entries()) {
    const found = { field: fieldOf(index), inputs: { date, today } };
    if (date < today) {
      return {
        ...found,
        code: "dates.past",
        message: `${date} has passed.`,
        limit: `${today} or later`,
        remedy: "Leave it out.",
      };
    }
    if (date > latest) {
      return {
        ...found,
        code: "dates.too-far",
        message: `${date} is farther ahead than any date is announced.`,
        limit: `${latest} or earlier`,
        remedy: "Check the year.",
      };
    }
    if (dates.indexOf(date) !== index) {
      return {
        ...found,
        code: "dates.duplicate",
        message: `${date} is given twice.`,
        limit: "each date once",
        remedy: "Leave one of them out.",
      };
    }
  }
  return null;
}

function amountFault(exDividends: readonly ExDividend[]): Refusal | null {
  for (const [index, { date, amount }] of exDividends.entries()) {
    if (amount === null || (Number.isSafeInteger(amount) && amount > 0)) continue;
    return {
      code: "dates.amount-not-positive",
      message: `The dividend of ${date} is ${Number.isSafeInteger(amount) ? formatMicros(amount) : amount}.`,
      field: `exDividends[${index}].amount`,
      inputs: { date, amount: Number.isSafeInteger(amount) ? formatMicros(amount) : String(amount) },
      limit: "above 0",
      remedy: "Give the amount a share, or leave it out while it is not known.",
    };
  }
  return null;
}

function evolve(_state: CorporateDatesState, event: CorporateDatesEvent): CorporateDatesState {
  switch (event.type) {
    case "CorporateDatesSet": {
      const { symbol, earnings, exDividends } = event.data;
      return { symbol, earnings, exDividends };
    }
    default:
      return unreachable(event.type);
  }
}

import { newYorkInstant, parseTimeOfDay } from "../../venue/calendar.ts";
import type { ToldContract, ToldExecution } from "./api-library.ts";

/** Bid and ask as last heard, however long ago that was. */
export interface LastQuote {
  readonly bid?: number;
  readonly ask?: number;
}

/** One line of the portfolio, taken over as it was told. */
export interface PortfolioLine {
  readonly quantity: number;
  readonly value: number;
  readonly averageCost: number;
}

/**
 * What the naive client knows of market and account: all of it from what it happened to hear. It asks for nothing
 * again, and nothing in here has an age.
 */
export class NaiveBooks {
  /** By request. */
  readonly quotes = new Map<number, LastQuote>();
  /** Contracts by id, counted from the executions that it heard: it never asks for positions [F3: Lean.Brokerages#249]. */
  readonly positions = new Map<number, number>();
  readonly portfolio = new Map<number, PortfolioLine>();
  /** Model deltas by request; 0 where none was told [F15: ib_async#77]. */
  readonly deltas = new Map<number, number>();
  /** When it was last filled; every time is New York's, whatever zone is told with it [F15: ib_insync#671]. */
  lastFillAt = 0;
  /** Every tick that came. */
  ticks = 0;

  tickPrice(requestId: number, field: number, price: number): void {
    this.ticks += 1;
    const side = field === 1 ? "bid" : field === 2 ? "ask" : null;
    if (side !== null) this.quotes.set(requestId, { ...this.quotes.get(requestId), [side]: price });
  }

  optionComputation(requestId: number, field: number, delta: number | undefined): void {
    if (field === 13) this.deltas.set(requestId, delta ?? 0);
  }

  /** Every execution counts, also one that was told before or corrects another. */
  executed({ conId, secType }: ToldContract, { side, shares, time }: ToldExecution): void {
    this.lastFillAt = timeOf(time);
    if (secType === "BAG" || conId === undefined) return;
    this.positions.set(conId, (this.positions.get(conId) ?? 0) + (side === "BOT" ? shares : -shares));
  }

  /** What is unset arrives as undefined from one library and as 1.8e308 from another: a number is a number. */
  portfolioLine(conId: number, quantity: number, value: number | undefined, cost: number | undefined): void {
    this.portfolio.set(conId, { quantity, value: value ?? 0, averageCost: cost ?? 0 });
  }

  get portfolioValue(): number {
    return [...this.portfolio.values()].reduce((sum, { value }) => sum + value, 0);
  }

  /** What it holds, without what it closed. */
  held(): readonly (readonly [conId: number, quantity: number])[] {
    return [...this.positions].filter(([, quantity]) => quantity !== 0);
  }
}

/** `20260316 10:00:00 US/Eastern` with the zone cut off. */
function timeOf(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d) +(\d\d:\d\d:\d\d)/.exec(text);
  const timeOfDay = parseTimeOfDay(match?.[4] ?? "");
  if (match === null || timeOfDay === null) return Number.NaN;
  return newYorkInstant(`${match[1]}-${match[2]}-${match[3]}`, timeOfDay);
}

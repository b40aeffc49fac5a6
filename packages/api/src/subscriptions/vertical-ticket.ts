import {
  type Contract,
  formatMicros,
  type IsoDate,
  type Micros,
  type OptionContract,
  type Refusal,
  type Right,
  verticalSpread,
} from "@legbook/domain";
import { quoteView } from "@legbook/projections";
import type { ApiContext } from "../context.ts";
import { legQuoteOf, type LegQuoteModel, type VerticalFigures, verticalFigures } from "../models/vertical.ts";
import { Conflated, type Reader } from "./conflated.ts";
import { once } from "./once.ts";
import { onQuotes } from "./watch.ts";

const QUOTES_INTERVAL_MS = 250;
/** Lines give way by their last use: a ticket that is looked at renews its own. */
const LINES_RENEWED_MS = 30_000;

/** A vertical as the ticket asks for it. */
export interface VerticalInput {
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly right: Right;
  readonly longStrike: Micros;
  readonly shortStrike: Micros;
  readonly quantity: number;
  readonly price?: Micros | null | undefined;
}

/** A vertical whose legs are known and have lines. */
export interface Ticket {
  readonly kind: "ticket";
  readonly conIds: readonly number[];
  /** As the engine saw it when the ticket was opened. */
  figures(): VerticalFigures;
  /** As the views show it now. */
  currentFigures(): VerticalFigures;
}

export type TicketResult = Ticket | { readonly kind: "refused"; readonly refusal: Refusal };

/** Asks the engine for the legs and their market. Faults of the input are refusals that name the field. */
export async function openTicket(context: ApiContext, input: VerticalInput): Promise<TicketResult> {
  const { engine, views, pricing, user } = context;
  const { quantity } = input;
  if (quantity < 1) return { kind: "refused", refusal: quantityRefusal(quantity) };
  const answer = await engine.quoteVertical(quoteRequest(input), user);
  if (answer.kind === "refused") return answer;
  const [longLeg, shortLeg] = answer.contracts;
  assertOption(longLeg);
  assertOption(shortLeg);
  const result = verticalSpread(longLeg, shortLeg);
  if (result.kind === "refused") return result;
  const { spread } = result;
  const price = input.price ?? null;
  const engineQuote = (contract: OptionContract): LegQuoteModel =>
    legQuoteOf(answer.view, contract, quoteView(views.market, contract.conId, answer.view.at));
  return {
    kind: "ticket",
    conIds: [longLeg.conId, shortLeg.conId, longLeg.underlyingConId],
    figures: () =>
      verticalFigures({
        spread,
        quantity,
        price,
        longQuote: engineQuote(longLeg),
        shortQuote: engineQuote(shortLeg),
        underlying: answer.view.underlying,
        at: answer.view.at,
        pricing,
      }),
    currentFigures: () => {
      const at = engine.now();
      const quote = (contract: OptionContract): LegQuoteModel =>
        quoteView(views.market, contract.conId, at) ?? NO_QUOTE;
      return verticalFigures({
        spread,
        quantity,
        price,
        longQuote: quote(longLeg),
        shortQuote: quote(shortLeg),
        underlying: underlyingPrice(context, longLeg.underlyingConId),
        at,
        pricing,
      });
    },
  };
}

/** The ticket's figures whenever a quote of its legs or underlying changes, at most four times a second. */
export async function ticketUpdates(
  context: ApiContext,
  input: VerticalInput,
): Promise<AsyncGenerator<Reader<VerticalFigures>, void, void>> {
  const ticket = await openTicket(context, input);
  if (ticket.kind === "refused") return once(ticket);
  let first = true;
  return new Conflated({
    watch: (changed) => {
      const unwatch = onQuotes(
        context.views,
        () => ticket.conIds,
        () => changed(QUOTES_INTERVAL_MS),
      );
      const renewal = setInterval(() => {
        context.engine.quoteVertical(quoteRequest(input), context.user).catch(context.onFault);
      }, LINES_RENEWED_MS);
      return () => {
        unwatch();
        clearInterval(renewal);
      };
    },
    read: () => {
      const figures = first ? ticket.figures() : ticket.currentFigures();
      first = false;
      return figures;
    },
  });
}

const NO_QUOTE: LegQuoteModel = {
  bid: null,
  ask: null,
  volatility: null,
  delta: null,
  gamma: null,
  vega: null,
  theta: null,
  quoteAgeMs: null,
};

function quoteRequest({ symbol, expiry, right, longStrike, shortStrike }: VerticalInput) {
  return {
    symbol,
    expiry,
    right,
    longStrike: formatMicros(longStrike),
    shortStrike: formatMicros(shortStrike),
  };
}

/** Mid of the underlying, else its last trade. */
function underlyingPrice({ views, engine }: ApiContext, conId: number): Micros | null {
  const quote = quoteView(views.market, conId, engine.now());
  if (quote === null) return null;
  if (quote.bid === null || quote.ask === null) return quote.last;
  return Math.round((quote.bid + quote.ask) / 2) as Micros;
}

function assertOption(contract: Contract): asserts contract is OptionContract {
  if (contract.kind !== "option") throw new Error(`a leg is not an option: ${contract.conId}`);
}

function quantityRefusal(quantity: number): Refusal {
  return {
    code: "vertical.quantity-not-positive",
    message: `A quantity of ${quantity} spreads cannot be traded.`,
    field: "quantity",
    inputs: { quantity },
    limit: "at least 1",
    remedy: "Ask for 1 spread or more.",
  };
}

import { type Micros, type Refusal, type SpreadLeg, spreadOf } from "@legbook/domain";
import { quoteView } from "@legbook/projections";
import type { ApiContext } from "../context.ts";
import { type SpreadFigures, spreadFigures } from "../models/spread.ts";
import type { LegMarket, LegQuoteModel } from "../models/spread-market.ts";
import type { ChosenDay } from "../models/spread-payoff.ts";
import { engineLegs, type NamedLeg } from "../schema/spread-legs.ts";
import { shown } from "../schema/read-your-writes.ts";
import { Conflated, type Reader } from "./conflated.ts";
import { once } from "./once.ts";
import { onQuotes } from "./watch.ts";

const QUOTES_INTERVAL_MS = 250;
/** Lines give way by their last use: a spread that is looked at renews its own. */
const LINES_RENEWED_MS = 30_000;
/** Probabilities and forwards move without a quote of these legs. */
const REFRESHED_MS = 5_000;

/** A spread as a client asks for it. */
export interface SpreadRequest {
  readonly symbol: string;
  readonly legs: readonly NamedLeg[];
  readonly quantity: number;
  readonly price?: Micros | null | undefined;
  readonly chosen?: ChosenDay | null | undefined;
}

/** A spread whose legs are known and have lines. */
export interface OpenSpread {
  readonly kind: "open";
  readonly conIds: readonly number[];
  /** As the views show it now. */
  figures(): SpreadFigures;
}

export type OpenSpreadResult = OpenSpread | { readonly kind: "refused"; readonly refusal: Refusal };

/** Asks the engine for the legs and their lines. Faults of the input are refusals that name the field. */
export async function openSpread(context: ApiContext, input: SpreadRequest): Promise<OpenSpreadResult> {
  const { engine, pricing, user } = context;
  const { symbol, quantity } = input;
  if (quantity < 1) return { kind: "refused", refusal: quantityRefusal(quantity) };
  const answer = await engine.openLegs(symbol, engineLegs(input.legs), user);
  if (answer.kind === "refused") return answer;
  await shown(context, answer.position);
  const result = spreadOf(answer.legs);
  if (result.kind === "refused") return result;
  const { spread, changes } = result;
  return {
    kind: "open",
    conIds: [...spread.legs.map(({ contract }) => contract.conId), spread.underlyingConId],
    figures: () =>
      spreadFigures({
        spread,
        quantity: quantity * changes.count,
        price: input.price ?? null,
        chosen: input.chosen ?? null,
        legs: spread.legs.map((leg) => legMarket(context, symbol, leg)),
        underlying: underlyingPrice(context, spread.underlyingConId),
        at: engine.now(),
        pricing,
      }),
  };
}

/** The figures whenever a quote of the legs or the underlying changes, at most four times a second. */
export async function spreadUpdates(
  context: ApiContext,
  input: SpreadRequest,
): Promise<AsyncGenerator<Reader<SpreadFigures>, void, void>> {
  const open = await openSpread(context, input);
  if (open.kind === "refused") return once(open);
  return new Conflated({
    refreshMs: REFRESHED_MS,
    watch: (changed) => {
      const unwatch = onQuotes(
        context.views,
        () => open.conIds,
        () => changed(QUOTES_INTERVAL_MS),
      );
      const renewal = setInterval(() => {
        context.engine.openLegs(input.symbol, engineLegs(input.legs), context.user).catch(context.onFault);
      }, LINES_RENEWED_MS);
      return () => {
        unwatch();
        clearInterval(renewal);
      };
    },
    read: () => open.figures(),
  });
}

const NO_QUOTE: LegQuoteModel = { bid: null, ask: null, volatility: null, delta: null, quoteAgeMs: null };

function legMarket({ engine, views }: ApiContext, symbol: string, leg: SpreadLeg): LegMarket {
  const { contract } = leg;
  return {
    leg,
    quote: quoteView(views.market, contract.conId, engine.now()) ?? NO_QUOTE,
    view: contract.kind === "option" ? engine.smile(symbol, contract.expiry) : null,
  };
}

/** Mid of the underlying, else its last trade. */
function underlyingPrice({ views, engine }: ApiContext, conId: number): Micros | null {
  const quote = quoteView(views.market, conId, engine.now());
  if (quote === null) return null;
  if (quote.bid === null || quote.ask === null) return quote.last;
  return Math.round((quote.bid + quote.ask) / 2) as Micros;
}

function quantityRefusal(quantity: number): Refusal {
  return {
    code: "spread.quantity-not-positive",
    message: `A quantity of ${quantity} spreads cannot be traded.`,
    field: "quantity",
    inputs: { quantity },
    limit: "at least 1",
    remedy: "Ask for 1 spread or more.",
  };
}

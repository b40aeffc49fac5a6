import { depthExchanges, depthPlaceOf } from "../../venue/depth/places.ts";
import type { Listing } from "../../venue/listing.ts";
import { resolveListings } from "../../venue/resolve.ts";
import { smartComponents as componentsOf } from "../../venue/smart-components.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { notOne } from "../contract-details.ts";
import { subscriptionOf } from "../market-data-permissions.ts";

type DepthRequest = RequestValues<"marketDepth">;

const NOT_SUPPORTED = "Deep market data is not supported for this combination of security type/exchange";
/** The group that IDEALPRO's are told with [D]. */
const FOREX_GROUP = 4;

/** The one contract that is meant, or null after an error was answered. A combo has no book of its own. */
function listingOf(session: ClientSession, request: DepthRequest): Listing | null {
  if (request.secType === "BAG") {
    session.error(request.requestId, 10092, NOT_SUPPORTED);
    return null;
  }
  const query = { ...request, primaryExchange: request.primaryExchange ?? "" };
  const found = resolveListings(session.venue.source, query, session.venue.clock.now());
  const [listing] = found;
  if (listing !== undefined && found.length === 1) return listing;
  session.error(request.requestId, 200, notOne(found));
  return null;
}

export function marketDepth(session: ClientSession, request: DepthRequest): void {
  const { requestId, rows, exchange } = request;
  const isSmart = request.isSmartDepth ?? false;
  const { depth, lines, venue, schedule } = session;
  const { budget } = lines;
  if (depth.has(requestId)) {
    session.error(requestId, 322, "Error processing request.-'bX' : cause - Duplicate ticker id");
    return;
  }
  if (rows < 1) {
    const why = `Invalid number of rows: ${rows}`;
    session.error(requestId, 321, `Error validating request.-'bX' : cause - ${why}`);
    return;
  }
  const listing = listingOf(session, request);
  if (listing === null) return;
  const place = depthPlaceOf(listing, exchange, isSmart);
  if (place === null) {
    session.error(requestId, 10092, NOT_SUPPORTED);
    return;
  }
  // There are no delayed books.
  if (subscriptionOf(budget.subscriptions, listing) !== "all") {
    session.error(requestId, 354, "Requested market data is not subscribed.");
    return;
  }
  if (depth.isFull || !budget.depth.admits(listing.conId)) {
    const why = `Max number (${budget.depth.max}) of market depth requests has been reached`;
    session.error(requestId, 309, why);
    return;
  }
  const at = venue.clock.now();
  const moment = { at, real: schedule.now(), isOpen: venue.clock.isOpen(at), isFrozen: lines.isFrozen };
  depth.open({ requestId, listing, place, isSmart, rowsMax: rows }, moment);
}

/** One that is smart is not found by a cancel that is not, and goes on [D]. */
export function cancelMarketDepth(session: ClientSession, request: RequestValues<"cancelMarketDepth">): void {
  const { requestId } = request;
  if (session.depth.cancel(requestId, request.isSmartDepth ?? false)) return;
  session.error(requestId, 310, `Can't find the subscribed market depth with tickerId:${requestId}`);
}

export function marketDepthExchanges(session: ClientSession): void {
  const exchanges = depthExchanges(session.venue.source.book.all());
  session.send("marketDepthExchanges", {
    exchanges: exchanges.map(({ exchange, secType, isLevel2 }) => ({
      exchange,
      secType,
      isLevel2,
      listingExchange: "",
      serviceDataType: isLevel2 ? "Deep2" : "Deep",
      aggregateGroup: secType === "CASH" ? FOREX_GROUP : null,
    })),
  });
}

export function smartComponents(session: ClientSession, request: RequestValues<"smartComponents">): void {
  const { requestId, bboExchange } = request;
  const components = componentsOf(bboExchange, session.venue.source.book.all());
  if (components !== null) session.send("smartComponents", { requestId, components });
  else {
    const why = `No exchanges are known as ${JSON.stringify(bboExchange.slice(0, 20))}`;
    session.error(requestId, 321, `Error validating request.-'cH' : cause - ${why}`);
  }
}

/** Ordinary accounts have none [U]. */
export function softDollarTiers(session: ClientSession, request: RequestValues<"softDollarTiers">): void {
  session.send("softDollarTiers", { requestId: request.requestId, tiers: [] });
}

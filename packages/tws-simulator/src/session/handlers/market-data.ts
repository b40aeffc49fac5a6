import { moneyToUnits } from "../../venue/money.ts";
import { markOf } from "../../venue/market.ts";
import { type Listing, type OptionListing } from "../../venue/listing.ts";
import { bboExchangeOf } from "../../venue/smart-components.ts";
import { resolveListings } from "../../venue/resolve.ts";
import { incrementAt, ruleOf } from "../../venue/price-increment.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import { type ClientSession, NO_SECURITY_DEFINITION } from "../client-session.ts";
import { notOne } from "../contract-details.ts";
import type { LineSubject } from "../market-data-line.ts";
import { typeOf } from "../market-data-lines.ts";
import { type Grant, grantOf, subscriptionOf } from "../market-data-permissions.ts";
import { computeAtPrice, computeAtVolatility, CUSTOM_COMPUTATION } from "../option-computation.ts";

/** From a snapshot's last tick to its end, in real time. */
const SNAPSHOT_MS = 20;
/** A snapshot that lacks a side ends without it after this time [D: eleven seconds]. */
const SNAPSHOT_MAX_MS = 11_000;

type MarketDataRequest = RequestValues<"marketData">;

/** What the request means, or null after an error was answered. */
function subjectOf(session: ClientSession, request: MarketDataRequest): LineSubject | null {
  const { source } = session.venue;
  const at = session.venue.clock.now();
  if (request.secType !== "BAG") {
    const found = resolveListings(source, request, at);
    const [listing] = found;
    if (listing !== undefined && found.length === 1) return { kind: "listing", listing };
    session.error(request.requestId, 200, notOne(found));
    return null;
  }
  const legs = request.comboLegs.map((leg) => ({
    conId: leg.conId,
    ratio: leg.ratio,
    exchange: leg.exchange,
    action: leg.action === "SELL" ? ("SELL" as const) : ("BUY" as const),
    isKnown: source.book.get(leg.conId) !== undefined && leg.ratio > 0,
  }));
  if (legs.length > 1 && legs.every((leg) => leg.isKnown)) return { kind: "combo", legs };
  session.error(request.requestId, 200, NO_SECURITY_DEFINITION);
  return null;
}

function minTick(session: ClientSession, subject: LineSubject): number {
  if (subject.kind === "combo") return 0.01;
  const quote = session.venue.source.quote(subject.listing.conId, session.venue.clock.now());
  return moneyToUnits(incrementAt(ruleOf(subject.listing), markOf(quote) ?? 0));
}

/** What the login may see of it: of a combo what it may see of each leg. */
function grantFor(session: ClientSession, subject: LineSubject): Grant {
  const { requestedType, budget } = session.lines;
  const { book } = session.venue.source;
  const listings =
    subject.kind === "listing"
      ? [subject.listing]
      : subject.legs.map(({ conId }) => book.get(conId)).filter((listing) => listing !== undefined);
  const grants = listings.map((listing) =>
    grantOf(subscriptionOf(budget.subscriptions, listing), requestedType),
  );
  const [first] = grants;
  return (
    grants.find(({ kind }) => kind === "refused") ??
    grants.find(({ kind }) => kind === "delayed") ??
    (first as Grant)
  );
}

function announce(
  session: ClientSession,
  requestId: number,
  subject: LineSubject,
  grant: Exclude<Grant, { kind: "refused" }>,
  isOpen: boolean,
): void {
  session.send("tickRequestParameters", {
    requestId,
    minTick: minTick(session, subject),
    bboExchange: subject.kind === "combo" ? "" : bboExchangeOf(subject.listing),
    snapshotPermissions: 3,
  });
  const isFrozen = session.lines.isFrozen && !isOpen;
  session.send("marketDataType", { requestId, type: typeOf(grant.kind === "delayed", isFrozen) });
  if (grant.kind === "delayed") session.error(requestId, 10167, grant.warning);
}

export function marketData(session: ClientSession, request: MarketDataRequest): void {
  const { requestId, genericTicks } = request;
  const { lines, venue, schedule } = session;
  if (lines.has(requestId)) {
    session.error(requestId, 322, "Error processing request.-'bW' : cause - Duplicate ticker id");
    return;
  }
  const subject = subjectOf(session, request);
  if (subject === null) return;
  const isSnapshot = request.snapshot || request.regulatorySnapshot;
  if (!isSnapshot && lines.isFull) {
    session.error(requestId, 101, "Max number of tickers has been reached");
    return;
  }
  // A regulatory snapshot is paid for by itself and needs no subscription [D].
  const grant: Grant = request.regulatorySnapshot ? { kind: "live" } : grantFor(session, subject);
  if (grant.kind === "refused") {
    session.error(requestId, grant.code, grant.message);
    return;
  }
  const at = venue.clock.now();
  const moment = { at, real: schedule.now(), isOpen: venue.clock.isOpen(at), isFrozen: lines.isFrozen };
  announce(session, requestId, subject, grant, moment.isOpen);
  const line = lines.create(requestId, subject, genericTicks, grant.kind === "delayed");
  if (!isSnapshot) {
    lines.open(line, moment);
    return;
  }
  lines.openSnapshot(line, moment, moment.real + SNAPSHOT_MAX_MS, () => {
    session.after(SNAPSHOT_MS, () => session.send("tickSnapshotEnd", { requestId }));
  });
}

export function cancelMarketData(session: ClientSession, { requestId }: { requestId: number }): void {
  if (session.lines.cancel(requestId)) return;
  session.error(requestId, 300, `Can't find EId with tickerId:${requestId}`);
}

export function marketDataType(session: ClientSession, { type }: RequestValues<"marketDataType">): void {
  if (type >= 1 && type <= 4) session.lines.requestedType = type;
  else session.error(-1, 321, `Error validating request.-'b5' : cause - Invalid market data type ${type}`);
}

function optionOf(
  session: ClientSession,
  request: RequestValues<"optionPrice"> | RequestValues<"impliedVolatility">,
): OptionListing | null {
  const found: readonly Listing[] = resolveListings(session.venue.source, request, session.venue.clock.now());
  const [option] = found;
  if (option?.kind === "option" && found.length === 1) return option;
  session.error(request.requestId, 200, NO_SECURITY_DEFINITION);
  return null;
}

export function impliedVolatility(session: ClientSession, request: RequestValues<"impliedVolatility">): void {
  const option = optionOf(session, request);
  if (option === null) return;
  const { source, clock } = session.venue;
  const values = computeAtPrice(source, option, request.optionPrice, request.underlyingPrice, clock.now());
  const { requestId } = request;
  session.send("tickOptionComputation", { requestId, tickType: CUSTOM_COMPUTATION, attribute: 1, ...values });
}

export function optionPrice(session: ClientSession, request: RequestValues<"optionPrice">): void {
  const option = optionOf(session, request);
  if (option === null) return;
  const { source, clock } = session.venue;
  const values = computeAtVolatility(
    source,
    option,
    request.volatility,
    request.underlyingPrice,
    clock.now(),
  );
  const { requestId } = request;
  session.send("tickOptionComputation", { requestId, tickType: CUSTOM_COMPUTATION, attribute: 1, ...values });
}

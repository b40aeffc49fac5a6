import {
  ConnectionDocument,
  EventTailDocument,
  ExecutionsDocument,
  OrdersDocument,
  PositionsDocument,
  ProfitAndLossDocument,
  RiskDocument,
  SmileDocument,
  SpreadDocument,
  SubscriptionLinesDocument,
  type ConnectionSubscription,
  type EventFieldsFragment,
  type OrdersSubscription,
  type PositionsSubscription,
  type RiskFieldsFragment,
  type SpreadInput,
  type SubscriptionLinesSubscription,
} from "../gql/graphql.ts";
import { Feed, type Readable } from "./feed.ts";

export type Connection = ConnectionSubscription["connection"];
export type Lines = SubscriptionLinesSubscription["subscriptionLines"];
export type Order = OrdersSubscription["orders"]["nodes"][number];
export type PositionGroup = PositionsSubscription["positions"]["groups"][number];
export type PositionLeg = PositionGroup["legs"][number];
export type Risk = RiskFieldsFragment;
export type LogEvent = EventFieldsFragment;

const eventsKept = 500;
const waiting = { phase: "loading", data: undefined, at: undefined } as const;

/** What waits for an account to be known: it asks for nothing. */
const nothingYet = { get: () => waiting, subscribe: () => () => undefined };

/** One feed for each key, made when it is first asked for; the empty key, of no account yet, asks for nothing. */
function perKey<Key extends string, T>(make: (key: Key) => Readable<T>): (key: Key) => Readable<T> {
  const feeds = new Map<Key, Readable<T>>();
  return (key) => {
    if (key === "") return nothingYet;
    const known = feeds.get(key);
    if (known) return known;
    const feed = make(key);
    feeds.set(key, feed);
    return feed;
  };
}

export const connectionFeed = new Feed({
  document: ConnectionDocument,
  variables: {},
  read: (data) => data.connection,
});

export const linesFeed = new Feed({
  document: SubscriptionLinesDocument,
  variables: {},
  read: (data) => data.subscriptionLines,
});

export const ordersFeed = new Feed({
  document: OrdersDocument,
  variables: {},
  read: (data) => data.orders,
});

export const executionsFeed = new Feed({
  document: ExecutionsDocument,
  variables: {},
  read: (data) => data.executions,
});

export const positionsFeed = perKey(
  (account: string) =>
    new Feed({ document: PositionsDocument, variables: { account }, read: (data) => data.positions }),
);

export const profitFeed = perKey(
  (account: string) =>
    new Feed({ document: ProfitAndLossDocument, variables: { account }, read: (data) => data.profitAndLoss }),
);

export const riskFeed = perKey(
  (account: string) =>
    new Feed({ document: RiskDocument, variables: { account }, read: (data) => data.risk }),
);

/** Newest first and bounded; a repeat after a reconnection replaces itself. */
function newestEvents(batch: readonly LogEvent[], previous: readonly LogEvent[] | undefined) {
  const known = new Map((previous ?? []).map((event) => [event.position, event]));
  for (const event of batch) known.set(event.position, event);
  const newestFirst = [...known.values()].sort((a, b) => (a.position < b.position ? 1 : -1));
  return newestFirst.slice(0, eventsKept);
}

/** The log's tail, with market ticks among it or without. */
export const eventsFeed = perKey(
  (ticks: "ticks" | "decisions") =>
    new Feed({
      document: EventTailDocument,
      variables: { last: 100, ticks: ticks === "ticks" },
      read: (data, previous: readonly LogEvent[] | undefined) => newestEvents(data.events.events, previous),
    }),
);

/** Figures of one spread at one quantity and price. Not shared: each change of the ticket is another. */
export function spreadFeed(input: SpreadInput) {
  return new Feed({ document: SpreadDocument, variables: { input }, read: (data) => data.spread });
}

/** What the market says of one expiry; keys are a symbol and a date with a bar between. */
export const smileFeed = perKey((key: string) => {
  const [symbol = "", expiry = ""] = key.split("|");
  return new Feed({ document: SmileDocument, variables: { symbol, expiry }, read: (data) => data.smile });
});

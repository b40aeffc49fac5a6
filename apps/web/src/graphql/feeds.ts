import {
  ConnectionAtDocument,
  ConnectionDocument,
  EventsAtDocument,
  EventTailDocument,
  ExecutionsAtDocument,
  ExecutionsDocument,
  OrdersAtDocument,
  OrdersDocument,
  PositionsAtDocument,
  PositionsDocument,
  ProfitAndLossAtDocument,
  ProfitAndLossDocument,
  RiskAtDocument,
  RiskDocument,
  SmileAtDocument,
  SmileDocument,
  SpreadAtDocument,
  SpreadDocument,
  SubscriptionLinesAtDocument,
  SubscriptionLinesDocument,
  type ConnectionFieldsFragment,
  type EventFieldsFragment,
  type LinesFieldsFragment,
  type OrderFieldsFragment,
  type PositionsFieldsFragment,
  type RiskFieldsFragment,
  type SpreadInput,
} from "../gql/graphql.ts";
import { Shown } from "../past/shown.ts";
import { Feed, type Readable } from "./feed.ts";
import type { ListPage } from "./further.ts";

export type Connection = ConnectionFieldsFragment;
export type Lines = LinesFieldsFragment;
export type Order = OrderFieldsFragment;
export type PositionGroup = PositionsFieldsFragment["groups"][number];
export type PositionLeg = PositionGroup["legs"][number];
export type Risk = RiskFieldsFragment;
export type LogEvent = EventFieldsFragment;

const eventsKept = 500;
const eventsOfTheTail = 100;
/** Events of one page. */
export const eventsPage = 200;
const waiting = { phase: "loading", data: undefined, at: undefined } as const;

/** A feed that also knows what is so now while the screen looks back. */
export interface Showing<T> extends Readable<T> {
  readonly live: Readable<T>;
}

const nothing = { get: () => waiting, subscribe: () => () => undefined };

/** What waits for an account to be known: it asks for nothing. */
const nothingYet = { ...nothing, live: nothing };

/** One feed for each key, made when it is first asked for; the empty key, of no account yet, asks for nothing. */
function perKey<Key extends string, T>(make: (key: Key) => Showing<T>): (key: Key) => Showing<T> {
  const feeds = new Map<Key, Showing<T>>();
  return (key) => {
    if (key === "") return nothingYet;
    const known = feeds.get(key);
    if (known) return known;
    const feed = make(key);
    feeds.set(key, feed);
    return feed;
  };
}

export const connectionFeed = new Shown(
  new Feed({ document: ConnectionDocument, variables: {}, read: (data) => data.connection }),
  { document: ConnectionAtDocument, variables: (asOf) => ({ asOf }), read: (data) => data.connection },
);

export const linesFeed = new Shown(
  new Feed({
    document: SubscriptionLinesDocument,
    variables: {},
    read: (data) => data.subscriptionLines,
  }),
  {
    document: SubscriptionLinesAtDocument,
    variables: (asOf) => ({ asOf }),
    read: (data) => data.subscriptionLines,
  },
);

function ordersOf(workingOnly: boolean) {
  return new Shown(
    new Feed({ document: OrdersDocument, variables: { workingOnly }, read: (data) => data.orders }),
    {
      document: OrdersAtDocument,
      variables: (asOf) => ({ asOf, workingOnly }),
      read: (data) => data.orders,
    },
  );
}

/** The newest orders, whatever became of them. */
export const ordersFeed = ordersOf(false);

/** Those that the broker may still execute, however old. */
export const workingOrdersFeed = ordersOf(true);

export const executionsFeed = new Shown(
  new Feed({ document: ExecutionsDocument, variables: {}, read: (data) => data.executions }),
  { document: ExecutionsAtDocument, variables: (asOf) => ({ asOf }), read: (data) => data.executions },
);

export const positionsFeed = perKey(
  (account: string) =>
    new Shown(
      new Feed({ document: PositionsDocument, variables: { account }, read: (data) => data.positions }),
      {
        document: PositionsAtDocument,
        variables: (asOf) => ({ account, asOf }),
        read: (data) => data.positions,
      },
    ),
);

export const profitFeed = perKey(
  (account: string) =>
    new Shown(
      new Feed({
        document: ProfitAndLossDocument,
        variables: { account },
        read: (data) => data.profitAndLoss,
      }),
      {
        document: ProfitAndLossAtDocument,
        variables: (asOf) => ({ account, asOf }),
        read: (data) => data.profitAndLoss,
      },
    ),
);

export const riskFeed = perKey(
  (account: string) =>
    new Shown(new Feed({ document: RiskDocument, variables: { account }, read: (data) => data.risk }), {
      document: RiskAtDocument,
      variables: (asOf) => ({ account, asOf }),
      read: (data) => data.risk,
    }),
);

/** Newest first and bounded; a repeat after a reconnection replaces itself. */
function newestEvents(
  batch: readonly LogEvent[],
  previous: ListPage<LogEvent> | undefined,
): ListPage<LogEvent> {
  const known = new Map((previous?.nodes ?? []).map((event) => [event.position, event]));
  for (const event of batch) known.set(event.position, event);
  const newestFirst = [...known.values()].sort((a, b) => (a.position < b.position ? 1 : -1));
  const nodes = newestFirst.slice(0, eventsKept);
  return {
    nodes,
    endCursor: nodes.at(-1)?.position ?? null,
    hasNextPage: nodes.length >= eventsOfTheTail,
  };
}

/** The log's tail, with market ticks among it or without. */
export const eventsFeed = perKey(
  (ticks: "ticks" | "decisions") =>
    new Shown(
      new Feed({
        document: EventTailDocument,
        variables: { last: eventsOfTheTail, ticks: ticks === "ticks" },
        read: (data, previous: ListPage<LogEvent> | undefined) => newestEvents(data.events.events, previous),
      }),
      {
        document: EventsAtDocument,
        variables: (asOf) => ({ first: eventsPage, ticks: ticks === "ticks", asOf }),
        read: (data): ListPage<LogEvent> => data.events,
      },
    ),
);

/** Figures of one spread at one quantity and price. Not shared: each change of the ticket is another. */
export function spreadFeed(input: SpreadInput) {
  return new Shown(
    new Feed({ document: SpreadDocument, variables: { input }, read: (data) => data.spread }),
    { document: SpreadAtDocument, variables: (asOf) => ({ input, asOf }), read: (data) => data.spread },
  );
}

/** What the market says of one expiry; keys are a symbol and a date with a bar between. */
export const smileFeed = perKey((key: string) => {
  const [symbol = "", expiry = ""] = key.split("|");
  return new Shown(
    new Feed({ document: SmileDocument, variables: { symbol, expiry }, read: (data) => data.smile }),
    {
      document: SmileAtDocument,
      variables: (asOf) => ({ symbol, expiry, asOf }),
      read: (data) => data.smile,
    },
  );
});

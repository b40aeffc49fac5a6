import {
  assessOrder,
  DEFAULT_RISK_LIMITS,
  epochMs,
  isoDate,
  micros,
  NO_PRICE,
  streamName,
  TICK_KINDS,
  TICKS_PER_BATCH_MAX,
  type DomainEvent,
  type EpochMs,
  type EventId,
  type EventMetadata,
  type IsoDate,
  type OptionContract,
  type StockContract,
  type TickKind,
} from "@legbook/domain";
import { createUuidV7Ids, domainEventCodec, openSqliteEventStore, type EventStore } from "@legbook/engine";
import { orderStory, type Told } from "./order-story.ts";

export interface BootLogSize {
  readonly ticks: number;
  readonly orders: number;
}

export interface BootLog {
  readonly events: number;
}

const ACCOUNT = "DU1000001";
const CLIENT_ID = 17;
const DAYS = 20;
const FIRST_DAY = Temporal.PlainDate.from("2015-11-02");
const EXPIRY = isoDate("2016-01-15");
const STRIKES = Array.from({ length: 40 }, (_, index) => 650 + index * 5);
/** Between two batches of ticks. */
const BATCH_MS = 400;

const GOOG: StockContract = {
  kind: "stock",
  conId: 208_813_720,
  symbol: "GOOG",
  exchange: "SMART",
  primaryExchange: "NASDAQ",
  currency: "USD",
  minTick: micros(10_000),
};
const PUTS = STRIKES.map((strike) => option(strike, "put"));
const CALLS = STRIKES.map((strike) => option(strike, "call"));
const LINES = [GOOG, ...PUTS, ...CALLS];

/**
 * Writes a log as some weeks of trading leave it, through the store and its codec: sessions, lines, batches of ticks,
 * and between them orders with all that is ever said of one, most of them filled, some cancelled, some refused.
 */
export async function writeBootLog(path: string, { ticks, orders }: BootLogSize): Promise<BootLog> {
  const store = openSqliteEventStore({ path, codec: domainEventCodec() });
  const batches = Math.ceil(ticks / TICKS_PER_BATCH_MAX);
  const writer = createWriter(store);
  let [written, told] = [0, 0];
  for (let day = 0; day < DAYS; day += 1) {
    const date = tradingDay(day);
    const opening = epochMs(
      date.toZonedDateTime({ timeZone: "America/New_York", plainTime: "09:30" }).epochMilliseconds,
    );
    const [fromBatch, toBatch] = share(batches, day);
    await writer.append(sessionBegins(day, opening), opening);
    for (let batch = fromBatch; batch < toBatch; batch += 1) {
      const at = epochMs(opening + (batch - fromBatch) * BATCH_MS * 100);
      const count = Math.min(TICKS_PER_BATCH_MAX, ticks - written);
      const data = ticksFrom(written, count, at);
      written += count;
      await writer.append(
        [{ stream: streamName("market", date.toString()), event: { type: "TicksRecorded", data } }],
        at,
      );
      for (; told < Math.floor((orders * (batch + 1)) / batches); told += 1) {
        await writer.append(story(told, at), at);
      }
    }
    const closing = epochMs(opening + 6.5 * 3_600_000);
    await writer.append(sessionEnds(day), closing);
  }
  await writer.settled();
  await store.close();
  return { events: writer.events() };
}

function share(count: number, day: number): [number, number] {
  return [Math.floor((count * day) / DAYS), Math.floor((count * (day + 1)) / DAYS)];
}

/** Weekdays, one after the other. */
function tradingDay(index: number): Temporal.PlainDate {
  return FIRST_DAY.add({ days: Math.floor(index / 5) * 7 + (index % 5) });
}

/** Each two orders open a vertical and close it again. */
function story(number: number, at: EpochMs): readonly Told[] {
  const place = Math.floor(number / 2) % (PUTS.length - 1);
  const [lower, higher] = [PUTS[place], PUTS[place + 1]];
  if (lower === undefined || higher === undefined) throw new RangeError(`no vertical ${place}`);
  const [long, short] = number % 2 === 0 ? [lower, higher] : [higher, lower];
  return orderStory({ number, account: ACCOUNT, long, short, at, assess: assessOrder });
}

function sessionBegins(day: number, at: EpochMs): readonly Told[] {
  const gateway = (event: DomainEvent): Told => ({ stream: streamName("gateway", String(CLIENT_ID)), event });
  const target = { host: "127.0.0.1", port: 7497 };
  const sessionId = sessionOf(day);
  return [
    {
      stream: streamName("session", sessionId),
      event: {
        type: "SessionStarted",
        data: {
          sessionId,
          version: "0.1.0",
          mode: "simulated",
          gateway: { ...target, clientId: CLIENT_ID },
          accountsAllowed: [],
          configuration: {},
        },
      },
    },
    gateway({ type: "ConnectionRequested", data: { ...target, clientId: CLIENT_ID, attempt: 1 } }),
    gateway({
      type: "ConnectionOpenReported",
      data: { serverVersion: 193, connectionTime: "20151102 09:30:00 EST" },
    }),
    gateway({ type: "SynchronisationStarted", data: { parts: ["accounts"] } }),
    gateway({ type: "ManagedAccountsReported", data: { accounts: [ACCOUNT] } }),
    gateway({ type: "SynchronisationPartCompleted", data: { part: "accounts", count: 1 } }),
    gateway({ type: "SynchronisationCompleted", data: { serverVersion: 193 } }),
    accountSummary(),
    ...(day === 0 ? [limitsSet(), ...chain()] : []),
    ...linesOpened(day, at),
  ];
}

function sessionEnds(day: number): readonly Told[] {
  const sessionId = sessionOf(day);
  const gateway = streamName("gateway", String(CLIENT_ID));
  return [
    ...LINES.map((contract, index): Told => ({
      stream: streamName("lines", String(CLIENT_ID)),
      event: { type: "LineReleased", data: { conId: contract.conId, requestId: requestId(day, index) } },
    })),
    { stream: gateway, event: { type: "ConnectionCloseRequested", data: { reason: "closed" } } },
    {
      stream: gateway,
      event: { type: "ConnectionLossReported", data: { cause: "requested", code: null, message: "closed" } },
    },
    {
      stream: streamName("session", sessionId),
      event: { type: "SessionEnded", data: { sessionId, reason: "closed" } },
    },
  ];
}

function limitsSet(): Told {
  const data = { account: ACCOUNT, limits: DEFAULT_RISK_LIMITS, actor: "user", reason: "first" };
  return { stream: streamName("risk", ACCOUNT), event: { type: "RiskLimitsSet", data } };
}

function accountSummary(): Told {
  const amount = micros(100_000_000_000);
  const none = micros(0);
  return {
    stream: streamName("account", ACCOUNT),
    event: {
      type: "AccountSummaryReported",
      data: {
        account: ACCOUNT,
        currency: "USD",
        netLiquidation: amount,
        totalCash: amount,
        buyingPower: amount,
        availableFunds: amount,
        initialMargin: none,
        maintenanceMargin: none,
      },
    },
  };
}

function chain(): readonly Told[] {
  const symbol = "GOOG";
  const events: readonly DomainEvent[] = [
    { type: "ChainRequested", data: { symbol } },
    { type: "UnderlyingReported", data: { symbol, contract: GOOG } },
    {
      type: "ChainParametersReported",
      data: {
        symbol,
        exchange: "SMART",
        tradingClass: symbol,
        multiplier: 100,
        expiries: [EXPIRY],
        strikes: STRIKES.map((strike) => micros(strike * 1_000_000)),
      },
    },
    { type: "ExpiryContractsReported", data: { symbol, expiry: EXPIRY, contracts: [...PUTS, ...CALLS] } },
  ];
  return events.map((event) => ({ stream: streamName("chain", symbol), event }));
}

function linesOpened(day: number, at: EpochMs): readonly Told[] {
  return LINES.map((contract, index) => ({
    stream: streamName("lines", String(CLIENT_ID)),
    event: {
      type: "LineOpened",
      data: { contract, requestId: requestId(day, index), purpose: "chain", usedAt: at },
    },
  }));
}

function requestId(day: number, line: number): number {
  return 1_000_000_000 + day * 1_000 + line;
}

const KINDS: readonly TickKind[] = [
  TICK_KINDS.bid,
  TICK_KINDS.bidSize,
  TICK_KINDS.ask,
  TICK_KINDS.askSize,
  TICK_KINDS.modelDelta,
  TICK_KINDS.modelVolatility,
];

/** A line's ticks come together, as they do from a gateway; deep out of the money the bid is empty now and then. */
function ticksFrom(first: number, count: number, at: EpochMs) {
  const ticks = Array.from({ length: count }, (_, offset) => {
    const number = first + offset;
    const quote = Math.floor(number / KINDS.length);
    const kind = KINDS[number % KINDS.length] ?? TICK_KINDS.bid;
    return {
      conId: LINES[(quote * 7) % LINES.length]?.conId ?? GOOG.conId,
      kind,
      value: valueOf(kind, quote),
    };
  });
  return {
    baseTime: at,
    conIds: ticks.map(({ conId }) => conId),
    kinds: ticks.map(({ kind }) => kind),
    values: ticks.map(({ value }) => value),
    offsetsMs: ticks.map((_, index) => Math.floor((index * BATCH_MS) / count)),
  };
}

function valueOf(kind: TickKind, quote: number): number {
  const step = (quote * 31) % 400;
  if (kind === TICK_KINDS.bid) return quote % 97 === 0 ? NO_PRICE : 50_000 * (1 + step);
  if (kind === TICK_KINDS.ask) return 50_000 * (3 + step);
  if (kind === TICK_KINDS.modelDelta) return (step - 200) / 201;
  if (kind === TICK_KINDS.modelVolatility) return 0.15 + step / 1_000;
  return 1 + step;
}

function option(strike: number, right: "put" | "call"): OptionContract {
  return {
    kind: "option",
    conId: (right === "put" ? 210_000_000 : 220_000_000) + strike,
    symbol: "GOOG",
    underlyingConId: GOOG.conId,
    tradingClass: "GOOG",
    localSymbol: `GOOG  160115${right === "put" ? "P" : "C"}${String(strike * 1_000).padStart(8, "0")}`,
    expiry: EXPIRY satisfies IsoDate,
    strike: micros(strike * 1_000_000),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: micros(50_000),
  };
}

function sessionOf(day: number): string {
  return `0150c5e0-0000-7000-8000-${String(day).padStart(12, "0")}`;
}

interface Writer {
  /** One workflow: its events are caused each by the one before. */
  append(told: readonly Told[], at: EpochMs): Promise<void>;
  settled(): Promise<void>;
  events(): number;
}

/** Hands events to the store as the engine does, each run of one stream an append, and waits when many are on their way. */
function createWriter(store: EventStore): Writer {
  let time = epochMs(0);
  const ids = createUuidV7Ids({ now: () => time });
  let pending: Promise<unknown>[] = [];
  let events = 0;
  let day = -1;
  const metadata = (correlationId: EventId | null, causationId: EventId | null): EventMetadata => {
    const id = ids.next();
    const session = sessionOf(Math.max(day, 0));
    return {
      id,
      correlationId: correlationId ?? id,
      causationId,
      actor: "engine",
      session,
      occurredAt: time,
      recordedAt: time,
    };
  };
  return {
    async append(told, at) {
      time = at;
      if (told[0]?.event.type === "SessionStarted") day += 1;
      let [correlationId, causationId]: [EventId | null, EventId | null] = [null, null];
      for (const { stream, event } of told) {
        const meta = metadata(correlationId, causationId);
        correlationId ??= meta.id;
        causationId = meta.id;
        pending.push(store.append({ stream, events: [{ event, metadata: meta }], expectedRevision: "any" }));
        events += 1;
      }
      if (pending.length < 4_000) return;
      await Promise.all(pending);
      pending = [];
    },
    async settled() {
      await Promise.all(pending);
    },
    events: () => events,
  };
}

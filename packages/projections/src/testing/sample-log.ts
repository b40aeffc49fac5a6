import {
  type DomainEvent,
  epochMs,
  isoDate,
  TICK_KINDS,
  type TickKind,
  type TicksRecorded,
} from "@legbook/domain";
import * as fc from "fast-check";
import { GOOG, googOption, JANUARY, units } from "./contracts.ts";
import { ACCOUNT, LIMITS, positionReported, summaryReported, SYNCHRONISED } from "./events.ts";
import { TEN_O_CLOCK } from "./given.ts";
import { type OrderStory, orderStory, PUTS, STRIKES, tellOrder } from "./order-story.ts";

const CALLS = STRIKES.map((strike) => googOption(strike, "call"));
const OPTIONS = [...PUTS, ...CALLS];

/** What a log begins with: a session, its connection, a chain and limits. */
export const PROLOGUE: readonly DomainEvent[] = [
  {
    type: "SessionStarted",
    data: {
      sessionId: "s1",
      version: "0.1.0",
      mode: "simulated",
      gateway: { host: "127.0.0.1", port: 7497, clientId: 1 },
      accountsAllowed: [ACCOUNT],
      configuration: {},
    },
  },
  { type: "ConnectionRequested", data: { host: "127.0.0.1", port: 7497, clientId: 1, attempt: 1 } },
  { type: "ConnectionOpenReported", data: { serverVersion: 193, connectionTime: "20151224 10:00:00 EST" } },
  { type: "SynchronisationStarted", data: { parts: ["accounts", "positions"] } },
  ...SYNCHRONISED,
  { type: "RiskLimitsSet", data: { account: ACCOUNT, limits: LIMITS, actor: "user:ann", reason: "first" } },
  { type: "ChainRequested", data: { symbol: "GOOG" } },
  { type: "UnderlyingReported", data: { symbol: "GOOG", contract: GOOG } },
  {
    type: "ChainParametersReported",
    data: {
      symbol: "GOOG",
      exchange: "SMART",
      tradingClass: "GOOG",
      multiplier: 100,
      expiries: [JANUARY],
      strikes: STRIKES.map(units),
    },
  },
  { type: "ExpiryContractsReported", data: { symbol: "GOOG", expiry: JANUARY, contracts: OPTIONS } },
];

const index = fc.nat({ max: OPTIONS.length - 1 });
const conId = index.map((place) => OPTIONS[place]?.conId ?? GOOG.conId);

const tickBatch: fc.Arbitrary<DomainEvent> = fc
  .array(
    fc.record({
      conId,
      kind: fc.constantFrom<TickKind>(
        TICK_KINDS.bid,
        TICK_KINDS.ask,
        TICK_KINDS.modelDelta,
        TICK_KINDS.volume,
      ),
      value: fc.oneof(
        fc.constant(-1),
        fc.integer({ min: 1, max: 900 }).map((ticks) => ticks * 50_000),
      ),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows): DomainEvent => {
    const data: TicksRecorded = {
      baseTime: TEN_O_CLOCK,
      conIds: rows.map((row) => row.conId),
      kinds: rows.map((row) => row.kind),
      values: rows.map((row) => row.value),
      offsetsMs: rows.map((_row, place) => place),
    };
    return { type: "TicksRecorded", data };
  });

const broker: fc.Arbitrary<DomainEvent> = fc.oneof(
  fc
    .tuple(index, fc.integer({ min: -3, max: 3 }))
    .map(([place, quantity]) =>
      positionReported(OPTIONS[place] ?? GOOG, quantity, quantity === 0 ? null : 300),
    ),
  fc.integer({ min: -900, max: 900 }).map((daily): DomainEvent => ({
    type: "AccountProfitAndLossReported",
    data: { account: ACCOUNT, daily: units(daily), unrealised: units(daily), realised: null },
  })),
  fc.constant(summaryReported()),
  fc.constantFrom<DomainEvent>(
    { type: "BrokerLinkReported", data: { status: "lost", code: 1100 } },
    { type: "BrokerLinkReported", data: { status: "restoredDataKept", code: 1102 } },
    { type: "FarmStatusReported", data: { farm: "usopt", kind: "marketData", status: "ok", code: 2104 } },
    { type: "FarmStatusReported", data: { farm: "usopt", kind: "marketData", status: "broken", code: 2103 } },
    { type: "KillSwitchEngaged", data: { account: ACCOUNT, actor: "user:ann", reason: "test" } },
    { type: "KillSwitchReleased", data: { account: ACCOUNT, actor: "user:ann", reason: "test" } },
    {
      type: "UnderlyingVolatilityRecorded",
      data: {
        symbol: "GOOG",
        date: isoDate("2015-12-24"),
        volatility: 0.22,
        maturityDays: 30,
        at: epochMs(TEN_O_CLOCK),
      },
    },
    {
      type: "CorporateDatesSet",
      data: {
        symbol: "GOOG",
        earnings: [isoDate("2016-02-01")],
        exDividends: [{ date: isoDate("2016-03-04"), amount: units(0.25) }],
        actor: "user:ann",
      },
    },
    { type: "ScanPresetSaved", data: { name: "mine", criteria: "{}", actor: "user:ann" } },
    {
      type: "GatewayTimeReported",
      data: { gatewayTime: epochMs(TEN_O_CLOCK), offsetMs: 12, roundTripMs: 3 },
    },
  ),
);

const line: fc.Arbitrary<DomainEvent[]> = fc
  .tuple(
    index,
    fc.integer({ min: 1, max: 10_000 }),
    fc.constantFrom("kept", "released", "evicted", "rejected"),
  )
  .map(([place, requestId, ending]) => {
    const contract = OPTIONS[place] ?? GOOG;
    const id = contract.conId;
    const opened: DomainEvent = {
      type: "LineOpened",
      data: { contract, requestId, purpose: "chain", usedAt: TEN_O_CLOCK },
    };
    const endings: Record<typeof ending, DomainEvent[]> = {
      kept: [{ type: "LinePinned", data: { conId: id, holder: "order-1" } }],
      released: [{ type: "LineReleased", data: { conId: id, requestId } }],
      evicted: [
        { type: "LineEvicted", data: { conId: id, requestId, lastUsedAt: TEN_O_CLOCK, inFavourOf: 1 } },
      ],
      rejected: [
        {
          type: "LineRejectionReported",
          data: { conId: id, requestId, code: 354, message: "Not subscribed" },
        },
      ],
    };
    return endings[ending].toSpliced(0, 0, opened);
  });

type Part =
  | { readonly kind: "events"; readonly events: DomainEvent[] }
  | { readonly kind: "order"; readonly story: OrderStory };

const part: fc.Arbitrary<Part> = fc.oneof(
  tickBatch.map((event): Part => ({ kind: "events", events: [event] })),
  broker.map((event): Part => ({ kind: "events", events: [event] })),
  line.map((events): Part => ({ kind: "events", events })),
  orderStory.map((story): Part => ({ kind: "order", story })),
);

/** Logs as an engine might have written them: every view changes, reports repeat, executions are corrected. */
export function sampleLogOf(parts: fc.ArrayConstraints): fc.Arbitrary<readonly DomainEvent[]> {
  return fc
    .array(part, parts)
    .map((told) =>
      PROLOGUE.concat(
        told.flatMap((one, place) => (one.kind === "order" ? tellOrder(`o${place}`, one.story) : one.events)),
      ),
    );
}

/** Those of an hour or less. */
export const sampleLog: fc.Arbitrary<readonly DomainEvent[]> = sampleLogOf({ maxLength: 40 });

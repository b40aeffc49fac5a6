import {
  type DomainEvent,
  epochMs,
  type OrderLeg,
  TICK_KINDS,
  type TickKind,
  type TicksRecorded,
} from "@legbook/domain";
import fc from "fast-check";
import { GOOG, googOption, JANUARY, units, verticalLegs } from "./contracts.ts";
import {
  ACCOUNT,
  commission,
  execution,
  LIMITS,
  MARGIN,
  orderRef,
  orderRequested,
  placementIntended,
  positionReported,
  riskAssessed,
  statusReported,
  summaryReported,
  SYNCHRONISED,
  transmitted,
  verdict,
} from "./events.ts";
import { TEN_O_CLOCK } from "./given.ts";

const STRIKES = [735, 740, 745, 750, 755] as const;
const PUTS = STRIKES.map((strike) => googOption(strike));
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
      type: "GatewayTimeReported",
      data: { gatewayTime: epochMs(TEN_O_CLOCK), offsetMs: 12, roundTripMs: 3 },
    },
  ),
);

interface OrderStory {
  readonly long: number;
  readonly short: number;
  readonly ending: "refused" | "working" | "filled" | "corrected" | "cancelled" | "unknown";
  readonly repeats: boolean;
}

function legsOf(story: OrderStory): readonly OrderLeg[] {
  const long = PUTS[story.long];
  const short = PUTS[story.short === story.long ? (story.long + 1) % PUTS.length : story.short];
  if (long === undefined || short === undefined) throw new RangeError("no such strike");
  return verticalLegs(long, short);
}

function fillsOf(ref: string, legs: readonly OrderLeg[], corrected: boolean): DomainEvent[] {
  const events = legs.flatMap(({ contract, action }, place) => {
    const id = `${ref}.${place}.01`;
    const fill = { conId: contract.conId, side: action, price: units(3 + place) };
    return [
      execution(ref, `${id}.01`, fill),
      commission(ref, `${id}.01`),
      ...(corrected
        ? [execution(ref, `${id}.02`, { ...fill, price: units(2) }), commission(ref, `${id}.02`)]
        : []),
    ];
  });
  const combo = execution(ref, `${ref}.c.01.01`, { of: "combo", conId: 0, price: units(-1) });
  return [
    combo,
    ...events,
    statusReported(ref, "Filled", { filled: 1, remaining: 0, averageFillPrice: units(-1) }),
  ];
}

function endingOf(ref: string, story: OrderStory, legs: readonly OrderLeg[]): DomainEvent[] {
  const name = orderRef(ref);
  switch (story.ending) {
    case "refused":
      return [
        {
          type: "OrderRefused",
          data: {
            orderRef: name,
            refusal: {
              code: "risk.blocked",
              message: "Blocked.",
              field: null,
              inputs: {},
              limit: null,
              remedy: "Wait.",
            },
            terms: {},
          },
        },
      ];
    case "working":
      return [statusReported(ref, "Submitted")];
    case "filled":
      return fillsOf(ref, legs, false);
    case "corrected":
      return fillsOf(ref, legs, true);
    case "cancelled":
      return [
        { type: "OrderCancelRequested", data: { orderRef: name, orderId: 7, reason: "asked for" } },
        statusReported(ref, "Cancelled"),
      ];
    case "unknown":
      return [{ type: "OrderOutcomeUnknown", data: { orderRef: name, cause: "restart" } }];
  }
}

function tell(ref: string, story: OrderStory): DomainEvent[] {
  const legs = legsOf(story);
  const begun: DomainEvent[] = [
    orderRequested(ref, { legs }),
    {
      type: "MarginPreviewRequested",
      data: { orderRef: orderRef(ref), orderId: 6, limitPrice: units(-1.35), deadlineMs: 5000 },
    },
    { type: "MarginPreviewReported", data: { orderRef: orderRef(ref), orderId: 6, margin: MARGIN } },
    riskAssessed(ref, [
      verdict("killSwitch"),
      verdict("position", story.ending === "refused" ? "block" : "pass"),
    ]),
  ];
  if (story.ending === "refused") return [...begun, ...endingOf(ref, story, legs)];
  const ended = endingOf(ref, story, legs);
  return [
    ...begun,
    placementIntended(ref, { legs }),
    transmitted(ref),
    ...ended,
    ...(story.repeats ? ended : []),
  ];
}

const orderStory: fc.Arbitrary<OrderStory> = fc.record({
  long: fc.nat({ max: PUTS.length - 1 }),
  short: fc.nat({ max: PUTS.length - 1 }),
  ending: fc.constantFrom("refused", "working", "filled", "corrected", "cancelled", "unknown"),
  repeats: fc.boolean(),
});

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
    return [opened, ...endings[ending]];
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
export const sampleLog: fc.Arbitrary<readonly DomainEvent[]> = fc
  .array(part, { maxLength: 40 })
  .map((parts) => [
    ...PROLOGUE,
    ...parts.flatMap((told, place) => (told.kind === "order" ? tell(`o${place}`, told.story) : told.events)),
  ]);

import {
  type DomainEvent,
  type EpochMs,
  epochMs,
  eventId,
  isoDate,
  type IsoDate,
  type NewEvent,
  type OrderRef,
  parseOrderRef,
  type Position,
  type Refusal,
  type StreamName,
  streamName,
} from "@legbook/domain";
import type {
  CommandAnswer,
  CorporateDatesInput,
  Engine,
  EngineHealth,
  EngineMetrics,
  EventStore,
  ScanUpdate,
  ScanWhyNot,
  SmileView,
  VerticalOrderInput,
} from "@legbook/engine/ports";
import {
  GOOG,
  JANUARY,
  orderRequested,
  PUT_740,
  PUT_745,
  TEN_O_CLOCK,
  units,
} from "@legbook/projections/testing";

let eventsMade = 0;

/** Gives events the metadata that the engine would. */
export function newEvents(events: readonly DomainEvent[], at: EpochMs = TEN_O_CLOCK): NewEvent[] {
  return events.map((event) => {
    eventsMade += 1;
    const id = eventId(`00000000-0000-7000-8000-${eventsMade.toString(16).padStart(12, "0")}`);
    const metadata = { id, correlationId: id, causationId: null, actor: "engine", session: "s1" };
    return { event, metadata: { ...metadata, occurredAt: at, recordedAt: at } };
  });
}

/**
 * Stands in for the engine where only its answers matter: the API may not import the real one. It decides nothing:
 * it refuses what it was told to refuse, and otherwise appends one event for the views to show.
 */
export class EngineStandIn implements Engine {
  readonly store: EventStore;
  /** When set, every command is refused with it. */
  refusal: Refusal | null = null;
  /** When set, every command throws it. */
  fault: Error | null = null;
  healthNow: EngineHealth = { healthy: true, reasons: [] };
  gatewayTime: EpochMs = TEN_O_CLOCK;
  /** Every call, as `method` and arguments. */
  readonly calls: { readonly method: string; readonly args: readonly unknown[] }[] = [];
  whyNotNow: ScanWhyNot = { kind: "matches", score: 1 };
  smiles: readonly SmileView[] = [];
  scanUpdates: AsyncIterable<ScanUpdate> = noUpdates();
  metricsNow: EngineMetrics = {
    connectionReady: true,
    linesUsed: 18,
    linesMax: 90,
    linesEvictedTotal: 4,
    inboxSize: 2,
    inboxMax: 10_000,
    requestQueueSize: 3,
    requestsThrottledTotal: 5,
    gatewayErrorsByCode: { 200: 1, 10197: 2 },
    ticksTotal: 1_000,
    eventsAppendedTotal: 50,
    sweepOpeningsTotal: 0,
    sweepRelevantContracts: 0,
    sweepFreshWithin5s: 1,
  };

  constructor(store: EventStore) {
    this.store = store;
  }

  async append(stream: StreamName, ...events: readonly DomainEvent[]): Promise<Position> {
    const { position } = await this.store.append({
      stream,
      events: newEvents(events, this.gatewayTime),
      expectedRevision: "any",
    });
    return position;
  }

  async #answer<Value extends object>(
    method: string,
    args: readonly unknown[],
    events: readonly DomainEvent[],
    value: Value,
  ): Promise<CommandAnswer<Value>> {
    this.calls.push({ method, args });
    if (this.fault !== null) throw this.fault;
    if (this.refusal !== null) return { kind: "refused", refusal: this.refusal };
    const position =
      events.length === 0
        ? await this.store.head()
        : await this.append(streamName("sample", "all"), ...events);
    if (position === null) throw new Error("the log is empty");
    return { kind: "accepted", position, ...value };
  }

  previewOrder(input: VerticalOrderInput, user: string): ReturnType<Engine["previewOrder"]> {
    const ref = requiredRef(input.orderRef);
    const quotes = { legs: [], bid: null, ask: null, underlying: null, at: this.gatewayTime };
    return this.#answer("previewOrder", [input, user], [orderRequested(ref, { purpose: "preview" })], {
      preview: {
        orderRef: ref,
        limitPrice: units(-1.35),
        margin: null,
        marginFailure: "The gateway did not answer in 5000 ms.",
        passed: false,
        verdicts: [],
        quotes,
      },
    });
  }

  submitOrder(input: VerticalOrderInput, user: string): ReturnType<Engine["submitOrder"]> {
    const orderRef = requiredRef(input.orderRef);
    return this.#answer("submitOrder", [input, user], [orderRequested(orderRef)], { orderRef });
  }

  cancelOrder(orderRef: string, reason: string, user: string): ReturnType<Engine["cancelOrder"]> {
    const cancelRequested: DomainEvent = {
      type: "OrderCancelRequested",
      data: { orderRef: requiredRef(orderRef), orderId: 7, reason },
    };
    return this.#answer("cancelOrder", [orderRef, reason, user], [cancelRequested], { orderRef });
  }

  openChain(symbol: string, user: string): ReturnType<Engine["openChain"]> {
    return this.#answer("openChain", [symbol, user], [{ type: "ChainRequested", data: { symbol } }], {
      symbol,
    });
  }

  openExpiry(symbol: string, expiry: string, user: string): ReturnType<Engine["openExpiry"]> {
    return this.#answer("openExpiry", [symbol, expiry, user], [], { contracts: [PUT_740, PUT_745] });
  }

  findSymbols(pattern: string): ReturnType<Engine["findSymbols"]> {
    const match = {
      conId: GOOG.conId,
      symbol: GOOG.symbol,
      description: "ALPHABET INC-CL C",
      primaryExchange: GOOG.primaryExchange,
      currency: GOOG.currency,
      hasOptions: true,
    };
    return this.#answer("findSymbols", [pattern], [], { matches: [match] });
  }

  setRiskLimits(...args: Parameters<Engine["setRiskLimits"]>): ReturnType<Engine["setRiskLimits"]> {
    const [account, limits, reason, user] = args;
    const set: DomainEvent = {
      type: "RiskLimitsSet",
      data: { account, limits, actor: `user:${user}`, reason },
    };
    return this.#answer("setRiskLimits", args, [set], {});
  }

  engageKillSwitch(account: string, reason: string, user: string): ReturnType<Engine["engageKillSwitch"]> {
    const data = { account, actor: `user:${user}`, reason };
    return this.#answer("engageKillSwitch", [account, reason, user], [{ type: "KillSwitchEngaged", data }], {
      cancelled: ["o-1"],
    });
  }

  releaseKillSwitch(account: string, reason: string, user: string): ReturnType<Engine["releaseKillSwitch"]> {
    const data = { account, actor: `user:${user}`, reason };
    return this.#answer(
      "releaseKillSwitch",
      [account, reason, user],
      [{ type: "KillSwitchReleased", data }],
      {},
    );
  }

  resetVolatilityBreaker(
    ...args: Parameters<Engine["resetVolatilityBreaker"]>
  ): ReturnType<Engine["resetVolatilityBreaker"]> {
    const [account, underlying, reason, user] = args;
    const data = { account, underlying, actor: `user:${user}`, reason };
    return this.#answer("resetVolatilityBreaker", args, [{ type: "VolatilityBreakerReset", data }], {});
  }

  scan(...args: Parameters<Engine["scan"]>): ReturnType<Engine["scan"]> {
    return this.#answer("scan", args, [], { scanId: "scan-1", updates: this.scanUpdates });
  }

  scanWhyNot(...args: Parameters<Engine["scanWhyNot"]>): ReturnType<Engine["scanWhyNot"]> {
    return this.#answer("scanWhyNot", args, [], { whyNot: this.whyNotNow });
  }

  openLegs(...args: Parameters<Engine["openLegs"]>): ReturnType<Engine["openLegs"]> {
    const legs = args[1].map(({ strike, ratio }) => ({
      contract: strike === null ? GOOG : Number(strike) === 740 ? PUT_740 : PUT_745,
      ratio,
    }));
    return this.#answer("openLegs", args, [], { legs });
  }

  smile(symbol: string, expiry: IsoDate): SmileView | null {
    return this.smiles.find((smile) => smile.symbol === symbol && smile.expiry === expiry) ?? null;
  }

  setCorporateDates(input: CorporateDatesInput, user: string): ReturnType<Engine["setCorporateDates"]> {
    const { symbol, earnings, exDividends } = input;
    const set: DomainEvent = {
      type: "CorporateDatesSet",
      data: {
        symbol,
        earnings: earnings.map(isoDate),
        exDividends: exDividends.map(({ date, amount }) => ({
          date: isoDate(date),
          amount: amount === null ? null : units(Number(amount)),
        })),
        actor: `user:${user}`,
      },
    };
    return this.#answer("setCorporateDates", [input, user], [set], {});
  }

  saveScanPreset(name: string, criteria: unknown, user: string): ReturnType<Engine["saveScanPreset"]> {
    const data = { name, criteria: JSON.stringify(criteria), actor: `user:${user}` };
    return this.#answer("saveScanPreset", [name, criteria, user], [{ type: "ScanPresetSaved", data }], {});
  }

  removeScanPreset(name: string, user: string): ReturnType<Engine["removeScanPreset"]> {
    const data = { name, actor: `user:${user}` };
    return this.#answer("removeScanPreset", [name, user], [{ type: "ScanPresetRemoved", data }], {});
  }

  now(): EpochMs {
    return this.gatewayTime;
  }

  health(): EngineHealth {
    return this.healthNow;
  }

  metrics(): EngineMetrics {
    return this.metricsNow;
  }
}

/** One second later than it was. */
export function later(at: EpochMs, milliseconds = 1_000): EpochMs {
  return epochMs(at + milliseconds);
}

export const EXPIRY: IsoDate = JANUARY;

function requiredRef(text: string): OrderRef {
  const ref = parseOrderRef(text);
  if (ref === null) throw new Error(`not an order reference: ${text}`);
  return ref;
}

async function* noUpdates(): AsyncGenerator<ScanUpdate, void, void> {
  // A scan that waits for its first quotes.
}

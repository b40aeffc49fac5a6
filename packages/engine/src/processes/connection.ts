import { isSessionOpen, type DomainEvent, type EpochMs, type SynchronisationPart } from "@legbook/domain";
import type { GatewayClock } from "../gateway-clock.ts";
import type { EngineLimits } from "../limits.ts";
import type { Process, Reaction } from "../loop/process.ts";
import { FROM_ENGINE, FROM_GATEWAY, FROM_TIMER, type Cause } from "../loop/recording.ts";
import type { Task, Work } from "../loop/work.ts";
import type { BrokerGateway, GatewayMessage, GatewayRequest } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestCoordinator } from "../requests/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";

export interface ConnectionDependencies {
  readonly gateway: BrokerGateway;
  readonly coordinator: RequestCoordinator;
  readonly clock: Clock;
  readonly gatewayClock: GatewayClock;
  readonly limits: EngineLimits;
  readonly target: { readonly host: string; readonly port: number; readonly clientId: number };
  readonly nextRequestId: () => number;
  readonly enqueue: (work: readonly Work[]) => void;
}

export interface ConnectionProcess extends Process {
  /** Asks for the first connection; later ones follow from losses. */
  start(): void;
  /** Ends the session and makes no further attempt. */
  stop(): void;
}

/** What has to be known before the engine may trade. The first two come unasked. */
const PARTS: readonly SynchronisationPart[] = [
  "accounts",
  "nextOrderId",
  "openOrders",
  "executions",
  "positions",
  "accountSummary",
];

/**
 * Connects, synchronises, watches the heartbeat, and comes back after a loss. The decisions are the
 * `gateway-connection` aggregate's; this turns them into requests and timers, and the gateway's word into commands.
 */
export function createConnectionProcess(dependencies: ConnectionDependencies): ConnectionProcess {
  return new Connection(dependencies);
}

class Connection implements ConnectionProcess {
  readonly name = "connection";
  readonly #dependencies: ConnectionDependencies;
  /** When the time request left that has no answer yet. */
  #timeAskedAt: EpochMs | null = null;
  /** Monotonic: since when a beat has no answer, whether it left or could not. */
  #silentSince: number | null = null;
  #isBeatWaiting = false;
  #heartbeat: (() => void) | null = null;
  #deadline: (() => void) | null = null;
  #retry: (() => void) | null = null;
  #stopping = false;

  constructor(dependencies: ConnectionDependencies) {
    this.#dependencies = dependencies;
  }

  hear(message: GatewayMessage, world: World): readonly Work[] | null {
    switch (message.kind) {
      case "opened":
        return toGateway({
          type: "ReportOpen",
          data: { serverVersion: message.serverVersion, connectionTime: message.connectionTime },
        });
      case "lost":
        return toGateway({
          type: "ReportLoss",
          data: { cause: message.cause, code: message.code, message: message.message },
        });
      case "managedAccounts":
        return [
          ...toGateway({ type: "ReportManagedAccounts", data: { accounts: message.accounts } }),
          ...completed("accounts", message.accounts.length),
        ];
      case "nextOrderId":
        return [
          ...toGateway({ type: "ReportNextOrderId", data: { orderId: message.orderId } }),
          ...completed("nextOrderId", 1),
        ];
      case "currentTime":
        return this.#hearTime(message.gatewayTime);
      case "farmStatus":
        return toGateway({
          type: "ReportFarmStatus",
          data: { farm: message.farm, kind: message.farmKind, status: message.status, code: message.code },
        });
      case "brokerLink":
        return toGateway({ type: "ReportBrokerLink", data: { status: message.status, code: message.code } });
      case "positionsEnd":
        return completed(
          "positions",
          [...world.accounts.values()].reduce((count, known) => count + known.positions.size, 0),
        );
      case "accountSummaryEnd":
        return completed("accountSummary", world.accounts.size);
      case "error":
        return message.code === 326 ? this.#clientIdInUse(message.message) : null;
      case "tick":
      case "lineDataType":
      case "symbolMatches":
      case "stockDetails":
      case "optionDetails":
      case "detailsEnd":
      case "chainParameters":
      case "chainParametersEnd":
      case "openOrder":
      case "marginPreview":
      case "openOrdersEnd":
      case "orderStatus":
      case "execution":
      case "executionsEnd":
      case "commission":
      case "position":
      case "foreignPosition":
      case "accountSummary":
      case "accountProfitAndLoss":
      case "positionProfitAndLoss":
        return null;
      default:
        return message satisfies never;
    }
  }

  #clientIdInUse(text: string): readonly Work[] {
    const message = `client id ${this.#dependencies.target.clientId} is in use: ${text}`;
    return toGateway({ type: "ReportBlocked", data: { cause: "clientIdInUse", message } });
  }

  #hearTime(gatewayTime: EpochMs): readonly Work[] {
    if (this.#timeAskedAt === null) return [];
    const sentAt = this.#timeAskedAt;
    const receivedAt = this.#dependencies.clock.now();
    this.#timeAskedAt = null;
    this.#silentSince = null;
    const offsetMs = this.#dependencies.gatewayClock.observe({ gatewayTime, sentAt, receivedAt });
    return toGateway({
      type: "ReportGatewayTime",
      data: { gatewayTime, offsetMs, roundTripMs: receivedAt - sentAt },
    });
  }

  act({ event }: PlacedEvent): void {
    switch (event.type) {
      case "ConnectionRequested":
        this.#dependencies.gateway.connect({
          host: event.data.host,
          port: event.data.port,
          clientId: event.data.clientId,
        });
        this.#limit(this.#dependencies.limits.connectDeadlineMs, "connecting");
        return;
      case "ConnectionOpenReported":
        this.#heartbeat?.();
        this.#timeAskedAt = null;
        this.#silentSince = null;
        this.#beat();
        return;
      case "SynchronisationStarted":
        this.#limit(this.#dependencies.limits.synchronisationDeadlineMs, "synchronising");
        for (const request of this.#synchronisation()) this.#ask(request);
        return;
      case "MarketDataTypeRequested":
        this.#ask({ kind: "marketDataType", dataType: event.data.dataType });
        return;
      case "SynchronisationCompleted":
        this.#deadline?.();
        return;
      case "HeartbeatMissed":
        this.#dependencies.gateway.disconnect();
        return;
      case "ConnectionLossReported":
        this.#forgetSession();
        return;
      case "ReconnectionScheduled":
        this.#scheduleConnect(event.data.delayMs);
        return;
      case "ConnectionBlocked":
        this.#forgetSession();
        this.#dependencies.gateway.disconnect();
        return;
      case "ConnectionCloseRequested":
        this.stop();
        return;
      default:
    }
  }

  #synchronisation(): readonly GatewayRequest[] {
    return [{ kind: "positions" }, { kind: "accountSummary", requestId: this.#dependencies.nextRequestId() }];
  }

  start(): void {
    if (!this.#stopping)
      this.#dependencies.enqueue(
        toGateway({ type: "RequestConnection", data: this.#dependencies.target }, FROM_ENGINE),
      );
  }

  #scheduleConnect(delayMs: number): void {
    this.#retry?.();
    if (!this.#stopping) this.#retry = this.#dependencies.clock.schedule(delayMs, () => this.start());
  }

  stop(): void {
    this.#stopping = true;
    this.#retry?.();
    this.#forgetSession();
    this.#dependencies.gateway.disconnect();
  }

  #forgetSession(): void {
    this.#heartbeat?.();
    this.#heartbeat = null;
    this.#deadline?.();
    this.#deadline = null;
    this.#dependencies.coordinator.sessionLost();
  }

  /**
   * A socket can be half open: nothing arrives, nothing closes. Only a question with a deadline tells; one that the
   * socket does not take counts as unanswered. While a question waits behind our own orders, the silence is ours.
   */
  #beat(): void {
    const { clock, limits, enqueue, coordinator } = this.#dependencies;
    if (this.#silentSince !== null && clock.monotonicMs() - this.#silentSince >= limits.heartbeatDeadlineMs) {
      const deadlineMs = limits.heartbeatDeadlineMs;
      enqueue(toGateway({ type: "ReportHeartbeatMissed", data: { deadlineMs } }, FROM_TIMER));
      return;
    }
    this.#heartbeat = clock.schedule(limits.heartbeatIntervalMs, () => this.#beat());
    if (this.#timeAskedAt !== null || this.#isBeatWaiting) return;
    this.#isBeatWaiting = true;
    coordinator.submit({ kind: "currentTime" }, "heartbeat", (outcome) => {
      this.#isBeatWaiting = false;
      this.#silentSince ??= clock.monotonicMs();
      if (outcome.kind === "sent") this.#timeAskedAt ??= clock.now();
    });
  }

  /** What a refusal leaves unanswered is seen by the deadline of the step that asks. */
  #ask(request: GatewayRequest): void {
    this.#dependencies.coordinator.submit(request, "synchronise", () => {});
  }

  /** A step that does not end: the session is given up and begun again. */
  #limit(delayMs: number, doing: string): void {
    this.#deadline?.();
    this.#deadline = this.#dependencies.clock.schedule(delayMs, () => {
      this.#dependencies.enqueue(
        toGateway(
          {
            type: "ReportLoss",
            data: { cause: "closed", code: null, message: `no answer while ${doing} for ${delayMs} ms` },
          },
          FROM_TIMER,
        ),
      );
      this.#dependencies.gateway.disconnect();
    });
  }
}

/** An open connection is synchronised; then quotes are asked for. */
export const followConnection: Reaction = ({ event }) => {
  switch (event.type) {
    case "ConnectionOpenReported":
      return toGateway({ type: "StartSynchronisation", data: { parts: PARTS } }, FROM_ENGINE);
    case "SynchronisationCompleted":
      // Asked for in every session, so that the log says what quotes rest on. Lines report what they really get.
      return toGateway({ type: "RequestMarketDataType", data: { dataType: "live" } }, FROM_ENGINE);
    default:
      return [];
  }
};

/** Work for the connection's aggregate. */
export function toGateway(
  command: Extract<Task, { to: "gateway" }>["command"],
  cause: Cause = FROM_GATEWAY,
): readonly Work[] {
  return [{ task: { to: "gateway", command }, cause }];
}

/** The log of a run that was killed ends with its session open: that session is gone. */
export function closeAbandonedSession(world: World): readonly Work[] {
  const message = "the engine stopped without closing its session";
  return toGateway(
    { type: "ReportLoss", data: { cause: "closed", code: null, message } },
    FROM_ENGINE,
  ).filter(() => isSessionOpen(world.gateway.state) || world.gateway.state.phase === "connecting");
}

/** Work that completes one part of the synchronisation. */
export function completed(part: SynchronisationPart, count: number): readonly Work[] {
  return toGateway({ type: "CompletePart", data: { part, count } });
}

/** Whether an event ends the session: what was in flight has no answer any more. */
export function endsSession(event: DomainEvent): boolean {
  return (
    event.type === "ConnectionLossReported" ||
    event.type === "ConnectionBlocked" ||
    event.type === "ConnectionCloseRequested"
  );
}

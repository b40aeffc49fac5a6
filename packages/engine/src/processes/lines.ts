import type { Contract, DomainEvent, EpochMs, OptionContract, PositionReport } from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Process, Reaction } from "../loop/process.ts";
import { FROM_ENGINE, FROM_GATEWAY, type TurnTime } from "../loop/recording.ts";
import type { Task, Work } from "../loop/work.ts";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";
import { endsSession } from "./connection.ts";
import { insist, type InsistDependencies } from "./insist.ts";

/** Codes by which a gateway refuses or ends a market data line; others on a line's id are notices. */
const REJECTIONS = new Set([101, 200, 321, 322, 354, 10_089, 10_090, 10_168, 10_186, 10_189, 10_197]);

/** A request that never left: no code of the gateway's. */
const NOT_SENT = 0;

export interface LinesDependencies extends InsistDependencies {
  readonly limits: Pick<EngineLimits, "lineSilenceMaxMs">;
  /** Gateway time. */
  readonly now: () => EpochMs;
  readonly enqueue: (work: readonly Work[]) => void;
}

/**
 * Market data lines: what the aggregate decided becomes requests.
 *
 * A gateway that says that it kept its lines (1102), or that a farm is back (2104), is not taken at its word: lines that
 * stay silent afterwards are opened anew. Those that speak are left alone, so that a farm that flaps costs nothing.
 */
export function createLinesProcess(dependencies: LinesDependencies): Process {
  return new Lines(dependencies);
}

class Lines implements Process {
  readonly name = "lines";
  readonly hear = hear;
  readonly #dependencies: LinesDependencies;
  /** Request ids that this session's gateway was asked to open, and not to close. */
  readonly #atGateway = new Set<number>();
  readonly #brokenFarms = new Set<string>();
  #probe: (() => void) | null = null;

  constructor(dependencies: LinesDependencies) {
    this.#dependencies = dependencies;
  }

  act({ event }: PlacedEvent, world: World): void {
    if (endsSession(event)) this.#sessionEnded();
    if (this.#bringsDataBack(event)) this.#doubt(world);
    switch (event.type) {
      case "LinesInvalidated":
        if (event.data.cause === "dataLost") this.#atGateway.clear();
        return;
      case "LineOpened":
        this.#open(event.data.requestId, event.data.contract, world);
        return;
      case "LineEvicted":
      case "LineReleased":
        this.#close(event.data.requestId);
        return;
      default:
    }
  }

  #sessionEnded(): void {
    this.#atGateway.clear();
    this.#brokenFarms.clear();
    this.#probe?.();
    this.#probe = null;
  }

  #bringsDataBack(event: DomainEvent): boolean {
    if (event.type === "BrokerLinkReported") return event.data.status === "restoredDataKept";
    if (event.type !== "FarmStatusReported" || event.data.kind !== "marketData") return false;
    const { farm, status } = event.data;
    if (status !== "broken") return this.#brokenFarms.delete(farm);
    this.#brokenFarms.add(farm);
    return false;
  }

  /** Each occasion counts anew: what a line said before the last one proves nothing. */
  #doubt(world: World): void {
    const since = this.#dependencies.now();
    const { clock, limits } = this.#dependencies;
    this.#probe?.();
    this.#probe = clock.schedule(limits.lineSilenceMaxMs, () => {
      this.#probe = null;
      this.#renewSilent(world, since);
    });
  }

  /** While a farm is broken its lines are silent by right; its return is the next occasion. */
  #renewSilent(world: World, since: EpochMs): void {
    if (this.#brokenFarms.size > 0) return;
    const silent = [...this.#atGateway].filter((requestId) => {
      const conId = world.lines.state.requests.get(requestId);
      const quotedAt = conId === undefined ? null : (world.quotes.rows.get(conId)?.quotedAt ?? null);
      return quotedAt === null || quotedAt <= since;
    });
    this.#dependencies.enqueue(
      silent.flatMap((requestId) => toLines({ type: "RenewLine", data: { requestId } }, true)),
    );
  }

  /**
   * Before the session is synchronised nothing is asked for: its completion opens every line anew. A line whose
   * request cannot leave is reported as rejected, so that it is seen, and tried again when it is used.
   */
  #open(requestId: number, contract: Contract, world: World): void {
    if (world.gateway.state.phase !== "ready" || !world.lines.state.requests.has(requestId)) return;
    const { coordinator, gateway, enqueue } = this.#dependencies;
    this.#atGateway.add(requestId);
    coordinator.submit({ kind: "openLine", requestId, contract }, "line", (outcome) => {
      if (outcome.kind === "sent") return;
      this.#atGateway.delete(requestId);
      const { message } = outcome;
      if (gateway.isOpen)
        enqueue(toLines({ type: "ReportRejection", data: { requestId, code: NOT_SENT, message } }, true));
    });
  }

  #close(requestId: number): void {
    if (!this.#atGateway.delete(requestId)) return;
    insist(this.#dependencies, { kind: "closeLine", requestId }, "line", { isWanted: () => true });
  }
}

function hear(message: GatewayMessage, world: World): readonly Work[] | null {
  const { requests } = world.lines.state;
  switch (message.kind) {
    case "lineDataType":
      return requests.has(message.requestId)
        ? toLines({
            type: "ReportDataType",
            data: { requestId: message.requestId, dataType: message.dataType },
          })
        : [];
    case "error": {
      const { requestId, code, message: text } = message;
      if (requestId === null || !requests.has(requestId) || !REJECTIONS.has(code)) return null;
      return toLines({ type: "ReportRejection", data: { requestId, code, message: text } });
    }
    default:
      return null;
  }
}

/** A new session or lost data opens every line anew; positions hold theirs. */
export const followLines: Reaction = ({ event }, world, time) => {
  switch (event.type) {
    case "SynchronisationCompleted":
      return toLines({ type: "InvalidateLines", data: { cause: "newSession" } });
    case "BrokerLinkReported":
      return event.data.status === "restoredDataLost"
        ? toLines({ type: "InvalidateLines", data: { cause: "dataLost" } })
        : [];
    case "PositionReported":
      return holdPosition(world, event.data, time);
    default:
      return [];
  }
};

function holdPosition(world: World, report: PositionReport, time: TurnTime): readonly Work[] {
  const { contract } = report;
  const holder = `position:${report.account}`;
  const held = world.lines.state.lines.get(contract.conId)?.holders.has(holder) === true;
  if ((report.quantity !== 0) === held) return [];
  return report.quantity === 0
    ? toLines({ type: "UnpinLine", data: { conId: contract.conId, holder } })
    : toLines({ type: "PinLine", data: { contract, holder, usedAt: time.gateway } });
}

/** Lines that an earlier run left open and that nothing holds: nobody looks at them any more. */
export function releaseAbandonedLines(world: World): readonly Work[] {
  return [...world.lines.state.lines.values()]
    .filter((line) => line.holders.size === 0)
    .flatMap((line) => toLines({ type: "ReleaseLine", data: { conId: line.contract.conId } }, true));
}

/** The limit in force, of which the log has to know. */
export function limitLines({ marketLinesMax }: Pick<EngineLimits, "marketLinesMax">): readonly Work[] {
  return toLines({ type: "SetLinesLimit", data: { linesMax: marketLinesMax, actor: "engine" } }, true);
}

/** Work that wants a line for each contract, in their order. */
export function requestLines(
  contracts: readonly OptionContract[],
  purpose: "scan" | "chain" | "ticket",
  time: Pick<TurnTime, "gateway">,
): readonly Work[] {
  return contracts.flatMap((contract) =>
    toLines({ type: "RequestLine", data: { contract, purpose, usedAt: time.gateway } }, true),
  );
}

export function toLines(command: Extract<Task, { to: "lines" }>["command"], ours = false): readonly Work[] {
  return [{ task: { to: "lines", command }, cause: ours ? FROM_ENGINE : FROM_GATEWAY }];
}

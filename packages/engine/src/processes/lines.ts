import type { OptionContract, PositionReport } from "@legbook/domain";
import type { Process } from "../loop/process.ts";
import { FROM_ENGINE, FROM_GATEWAY, type TurnTime } from "../loop/recording.ts";
import type { Task, Work } from "../loop/work.ts";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { RequestCoordinator } from "../requests/index.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";

/** Codes by which a gateway refuses or ends a market data line; others on a line's id are notices. */
const REJECTIONS = new Set([101, 200, 321, 322, 354, 10_089, 10_090, 10_168, 10_186, 10_189, 10_197]);

/** Market data lines: what the aggregate decided becomes requests; positions hold theirs; a new session opens them again. */
export function createLinesProcess({ coordinator }: { readonly coordinator: RequestCoordinator }): Process {
  return { name: "lines", hear, react, act };

  function act({ event }: PlacedEvent): void {
    switch (event.type) {
      case "LineOpened":
        coordinator.submit(
          { kind: "openLine", requestId: event.data.requestId, contract: event.data.contract },
          "line",
          () => undefined,
        );
        return;
      case "LineEvicted":
      case "LineReleased":
        coordinator.submit({ kind: "closeLine", requestId: event.data.requestId }, "line", () => undefined);
        return;
      default:
    }
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

function react({ event }: PlacedEvent, world: World, time: TurnTime): readonly Work[] {
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
}

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

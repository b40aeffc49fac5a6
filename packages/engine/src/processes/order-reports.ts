import { isTerminal, type OrderRef } from "@legbook/domain";
import type { Process, Reaction } from "../loop/process.ts";
import { FROM_GATEWAY, type TurnTime } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import type {
  ExecutionMessage,
  GatewayMessage,
  OpenOrderMessage,
  OrderStatusMessage,
} from "../ports/broker-gateway.ts";
import type { World } from "../world/world.ts";
import { endsSession, toGateway } from "./connection.ts";
import { toOrder } from "./order-placement.ts";

/** Gives the broker's word on orders to the order that it is about. */
export function createOrderReportsProcess(clientId: number): Process {
  /** What was said of orders of others in this session, by permanent id: they are listed again and again. */
  const told = new Map<number, string>();
  return {
    name: "order-reports",
    hear: (message, world) => hear(message, world, { clientId, told }),
    act({ event }) {
      if (endsSession(event)) told.clear();
    },
  };
}

/** Legs of orders keep their lines. */
export const holdOrderLegs: Reaction = ({ event }, world, time) =>
  "orderRef" in event.data ? holdLegs(world, event.data.orderRef, time) : [];

/** Under which client id we are known, and what is known of orders that are not ours. */
interface Listener {
  readonly clientId: number;
  readonly told: Map<number, string>;
}

function hear(message: GatewayMessage, world: World, listener: Listener): readonly Work[] | null {
  switch (message.kind) {
    case "openOrder":
      return hearOpen(message.order, world, listener);
    case "orderStatus":
      return message.status.clientId === listener.clientId ? hearStatus(message.status, world) : [];
    case "execution":
      return hearExecution(message.execution, world);
    case "commission": {
      const orderRef = world.execIds.get(message.execId);
      if (orderRef === undefined) return [];
      const { execId, commission, currency, realisedProfit } = message;
      return [
        report(orderRef, {
          type: "ReportCommission",
          data: { execId, commission, currency, realisedProfit },
        }),
      ];
    }
    case "marginPreview": {
      const owner = world.orderIds.get(message.orderId);
      if (owner === undefined || !owner.whatIf) return [];
      return [
        report(owner.orderRef, {
          type: "ReportMarginPreview",
          data: { orderId: message.orderId, margin: message.margin },
        }),
      ];
    }
    case "error":
      return hearError(message, world);
    default:
      return null;
  }
}

/** An order of another program, or placed by hand, is no order of ours, but it must not stay unseen. */
function hearOpen(open: OpenOrderMessage, world: World, { clientId, told }: Listener): readonly Work[] {
  const { orderRef, symbol: _symbol, ...data } = open;
  if (orderRef !== null && world.orders.has(orderRef))
    return [report(orderRef, { type: "ReportOpen", data })];
  const owner = `order ${open.permId} of client ${open.clientId} in ${open.account}`;
  const message = `${owner}, not placed by this engine: ${open.quantity} ${open.symbol}, ${open.status}`;
  const isNews = told.get(open.permId) !== message;
  told.set(open.permId, message);
  const notice = isNews
    ? toGateway({ type: "ReportNotice", data: { code: 0, message, requestId: null } })
    : [];
  if (open.clientId !== clientId) return notice;
  // Under our client id, from a log that is not this one: an order sent under the same id would change that order.
  return [...notice, ...toGateway({ type: "ReportNextOrderId", data: { orderId: open.orderId + 1 } })];
}

function hearStatus(status: OrderStatusMessage, world: World): readonly Work[] {
  const owner = world.orderIds.get(status.orderId);
  if (owner === undefined || owner.whatIf) return [];
  const { clientId: _clientId, ...data } = status;
  return [report(owner.orderRef, { type: "ReportStatus", data })];
}

function hearExecution(execution: ExecutionMessage, world: World): readonly Work[] {
  const { orderRef, clientId: _clientId, ...data } = execution;
  if (orderRef === null || !world.orders.has(orderRef)) return [];
  return [report(orderRef, { type: "ReportExecution", data })];
}

function hearError(
  message: Extract<GatewayMessage, { kind: "error" }>,
  world: World,
): readonly Work[] | null {
  const owner = message.requestId === null ? undefined : world.orderIds.get(message.requestId);
  if (owner === undefined || message.requestId === null) return null;
  const { code, message: text } = message;
  if (!owner.whatIf) {
    return [
      report(owner.orderRef, {
        type: "ReportError",
        data: { orderId: message.requestId, code, message: text },
      }),
    ];
  }
  return isWarning(code)
    ? []
    : [
        report(owner.orderRef, {
          type: "FailMarginPreview",
          data: { cause: "rejected", code, message: text },
        }),
      ];
}

/** Codes that accompany an order that goes on (source: the broker's list of system and warning messages). */
function isWarning(code: number): boolean {
  return code === 399 || code === 404 || (code >= 2100 && code <= 2199);
}

/** Legs of an order that may still execute keep their lines; a finished order lets them go. */
function holdLegs(world: World, orderRef: OrderRef, time: TurnTime): readonly Work[] {
  const state = world.orders.get(orderRef)?.state;
  const placement = state?.placement ?? null;
  if (state === undefined || placement === null) return [];
  const holder = `order:${orderRef}`;
  const done = isTerminal(state);
  return placement.legs.flatMap(({ contract }): readonly Work[] => {
    const held = world.lines.state.lines.get(contract.conId)?.holders.has(holder) === true;
    if (done === !held) return [];
    return [
      {
        task: {
          to: "lines",
          command: done
            ? { type: "UnpinLine", data: { conId: contract.conId, holder } }
            : { type: "PinLine", data: { contract, holder, usedAt: time.gateway } },
        },
        cause: FROM_GATEWAY,
      },
    ];
  });
}

function report(orderRef: OrderRef, command: Parameters<typeof toOrder>[1]): Work {
  return toOrder(orderRef, command, FROM_GATEWAY);
}

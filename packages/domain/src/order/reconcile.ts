import { fold } from "../kernel/decider.ts";
import type { OrderRef } from "../kernel/ids.ts";
import type { OrderCommand } from "./commands.ts";
import { evolve } from "./evolve.ts";
import type { ExecutionReport, OrderEvent, OrderOpenReport } from "./events.ts";
import { reportExecution, reportOpen } from "./decide-reports.ts";
import { isLive, isPlaced, type OrderState } from "./state.ts";

/**
 * What the broker said of its orders, read completely: first the open orders, then the executions, so that a fill in
 * between is seen. Executions reach back to the broker's midnight only.
 */
export interface BrokerBooks {
  readonly openOrders: readonly OrderOpenReport[];
  readonly executions: readonly ExecutionReport[];
}

export interface Reconciliation {
  /** In the order of `ours`; orders with nothing to settle are left out. */
  readonly orders: readonly { readonly orderRef: OrderRef; readonly commands: readonly OrderCommand[] }[];
  /** Reports under references that none of ours has. */
  readonly unclaimed: BrokerBooks;
}

/**
 * The commands that bring each order to what the broker's books say. Reports come before the settlement that rests on
 * them. `ours` must hold only orders that were placed before the books were asked for.
 */
export function reconcileOrders(ours: readonly OrderState[], books: BrokerBooks): Reconciliation {
  const opens = Map.groupBy(books.openOrders, ({ orderRef }) => orderRef);
  const executions = Map.groupBy(books.executions, ({ orderRef }) => orderRef);
  const claimed = new Set(ours.map(({ orderRef }) => orderRef));
  return {
    orders: ours.flatMap((state) => {
      const { orderRef } = state;
      if (orderRef === null || !isPlaced(state)) return [];
      const commands = commandsFor(state, opens.get(orderRef) ?? [], executions.get(orderRef) ?? []);
      return commands.length === 0 ? [] : [{ orderRef, commands }];
    }),
    unclaimed: {
      openOrders: books.openOrders.filter(({ orderRef }) => !claimed.has(orderRef)),
      executions: books.executions.filter(({ orderRef }) => !claimed.has(orderRef)),
    },
  };
}

function commandsFor(
  state: OrderState,
  opens: readonly OrderOpenReport[],
  executions: readonly ExecutionReport[],
): readonly OrderCommand[] {
  const commands: OrderCommand[] = [];
  let next = state;
  const take = (command: OrderCommand, events: readonly OrderEvent[]) => {
    if (events.length === 0) return;
    commands.push(command);
    next = fold({ evolve }, next, events);
  };
  for (const { orderRef, ...data } of opens) {
    take({ type: "ReportOpen", data }, eventsOf(reportOpen(next, { orderRef, ...data })));
  }
  for (const { orderRef, ...data } of executions) {
    take({ type: "ReportExecution", data }, eventsOf(reportExecution(next, { orderRef, ...data })));
  }
  const [open, executed] = [opens.length > 0, executions.length > 0];
  if (isLive(next) || (open && next.phase !== "filled")) {
    const evidence = `${open ? "in" : "not in"} the broker's open orders, ${executions.length} of its executions`;
    commands.push({ type: "Reconcile", data: { open, executed, evidence } });
  }
  return commands;
}

function eventsOf(outcome: ReturnType<typeof reportOpen>): readonly OrderEvent[] {
  return outcome.kind === "emitted" ? outcome.events : [];
}

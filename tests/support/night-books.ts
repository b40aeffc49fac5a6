import type { OrderRef, Refusal } from "@legbook/domain";
import {
  connectionView,
  executionsPage,
  orderOf,
  ordersPage,
  positionsView,
  type OrderView,
} from "@legbook/projections";
import type { VerticalOrderInput } from "@legbook/engine";
import type { AccountSnapshot } from "@legbook/tws-simulator";
import { ACCOUNT, CLIENT_ID, type Night } from "./night.ts";

/** The 100/105 call spread of the built-in market, at a price that crosses. */
export function callSpread(orderRef: string, changes: Partial<VerticalOrderInput> = {}): VerticalOrderInput {
  return {
    orderRef,
    account: ACCOUNT,
    symbol: "LBX",
    expiry: "2026-03-27",
    right: "call",
    longStrike: "100",
    shortStrike: "105",
    quantity: 1,
    price: { kind: "natural" },
    timeInForce: "day",
    ...changes,
  };
}

/** The same spread at five cents: it rests until somebody cancels it. */
export function restingSpread(
  orderRef: string,
  changes: Partial<VerticalOrderInput> = {},
): VerticalOrderInput {
  return callSpread(orderRef, { price: { kind: "limit", price: "0.05" }, ...changes });
}

/** Starts the engine and waits until it may trade. */
export async function ready(night: Night): Promise<void> {
  await night.start();
  await night.until("ready", () => isReady(night));
}

/** Whether the screen says that orders can be sent. */
export function isReady(night: Night): boolean {
  return connectionView(night.views, night.engine.now()).ready;
}

/** Sends an order and waits for the decision; throws when it is refused. */
export async function submit(night: Night, input: VerticalOrderInput): Promise<void> {
  const answer = await night.answered(night.engine.submitOrder(input, "trader"));
  if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
}

/** Sends an order that must be refused; returns why it was. */
export async function refused(night: Night, input: VerticalOrderInput): Promise<Refusal> {
  const answer = await night.answered(night.engine.submitOrder(input, "trader"));
  if (answer.kind === "accepted") throw new Error(`${input.orderRef} was accepted`);
  return answer.refusal;
}

/** Sends an order and waits until the broker has it. */
export async function submitWorking(night: Night, input: VerticalOrderInput): Promise<void> {
  await submit(night, input);
  await night.until(`${input.orderRef} works`, () => shown(night, input.orderRef).phase === "working");
}

/** What keeps the connection from being relied on, as the screen says it. */
export function reasons(night: Night): string {
  return connectionView(night.views, night.engine.now()).reasons.join(" ");
}

/** Actions of the scenario's faults that were applied. */
export function fired(night: Night): readonly string[] {
  return night.entries("FaultFired").map(({ action }) => action);
}

/** Ends the faults that are armed or last, so that a spec can set the same ones off at its own moment. */
export function calmDown(night: Night): void {
  for (const { id } of night.simulator.control.faults()) night.simulator.control.cancel(id);
}

/** An order as the screen shows it; throws when it shows none. */
export function shown(night: Night, orderRef: string): OrderView {
  const order = orderOf(night.views, orderRef as OrderRef);
  if (order === null) throw new Error(`no order ${orderRef} is shown`);
  return order;
}

/** What is believed of an account, and what is true of it, in one form. */
export interface Books {
  /** Signed contracts by contract id. */
  readonly positions: Readonly<Record<string, number>>;
  readonly execIds: readonly string[];
  /** In units; null while one is missing. */
  readonly commissions: number | null;
  /** References of orders that may still execute, sorted, one for each live order. */
  readonly live: readonly string[];
  /** Combos filled, by reference. */
  readonly filled: Readonly<Record<string, number>>;
}

/** What the screen says. */
export function believed(night: Night): Books {
  const { views } = night;
  const orders = ordersPage(views, { first: 500, after: null, workingOnly: false });
  const executions = executionsPage(views, { first: 500, after: null });
  if (orders.hasNextPage || executions.hasNextPage) throw new Error("more than one page holds");
  const positions: Record<string, number> = {};
  for (const { legs } of positionsView(views, null, night.engine.now()).groups) {
    for (const { conId, quantity } of legs) positions[conId] = (positions[conId] ?? 0) + quantity;
  }
  const commissions = executions.nodes.filter(({ of }) => of === "leg").map(({ commission }) => commission);
  const amounts = commissions.map((commission) => commission?.amount ?? null);
  return {
    positions,
    execIds: executions.nodes.map(({ execId }) => execId).sort(),
    commissions: amounts.includes(null)
      ? null
      : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0) / 1_000_000,
    live: orders.nodes.flatMap(({ orderRef, working }) => (working ? [orderRef as string] : [])).sort(),
    filled: Object.fromEntries(
      orders.nodes.flatMap(({ orderRef, filled }) => (filled > 0 ? [[orderRef, filled]] : [])),
    ),
  };
}

export function truthOf(night: Night): AccountSnapshot {
  return night.simulator.account(ACCOUNT);
}

/** What the ledger says of our orders, and of the account's positions. */
export function actual(night: Night): Books {
  const truth = truthOf(night);
  const references = new Map(
    night.entries("OrderPlaced").map(({ permId, terms }) => [permId, terms.orderRef]),
  );
  const corrections = new Map(
    night.entries("ExecutionCorrected").map(({ replaced, execution }) => [replaced.execId, execution]),
  );
  const execIds: string[] = [];
  const filled: Record<string, number> = {};
  let commissions = 0;
  for (const { permId, clientId, executions } of night.entries("OrderExecuted")) {
    if (clientId !== CLIENT_ID) continue;
    for (const told of executions) {
      const { execId, kind, quantity, commission } = corrections.get(told.execId) ?? told;
      execIds.push(execId);
      commissions += commission;
      const orderRef = references.get(permId) ?? "";
      if (kind === "combo") filled[orderRef] = (filled[orderRef] ?? 0) + quantity;
    }
  }
  return {
    positions: Object.fromEntries(truth.positions.map(({ conId, quantity }) => [conId, quantity])),
    execIds: execIds.sort(),
    commissions: commissions / 10_000,
    live: truth.activeOrders
      .flatMap(({ clientId, terms }) => (clientId === CLIENT_ID ? [terms.orderRef] : []))
      .sort(),
    filled,
  };
}

/** How often the broker was asked to place an order, by our reference. */
export function placedTimes(night: Night): Readonly<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const { clientId, terms } of night.entries("OrderPlaced")) {
    if (clientId === CLIENT_ID) times[terms.orderRef] = (times[terms.orderRef] ?? 0) + 1;
  }
  return times;
}

import type { Socket } from "node:net";
import type { Execution, Order, OrderTerms } from "../orders/order.ts";
import type { OrderDesk } from "../orders/order-desk.ts";
import type { OrderListener } from "../orders/order-listener.ts";
import type { OrderPreview } from "../orders/preview.ts";
import type { OrderFault } from "../orders/order-fault.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import { Connection } from "./connection.ts";
import type { ConnectionHost } from "./connection-host.ts";
import { Door } from "./door.ts";
import type { OpenTap } from "./connection-tap.ts";
import { sendCommission, sendExecution } from "./handlers/executions.ts";
import { sendOrder, sendOrderBound, sendOrderStatus } from "./handlers/orders.ts";
import { LineBudget } from "./market-data-lines.ts";
import type { SubscriptionRules } from "./market-data-permissions.ts";
import type { MessageFilter } from "./message-filter.ts";
import { previewValues } from "./open-order-values.ts";
import { type Pace, VIOLATIONS_MAX } from "./pacing.ts";
import { SlicedWork } from "./sliced-work.ts";

/** All connections; tells each client what concerns it. */
export class SessionHub implements OrderListener, ConnectionHost<Connection> {
  readonly venue: Venue;
  readonly schedule: Schedule;
  readonly budget: LineBudget;
  readonly work: SlicedWork;
  readonly serverVersionMax: number;
  readonly pace: Pace;
  readonly door = new Door();
  readonly filter: MessageFilter<Connection> = { reply: null, request: null };
  /** Of who records what goes over the connections. */
  openTap: OpenTap | null = null;
  readonly log: (line: string) => void;
  /** Told of each client that came through its handshake, once it was greeted. */
  onGreeted: ((connection: Connection) => void) | null = null;
  #accepted = 0;
  readonly #connections = new Set<Connection>();
  readonly #running = new Map<number, Connection>();
  readonly #connectionsMax: number;
  readonly #masterClientId: number | null;
  #desk: OrderDesk | null = null;

  constructor(parts: {
    readonly venue: Venue;
    readonly schedule: Schedule;
    readonly linesMax: number;
    readonly subscriptions?: SubscriptionRules;
    readonly serverVersionMax: number;
    readonly messagesPerSecondMax: number;
    readonly connectionsMax: number;
    /** Null for none. */
    readonly masterClientId: number | null;
    readonly log: (line: string) => void;
  }) {
    this.venue = parts.venue;
    this.schedule = parts.schedule;
    this.budget = new LineBudget(parts.linesMax, parts.venue.source, parts.subscriptions);
    this.work = new SlicedWork(parts.schedule);
    this.serverVersionMax = parts.serverVersionMax;
    this.pace = { messagesPerSecondMax: parts.messagesPerSecondMax, violationsMax: VIOLATIONS_MAX };
    this.#connectionsMax = parts.connectionsMax;
    this.#masterClientId = parts.masterClientId;
    this.log = parts.log;
  }

  /** The desk tells the hub and the hub's clients use the desk: it is handed over once both exist. */
  useDesk(desk: OrderDesk): void {
    this.#desk = desk;
  }

  get desk(): OrderDesk {
    if (this.#desk === null) throw new Error("the hub has no order desk yet");
    return this.#desk;
  }

  accept(socket: Socket): void {
    if (this.#connections.size >= this.#connectionsMax) {
      this.log(`a connection was refused: there are ${this.#connections.size}`);
      socket.destroy();
      return;
    }
    if (this.door.state === "reset") {
      socket.resetAndDestroy();
      const tap = this.openTap?.();
      tap?.reset("server");
      tap?.closed();
      return;
    }
    this.#accepted += 1;
    this.#connections.add(new Connection(this.#accepted, socket, this));
  }

  /** All that are connected, also those in their handshake, oldest first. */
  get connections(): readonly Connection[] {
    return [...this.#connections];
  }

  /** False when another connection has this client id. */
  claim(clientId: number, connection: Connection): boolean {
    if (this.#running.has(clientId) || this.door.isTaken(clientId)) return false;
    this.#running.set(clientId, connection);
    return true;
  }

  entered(connection: Connection, serverVersion: number): void {
    this.venue.record({ type: "ClientConnected", clientId: connection.clientId, serverVersion });
  }

  greeted(connection: Connection): void {
    this.onGreeted?.(connection);
  }

  left(connection: Connection, wasRunning: boolean, reason: string): void {
    this.#connections.delete(connection);
    if (!wasRunning) return;
    this.#running.delete(connection.clientId);
    if (connection.clientId === 0) this.desk.manual.bindsNew = false;
    this.venue.record({ type: "ClientDisconnected", clientId: connection.clientId, reason });
  }

  push(): void {
    const [at, now] = [this.venue.clock.now(), this.schedule.now()];
    for (const connection of this.#running.values()) connection.push(at, now);
  }

  close(): void {
    for (const connection of this.#connections) connection.close("the simulator closes");
  }

  orderReported(order: Order): void {
    for (const session of this.#audience(order)) sendOrder(session, order);
  }

  statusReported(order: Order, status: string): void {
    for (const session of this.#audience(order)) sendOrderStatus(session, order, status);
  }

  executed(order: Order, executions: readonly Execution[]): void {
    for (const session of this.#audience(order)) {
      for (const execution of executions) sendExecution(session, execution, -1);
    }
  }

  commissioned(order: Order, executions: readonly Execution[]): void {
    for (const session of this.#audience(order)) {
      for (const execution of executions) sendCommission(session, execution);
    }
  }

  orderBound(order: Order): void {
    for (const session of this.#audience(order)) sendOrderBound(session, order);
  }

  /** The owner, unless the order has no id yet, and the master client, which hears of everybody's orders [D]. */
  #audience({ clientId, orderId }: Order): readonly Connection[] {
    const owner = orderId === 0 ? undefined : this.#running.get(clientId);
    const master = this.#masterClientId === null ? undefined : this.#running.get(this.#masterClientId);
    return [...new Set([owner, master])].filter((session) => session !== undefined);
  }

  previewed(
    clientId: number,
    orderId: number,
    terms: OrderTerms,
    preview: OrderPreview | null,
    warning: string,
  ): void {
    const values = previewValues(this.venue.source, { orderId, clientId }, terms, preview, warning);
    this.#running.get(clientId)?.send("openOrder", values);
  }

  orderFailed(clientId: number, orderId: number, fault: OrderFault): void {
    this.#running.get(clientId)?.error(orderId, fault.code, fault.message);
  }

  orderWarned(clientId: number, orderId: number, warning: OrderFault): void {
    this.orderFailed(clientId, orderId, warning);
  }

  accountChanged(account: string): void {
    for (const connection of this.#running.values()) connection.accounts.accountChanged(account);
  }
}

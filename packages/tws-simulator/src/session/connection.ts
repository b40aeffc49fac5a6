import type { Socket } from "node:net";
import { wallTime, zoneAbbreviation } from "../venue/calendar.ts";
import { decodeRequest, encodeReply } from "../wire/codec.ts";
import { FieldError } from "../wire/fields.ts";
import { encodeFrame, FramingError, splitFields } from "../wire/frame.ts";
import type { UntypedValues } from "../wire/layout.ts";
import { type ReplyName, requestName } from "../wire/message-ids.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { negotiateVersion } from "../wire/server-version.ts";
import { AccountSubscriptions } from "./account-subscriptions.ts";
import type { ClientSession } from "./client-session.ts";
import { DataStreams } from "./data-streams.ts";
import { DepthLines } from "./depth-lines.ts";
import { dispatch } from "./dispatch.ts";
import { MarketDataLines } from "./market-data-lines.ts";
import { Pacing } from "./pacing.ts";
import type { ConnectionHost } from "./connection-host.ts";
import type { FilteredConnection } from "./message-filter.ts";
import type { Work } from "./sliced-work.ts";
import { Transport, type TransportListener } from "./transport.ts";

/** A client that has not said who it is by then is let go. */
const HANDSHAKE_MS = 10_000;

type Stage = "held" | "version" | "starting" | "running" | "closed";

/** One client: handshake, then requests and replies. Whatever arrives, the process lives on. */
export class Connection implements ClientSession, TransportListener, FilteredConnection {
  /** Counts accepted sockets from 1. */
  readonly id: number;
  readonly transport: Transport;
  readonly #hub: ConnectionHost<Connection>;
  readonly #pacing: Pacing;
  readonly lines: MarketDataLines;
  readonly depth: DepthLines;
  readonly accounts: AccountSubscriptions;
  readonly streams = new DataStreams();
  #stage: Stage = "version";
  #serverVersion = 0;
  /** Why the last push was left out. */
  #missed: "busy" | "held" | null = null;
  #clientId = -1;
  /** Reasons not to send what changes by itself. */
  readonly #pushHolds = new Set<object>();

  constructor(id: number, socket: Socket, hub: ConnectionHost<Connection>) {
    this.id = id;
    this.#hub = hub;
    this.#pacing = new Pacing(hub.pace, hub.schedule.now());
    const send = <Name extends ReplyName>(name: Name, values: ReplyValues<Name>): void =>
      this.send(name, values);
    this.lines = new MarketDataLines({ send, budget: hub.budget, work: this.work });
    this.depth = new DepthLines({ send, budget: hub.budget, silences: this.lines.silences });
    this.accounts = new AccountSubscriptions(hub.venue, send);
    this.transport = new Transport({ socket, listener: this, tap: hub.openTap?.() ?? null });
    if (hub.door.state === "hold") this.#waitForDoor();
    else this.#expectHandshake();
  }

  get clientId(): number {
    return this.#clientId;
  }

  get isRunning(): boolean {
    return this.#stage === "running";
  }

  get serverVersion(): number {
    return this.#serverVersion;
  }

  get venue() {
    return this.#hub.venue;
  }

  get schedule() {
    return this.#hub.schedule;
  }

  get desk() {
    return this.#hub.desk;
  }

  send<Name extends ReplyName>(name: Name, values: ReplyValues<Name>): void {
    if (this.#stage === "closed") return;
    const filter = this.#hub.filter.reply;
    if (filter === null) this.transport.write(encodeReply(name, values, this.#serverVersion));
    else filter(this, name, values);
  }

  deliver(name: ReplyName, values: UntypedValues): void {
    if (this.#stage === "closed") return;
    this.transport.write(encodeReply(name, values as never, this.#serverVersion));
  }

  serve(fields: readonly string[]): void {
    if (this.#stage !== "running") return;
    this.#guard(`request ${fields[0]}`, () => dispatch(this, fields, this.#serverVersion));
  }

  error(requestId: number, code: number, message: string): void {
    this.send("error", { requestId, code, message, advancedReject: "" });
  }

  after(ms: number, task: () => void): void {
    this.#hub.schedule.after(ms, () => {
      if (this.#stage === "running") this.#guard("a later answer", task);
    });
  }

  readonly work: Work = (steps) =>
    this.#hub.work.add(this, () => {
      let looks: number | null = null;
      this.#guard("a long answer", () => {
        const step = steps.next();
        if (step.done !== true) looks = step.value;
      });
      return looks;
    });

  /**
   * Sends what the market changed, every state of it. A client that is behind with reading, or was held, is told later
   * how things are then.
   */
  push(at: number, real: number): void {
    if (this.#stage === "running") this.#guard("a push", () => this.#push(at, real));
  }

  #push(at: number, real: number): void {
    if (this.transport.isBusy || this.#pushHolds.size > 0) {
      this.#missed = this.transport.isBusy ? "busy" : "held";
      return;
    }
    const moment = { at, real, isOpen: this.venue.clock.isOpen(at), isFrozen: this.lines.isFrozen };
    const passedOver = this.lines.push(moment, this.#missed !== null);
    this.depth.push(moment, this.#missed !== null);
    if (this.#missed === "busy" && passedOver > 0) {
      this.#hub.log(
        `client ${this.#clientId} reads too slowly: ${passedOver} states of quotes were passed over`,
      );
    }
    this.#missed = null;
    this.accounts.push(real);
  }

  /** Sends no quotes and account values until the returned function is called; then what changed meanwhile. */
  holdPush(): () => void {
    const hold = {};
    this.#pushHolds.add(hold);
    return () => void this.#pushHolds.delete(hold);
  }

  close(reason: string): void {
    this.transport.close(reason);
  }

  received(payload: Buffer): void {
    switch (this.#stage) {
      case "version":
        this.#onVersion(payload.toString("latin1"));
        return;
      case "starting":
        this.#onStart(splitFields(payload));
        return;
      case "running":
        this.#onRequest(splitFields(payload));
        return;
      case "held":
      case "closed":
    }
  }

  garbled(error: FramingError): void {
    this.#hub.log(`client ${this.#clientId}: ${error.message}; closed`);
    this.close(error.message);
  }

  ended(reason: string): void {
    const wasRunning = this.#stage === "running";
    this.#stage = "closed";
    this.lines.close();
    this.depth.close();
    this.streams.close();
    this.#hub.work.leave(this);
    this.#hub.left(this, wasRunning, reason);
  }

  #waitForDoor(): void {
    this.#stage = "held";
    const release = this.transport.holdReading();
    this.#hub.door.whenReleased(() => {
      if (this.#stage !== "held") return;
      this.#stage = "version";
      this.#expectHandshake();
      release();
    });
  }

  #expectHandshake(): void {
    this.#hub.schedule.after(HANDSHAKE_MS, () => {
      if (this.#stage !== "running") this.close("no handshake");
    });
  }

  /** `v100..193`, with connection options after a space. */
  #onVersion(text: string): void {
    const match = /^v(\d{1,5})(?:\.\.(\d{1,5}))?(?: .*)?\0?$/.exec(text);
    if (match === null) throw new FramingError(`no version range: ${JSON.stringify(text.slice(0, 40))}`);
    const min = Number(match[1]);
    const version = negotiateVersion(min, Number(match[2] ?? min), this.#hub.serverVersionMax);
    if (version === null) throw new FramingError(`no common version with ${text}`);
    this.#serverVersion = version;
    this.#stage = "starting";
    const now = this.#hub.venue.clock.now();
    this.transport.write(encodeFrame([String(version), `${wallTime(now)} ${zoneAbbreviation(now)}`]));
  }

  #onStart(fields: readonly string[]): void {
    if (requestName(fields[0]) !== "startApi") throw new FramingError(`message ${fields[0]} before startApi`);
    let clientId: number;
    try {
      ({ clientId } = decodeRequest("startApi", [...fields, ""], this.#serverVersion));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      throw new FramingError(`startApi: ${error.message}`, { cause: error });
    }
    if (!this.#hub.claim(clientId, this)) {
      const message = "Unable to connect as the client id is already in use. Retry with a unique client id.";
      this.error(-1, 326, message);
      this.close("client id in use");
      return;
    }
    this.#clientId = clientId;
    this.#stage = "running";
    this.#hub.entered(this, this.#serverVersion);
    this.#greet();
    this.#hub.greeted(this);
  }

  /** What TWS sends unasked, in its order [R]. */
  #greet(): void {
    this.send("managedAccounts", { accounts: this.venue.accountIds.join(",") });
    this.send("nextValidId", { orderId: this.desk.nextOrderId(this.#clientId) });
    this.error(-1, 2104, "Market data farm connection is OK:usopt");
    this.error(-1, 2107, "HMDS data farm connection is inactive but should be available upon demand.ushmds");
    this.error(-1, 2158, "Sec-def data farm connection is OK:secdefil");
  }

  #onRequest(fields: readonly string[]): void {
    const verdict = this.#pacing.take(this.#hub.schedule.now());
    if (verdict !== "pass") {
      const max = this.#hub.pace.messagesPerSecondMax;
      this.error(-1, 100, `Max rate of messages per second has been exceeded:max=${max}`);
      if (verdict === "disconnect") {
        this.close("message rate exceeded repeatedly");
        return;
      }
    }
    const filter = this.#hub.filter.request;
    if (filter === null) this.serve(fields);
    else this.#guard(`request ${fields[0]}`, () => filter(this, fields));
  }

  /**
   * A fault of the simulator's own while it serves this client ends this connection, loudly, and touches nobody else.
   * What the machine refuses, such as a write to the ledger, is thrown on: the books come before the clients.
   */
  #guard(what: string, task: () => void): void {
    try {
      task();
    } catch (error) {
      if (!(error instanceof Error) || error instanceof FramingError || "syscall" in error) throw error;
      this.#hub.log(`FAULT OF THE SIMULATOR: ${what} of client ${this.#clientId}: ${error.stack}`);
      this.close(`fault of the simulator: ${error.message}`);
    }
  }
}

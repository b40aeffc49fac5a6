import type { Socket } from "node:net";
import { wallTime, zoneAbbreviation } from "../venue/calendar.ts";
import { decodeRequest, encodeReply } from "../wire/codec.ts";
import { FieldError } from "../wire/fields.ts";
import { encodeFrame, FrameReader, FramingError, splitFields } from "../wire/frame.ts";
import { type ReplyName, REQUEST } from "../wire/message-ids.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { negotiateVersion } from "../wire/server-version.ts";
import { AccountSubscriptions } from "./account-subscriptions.ts";
import type { ClientSession } from "./client-session.ts";
import { dispatch } from "./dispatch.ts";
import { MarketDataLines } from "./market-data-lines.ts";
import { Pacing } from "./pacing.ts";
import type { ConnectionHost } from "./connection-host.ts";

/** A client that has not said who it is by then is let go. */
const HANDSHAKE_MS = 10_000;
const GREETING = "API\0";
/** A client that reads so slowly that this much waits for it loses ticks, and above the second is let go. */
const TICK_BACKLOG_BYTES_MAX = 1 << 20;
const BACKLOG_BYTES_MAX = 32 << 20;

/** What is still to be written when a connection ends gets this long. */
const LINGER_MS = 300;

type Stage = "greeting" | "version" | "starting" | "running" | "closed";

/** One socket: handshake, then requests and replies. Whatever arrives, the process lives on. */
export class Connection implements ClientSession {
  readonly #socket: Socket;
  readonly #hub: ConnectionHost<Connection>;
  readonly #reader = new FrameReader();
  readonly #pacing: Pacing;
  readonly lines: MarketDataLines;
  readonly accounts: AccountSubscriptions;
  #stage: Stage = "greeting";
  #serverVersion = 0;
  #clientId = -1;
  #corked = false;

  constructor(socket: Socket, hub: ConnectionHost<Connection>) {
    this.#socket = socket;
    this.#hub = hub;
    this.#pacing = new Pacing(hub.messagesPerSecondMax, hub.schedule.now());
    const send = <Name extends ReplyName>(name: Name, values: ReplyValues<Name>): void =>
      this.send(name, values);
    this.lines = new MarketDataLines({ source: hub.venue.source, send, budget: hub.budget });
    this.accounts = new AccountSubscriptions(hub.venue, send);
    socket.setNoDelay(true);
    socket.setTimeout(HANDSHAKE_MS, () => this.close("no handshake"));
    socket.on("data", (chunk) => this.#onData(chunk as Buffer));
    socket.on("error", (error) => this.close(`socket error: ${error.message}`));
    socket.on("close", () => this.close("closed by the client"));
  }

  get clientId(): number {
    return this.#clientId;
  }

  get isRunning(): boolean {
    return this.#stage === "running";
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
    this.#write(encodeReply(name, values, this.#serverVersion));
  }

  error(requestId: number, code: number, message: string): void {
    this.send("error", { requestId, code, message, advancedReject: "" });
  }

  after(ms: number, task: () => void): void {
    this.#hub.schedule.after(ms, () => {
      if (this.#stage === "running") task();
    });
  }

  /** Sends what the market changed, unless the client is behind with reading. */
  push(at: number, real: number): void {
    if (this.#stage !== "running" || this.#socket.writableLength > TICK_BACKLOG_BYTES_MAX) return;
    this.lines.push(at, real);
    this.accounts.push(real);
  }

  close(reason: string): void {
    if (this.#stage === "closed") return;
    const wasRunning = this.#stage === "running";
    this.#stage = "closed";
    this.lines.close();
    this.#socket.destroySoon();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
    this.#hub.left(this, wasRunning, reason);
  }

  #write(frame: Buffer): void {
    if (this.#socket.writableLength > BACKLOG_BYTES_MAX) {
      this.close("the client does not read");
      return;
    }
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(frame);
  }

  #onData(chunk: Buffer): void {
    if (this.#stage === "closed") return;
    this.#reader.push(chunk);
    try {
      this.#read();
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      this.#hub.log(`client ${this.#clientId}: ${error.message}; closed`);
      this.close(error.message);
    }
  }

  #read(): void {
    if (this.#stage === "greeting") {
      const greeting = this.#reader.takeBytes(GREETING.length);
      if (greeting === null) return;
      if (greeting.toString("latin1") !== GREETING) {
        throw new FramingError("not an API client (the connection does not begin with API and NUL)");
      }
      this.#stage = "version";
    }
    for (let payload = this.#reader.next(); payload !== null; payload = this.#reader.next()) {
      this.#onPayload(payload);
      if (!this.#isOpen()) return;
    }
  }

  #isOpen(): boolean {
    return this.#stage !== "closed";
  }

  #onPayload(payload: Buffer): void {
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
      case "greeting":
      case "closed":
    }
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
    this.#write(encodeFrame([String(version), `${wallTime(now)} ${zoneAbbreviation(now)}`]));
  }

  #onStart(fields: readonly string[]): void {
    if (Number(fields[0]) !== REQUEST.startApi)
      throw new FramingError(`message ${fields[0]} before startApi`);
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
    this.#socket.setTimeout(0);
    this.#hub.entered(this, this.#serverVersion);
    this.#greet();
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
      this.error(
        -1,
        100,
        `Max rate of messages per second has been exceeded:max=${this.#hub.messagesPerSecondMax}`,
      );
      if (verdict === "disconnect") {
        this.close("message rate exceeded repeatedly");
        return;
      }
    }
    dispatch(this, fields, this.#serverVersion);
  }
}

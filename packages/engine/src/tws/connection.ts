import { EventName, IBApi } from "@stoqey/ib";
import type { ConnectionLossCause } from "@legbook/domain";
import type { GatewayMessage, GatewayRequest, GatewaySink, SendOutcome } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import {
  BROKEN_FRAMING_CODE,
  describeErrorCode,
  SOCKET_FAILURE_CODE,
  UNREADABLE_MESSAGE_CODE,
} from "./error-codes.ts";
import { libraryParts, readFrames, type FrameReader } from "./frames.ts";
import { listen } from "./inbound/index.ts";
import { reportNotice } from "./inbound/errors.ts";
import { createSessionMemory, type SessionMemory } from "./session-memory.ts";
import { sendRequest, unencodable } from "./outbound/index.ts";

/** Far above what we send: the library's limiter never holds a message back, so it can never leak one. */
const LIBRARY_MESSAGES_PER_SECOND = 1_000_000;
/** Bytes that a peer who does not read may leave in our hands before requests are refused. */
const UNSENT_BYTES_MAX = 1_048_576;
/** Messages before the session is open: the accounts, and whatever the gateway has to say at once. */
const HELD_MESSAGES_MAX = 10_000;

export interface SessionTarget {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
}

export interface SessionOptions {
  readonly target: SessionTarget;
  readonly clock: Pick<Clock, "schedule">;
  readonly openTimeoutMs: number;
  readonly timeZoneWhenUnsaid: string;
  readonly sink: GatewaySink;
  /** Called once, just before `lost` is reported. */
  readonly onEnded: () => void;
}

interface Loss {
  readonly cause: ConnectionLossCause;
  readonly code: number | null;
  readonly message: string;
}

/**
 * One attempt to connect and the session that comes of it. Each has a client library object of its own, so that
 * nothing that a library may have kept can reach the next session.
 *
 * The session is open, and `opened` reported, with the gateway's first next valid id: until then the gateway may drop
 * what it is sent, and the library would queue it. What came earlier is held and reported right after `opened`, but for
 * errors.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #api: IBApi;
  readonly #frames: FrameReader;
  readonly #memory: SessionMemory = createSessionMemory();
  #phase: "connecting" | "open" | "ended" = "connecting";
  #handshake: { readonly serverVersion: number; readonly connectionTime: string } | null = null;
  #nextIdSeen = false;
  #held: GatewayMessage[] = [];
  #lastFailure: { readonly code: number; readonly message: string } | null = null;
  /** What the library said and did during the send under way. */
  #sending: { written: boolean; readonly complaints: string[] } | null = null;
  #cancelTimeout: () => void = () => {};

  /** Throws `RangeError` for a port that cannot be. */
  constructor(options: SessionOptions) {
    this.#options = options;
    const { host, port, clientId } = options.target;
    this.#api = new IBApi({ host, port, clientId, maxReqPerSec: LIBRARY_MESSAGES_PER_SECOND });
    this.#frames = readFrames(this.#api, {
      frameDone: () => this.#frameDone(),
      frameUnreadable: (detail) => this.#notice(UNREADABLE_MESSAGE_CODE, detail, null),
      framingBroken: (message) => this.#end({ cause: "corrupt", code: BROKEN_FRAMING_CODE, message }),
    });
    this.#listen();
    this.#api.connect();
    libraryParts(this.#api).socket.client?.setNoDelay(true);
    this.#cancelTimeout = options.clock.schedule(options.openTimeoutMs, () => this.#openTimedOut());
  }

  get isOpen(): boolean {
    return this.#phase === "open";
  }

  /** Ends the session; reports `lost` with cause `requested` unless it has ended already. */
  close(): void {
    this.#end({ cause: "requested", code: null, message: "the session was closed on request" });
  }

  /**
   * Hands one request to the socket, or proves that nothing of it left. A library that did neither would keep the
   * request for later: the session, and with it the library object, is given up at once.
   */
  send(request: GatewayRequest): SendOutcome {
    if (this.#phase !== "open") return { kind: "refused", message: "no session with the gateway is open" };
    const socket = libraryParts(this.#api).socket.client;
    if (socket === undefined || !socket.writable)
      return { kind: "refused", message: "the socket to the gateway is closing" };
    if (socket.writableLength > UNSENT_BYTES_MAX)
      return { kind: "refused", message: "the gateway does not read what it is sent" };
    const fault = unencodable(request);
    if (fault !== null) return { kind: "refused", message: fault };

    const sending = { written: false, complaints: [] as string[] };
    this.#sending = sending;
    try {
      sendRequest(this.#api, request, this.#memory);
    } catch (error) {
      sending.complaints.push(String(error));
      if (!sending.written) this.#giveUpLibrary(sending.complaints);
    } finally {
      this.#sending = null;
    }
    if (sending.written) return { kind: "sent" };
    if (sending.complaints.length === 0) this.#giveUpLibrary(["the client library kept a request"]);
    return { kind: "refused", message: sending.complaints.join("; ") };
  }

  #giveUpLibrary(complaints: readonly string[]): void {
    this.#end({ cause: "closed", code: null, message: `given up: ${complaints.join("; ")}` });
  }

  #listen(): void {
    const api = this.#api;
    api.on(EventName.sent, () => {
      if (this.#sending !== null) this.#sending.written = true;
    });
    api.on(EventName.server, (serverVersion, connectionTime) => {
      if (Number.isInteger(serverVersion)) this.#handshake = { serverVersion, connectionTime };
      else
        this.#end({
          cause: "corrupt",
          code: BROKEN_FRAMING_CODE,
          message: "the peer does not answer as a gateway does",
        });
    });
    api.on(EventName.nextValidId, () => void (this.#nextIdSeen = true));
    api.on(EventName.disconnected, () => this.#socketClosed());
    api.on(EventName.info, (message, code) => this.#notice(code, message, null));
    api.on(EventName.error, (error: Error, code: number, requestId: number) => {
      if (this.#sending !== null) this.#sending.complaints.push(error.message);
      else this.#notice(code, error.message, requestId);
    });
    listen(api, {
      report: (message) => this.#report(message),
      unreadable: (detail, requestId) => this.#notice(UNREADABLE_MESSAGE_CODE, detail, requestId),
      memory: this.#memory,
      frames: this.#frames,
      timeZoneWhenUnsaid: this.#options.timeZoneWhenUnsaid,
    });
  }

  #notice(code: number, message: string, requestId: number | null): void {
    const { kind, ends } = describeErrorCode(code);
    if (ends && (kind === "session" || kind === "corrupt")) this.#lastFailure = { code, message };
    // The library's word for any failure of the socket: the loss that follows tells it.
    if (code === SOCKET_FAILURE_CODE && (requestId ?? -1) < 0) return;
    reportNotice((reported) => this.#report(reported), code, message, requestId);
  }

  #report(message: GatewayMessage): void {
    if (this.#phase === "ended") return;
    // Why a gateway turns the client away must not wait for a session that never opens.
    if (this.#phase === "open" || message.kind === "error") {
      this.#deliver(message);
      return;
    }
    this.#held.push(message);
    if (this.#held.length > HELD_MESSAGES_MAX) {
      this.#end({
        cause: "corrupt",
        code: null,
        message: "the gateway talks without having opened the session",
      });
    }
  }

  /** A sink that throws is a bug of ours: it ends the process, but not inside the library's loop. */
  #deliver(message: GatewayMessage): void {
    try {
      this.#options.sink(message);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #frameDone(): void {
    if (this.#phase !== "connecting" || !this.#nextIdSeen || this.#handshake === null) return;
    this.#phase = "open";
    this.#cancelTimeout();
    const held = this.#held;
    this.#held = [];
    this.#deliver({ kind: "opened", ...this.#handshake });
    for (const message of held) this.#deliver(message);
  }

  #openTimedOut(): void {
    const { host, port } = this.#options.target;
    const missing = this.#handshake === null ? "no answer" : "no order id";
    const message = `${missing} from ${host}:${port} within ${this.#options.openTimeoutMs} ms`;
    this.#end({ cause: "refused", code: this.#lastFailure?.code ?? null, message });
  }

  #socketClosed(): void {
    const { host, port } = this.#options.target;
    const failure = this.#lastFailure;
    const corrupt = failure !== null && describeErrorCode(failure.code).kind === "corrupt";
    this.#end({
      cause: corrupt ? "corrupt" : this.#phase === "open" ? "closed" : "refused",
      code: failure?.code ?? null,
      message: failure?.message ?? `${host}:${port} closed the connection`,
    });
  }

  #end(loss: Loss): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#held = [];
    this.#cancelTimeout();
    this.#frames.stop();
    libraryParts(this.#api).socket.client?.destroy();
    this.#options.onEnded();
    this.#deliver({ kind: "lost", ...loss });
  }
}

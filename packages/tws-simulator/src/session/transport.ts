import type { Socket } from "node:net";
import { FrameReader, FramingError } from "../wire/frame.ts";
import type { ConnectionTap } from "./connection-tap.ts";
import type { MakeShaper, Shaper } from "./shaper.ts";

/** What an API client says first, outside any frame [M]. */
const GREETING = "API\0";
/** A client that reads so slowly that this much waits for it is served no requests, and above the second let go. */
const BUSY_BYTES = 1 << 20;
const BACKLOG_BYTES_MAX = 32 << 20;
/** Frames of one client that are served before the others and the schedule have their turn. */
const FRAMES_A_TURN = 64;
/** What is still to be written when a connection ends gets this long. */
const LINGER_MS = 300;

export interface TransportListener {
  received(payload: Buffer): void;
  /** The connection is over; told once. */
  ended(reason: string): void;
  /** The client sent what is no sequence of frames. */
  garbled(error: FramingError): void;
}

/** One socket as frames, with bounds on what may wait in either direction and the means to ill-treat it. */
export class Transport {
  readonly #socket: Socket;
  readonly #listener: TransportListener;
  readonly #tap: ConnectionTap | null;
  readonly #reader = new FrameReader();
  #greeted = false;
  #corked = false;
  #reading = false;
  #ended = false;
  /** Reasons not to read; it reads while there is none. */
  readonly #holds = new Set<object>();
  readonly #mutes = new Set<object>();
  #shaper: Shaper | null = null;

  constructor(parts: { socket: Socket; listener: TransportListener; tap: ConnectionTap | null }) {
    this.#socket = parts.socket;
    this.#listener = parts.listener;
    this.#tap = parts.tap;
    const { socket } = parts;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#onData(chunk as Buffer));
    socket.on("drain", () => this.#read());
    socket.on("end", () => {
      this.#tap?.ended("client");
      // TWS has no use for a client that sends no more; what it was not told yet gets the usual while [U].
      this.close("closed by the client");
    });
    socket.on("error", (error) => {
      this.#tap?.reset("client");
      this.#end(`socket error: ${error.message}`);
    });
    socket.on("close", () => {
      this.#end("closed by the client");
      this.#tap?.ended("server");
      this.#tap?.closed();
    });
  }

  /** Whether so much waits for the client that nothing should be added that can be left out. */
  get isBusy(): boolean {
    return this.#backlog > BUSY_BYTES;
  }

  /** Whether anything is still to be handed to the kernel. */
  get hasBacklog(): boolean {
    return this.#backlog > 0;
  }

  write(bytes: Buffer): void {
    if (this.#ended || this.#mutes.size > 0) return;
    if (this.#backlog > BACKLOG_BYTES_MAX) this.close("the client does not read");
    else if (this.#shaper === null) this.#writeNow(bytes);
    else this.#shaper.push(bytes);
  }

  /** Reads nothing until the returned function is called. */
  holdReading(): () => void {
    const hold = {};
    this.#holds.add(hold);
    this.#socket.pause();
    return () => {
      this.#holds.delete(hold);
      this.#read();
    };
  }

  /** Discards what is to be sent until the returned function is called. */
  mute(): () => void {
    const mute = {};
    this.#mutes.add(mute);
    return () => void this.#mutes.delete(mute);
  }

  /** Lets a shaper decide when bytes leave, until the returned function is called or another takes its place. */
  shape(make: MakeShaper): () => void {
    this.#shaper?.flush();
    const shaper = make((bytes) => {
      this.#writeNow(bytes);
      // What waited here may have kept requests waiting, and the socket knows nothing of it.
      if (this.#socket.isPaused()) this.#read();
    });
    this.#shaper = shaper;
    return () => {
      if (this.#shaper !== shaper) return;
      this.#shaper = null;
      shaper.flush();
    };
  }

  /** Ends the connection after what was written. */
  close(reason: string): void {
    if (this.#ended) return;
    this.#shaper?.flush();
    this.#socket.destroySoon();
    // The machine's time, not the schedule's: how long a kernel takes to send is no part of what is simulated.
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
    this.#tap?.ended("server");
    this.#end(reason);
  }

  /** Ends the connection at once by a reset: what waits to be sent is lost. */
  reset(reason: string): void {
    if (this.#ended) return;
    this.#socket.resetAndDestroy();
    this.#tap?.reset("server");
    this.#end(reason);
  }

  get #backlog(): number {
    return this.#socket.writableLength + (this.#shaper?.held ?? 0);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listener.ended(reason);
  }

  #writeNow(bytes: Buffer): void {
    if (this.#ended) return;
    this.#tap?.data("server", bytes);
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(bytes);
  }

  #onData(chunk: Buffer): void {
    this.#tap?.data("client", chunk);
    if (this.#ended) return;
    this.#reader.push(chunk);
    this.#read();
  }

  /** Serves a turn's frames. What is left waits in the kernel: the socket is paused until it is this client's turn. */
  #read(): void {
    if (this.#reading || this.#ended) return;
    this.#reading = true;
    try {
      for (let count = 0; this.#mayRead(); count += 1) {
        if (count === FRAMES_A_TURN) {
          this.#socket.pause();
          setImmediate(() => this.#read());
          return;
        }
        const payload = this.#next();
        if (payload === null) {
          this.#socket.resume();
          return;
        }
        this.#listener.received(payload);
      }
      // Held, or the client does not read its answers: `holdReading` and `drain` come back here.
      this.#socket.pause();
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      this.#listener.garbled(error);
    } finally {
      this.#reading = false;
    }
  }

  #mayRead(): boolean {
    return !this.#ended && this.#holds.size === 0 && !this.isBusy;
  }

  #next(): Buffer | null {
    if (!this.#greeted) {
      const greeting = this.#reader.takeBytes(GREETING.length);
      if (greeting === null) return null;
      if (greeting.toString("latin1") !== GREETING) {
        throw new FramingError("not an API client (the connection does not begin with API and NUL)");
      }
      this.#greeted = true;
    }
    return this.#reader.next();
  }
}

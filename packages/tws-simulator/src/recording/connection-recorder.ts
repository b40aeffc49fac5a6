import type { ConnectionTap } from "../session/connection-tap.ts";
import { splitFields } from "../wire/frame.ts";
import { SERVER_VERSION_MAX } from "../wire/server-version.ts";
import { accountsNamed } from "./account-fields.ts";
import type { Side } from "./format.ts";
import type { RecordingWriter } from "./recording-writer.ts";
import { type CutPart, StreamCutter } from "./stream-cutter.ts";

/** As a connection's tap, with what only the proxy sees. */
export interface RecordedConnection extends ConnectionTap {
  /** The proxy's target did not take the connection. */
  refused(reason: string): void;
}

/** Writes one connection to a recording. What comes twice, or after the end, is left out. */
class ConnectionRecorder implements RecordedConnection {
  readonly #writer: RecordingWriter;
  readonly #connection: number;
  readonly #cutters = { client: new StreamCutter("client"), server: new StreamCutter("server") };
  readonly #over = { client: false, server: false };
  #serverVersion: number | null = null;
  #isClosed = false;

  constructor(writer: RecordingWriter, connection: number) {
    this.#writer = writer;
    this.#connection = connection;
    writer.write(connection, { event: "opened" });
  }

  data(from: Side, bytes: Buffer): void {
    if (this.#over[from]) return;
    this.#write(from, this.#cutters[from].push(bytes));
  }

  ended(by: Side): void {
    if (!this.#end(by)) return;
    this.#writer.write(this.#connection, { event: "ended", by });
  }

  reset(by: Side): void {
    if (this.#over.client && this.#over.server) return;
    this.#end("client");
    this.#end("server");
    this.#writer.write(this.#connection, { event: "reset", by });
  }

  refused(reason: string): void {
    this.#end("client");
    this.#end("server");
    this.#writer.write(this.#connection, { event: "refused", reason });
  }

  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end("client");
    this.#end("server");
    this.#writer.write(this.#connection, { event: "closed" });
  }

  #end(side: Side): boolean {
    if (this.#over[side]) return false;
    this.#over[side] = true;
    this.#write(side, this.#cutters[side].end());
    return true;
  }

  #write(from: Side, parts: readonly CutPart[]): void {
    for (const part of parts) {
      if (part.event === "frame") this.#learn(from, part.payload);
      this.#writer.write(this.#connection, { ...part, from });
    }
  }

  /** Accounts are named where the server says who it serves, and in the fields that are called so. */
  #learn(from: Side, payload: Buffer): void {
    const fields = splitFields(payload);
    if (from === "server" && this.#serverVersion === null) {
      this.#serverVersion = Number(fields[0]) || SERVER_VERSION_MAX;
      return;
    }
    // A client that does not wait for the version writes as for its own: the latest is the likeliest.
    for (const account of accountsNamed(from, fields, this.#serverVersion ?? SERVER_VERSION_MAX)) {
      this.#writer.replacements.learn(account);
    }
  }
}

/** Gives each connection of a recording its number, in the order of opening. */
export function recordConnections(writer: RecordingWriter): () => RecordedConnection {
  let connections = 0;
  return () => {
    connections += 1;
    return new ConnectionRecorder(writer, connections);
  };
}

import type { Connection } from "../session/connection.ts";
import { encodeReply } from "../wire/codec.ts";
import { decodeFields, FieldError } from "../wire/fields.ts";
import type { Layout, UntypedValues } from "../wire/layout.ts";
import type { ReplyName } from "../wire/message-ids.ts";
import { requestName } from "../wire/message-ids.ts";
import { isServedRequest, REQUEST_LAYOUTS } from "../wire/request-layouts.ts";

/** A text among a message's values; empty when there is none of that name. */
export function textOf(values: UntypedValues | null, name: string): string {
  const value = values?.[name];
  return typeof value === "string" ? value : "";
}

/** One message between codec and socket, and what faults decided about it. */
export abstract class PassingMessage {
  readonly connection: Connection;
  isLost = false;
  /** How often it passes. */
  copies = 1;
  delayMs = 0;
  /** How many later messages of its connection go before it. */
  behind = 0;
  /** Run once it has passed, or would have. */
  readonly followers: (() => void)[] = [];

  constructor(connection: Connection) {
    this.connection = connection;
  }

  abstract readonly direction: "request" | "reply";
  abstract readonly name: string;
  /** Null for a request that cannot be read. */
  abstract readonly values: UntypedValues | null;

  /** Exchanges its values for others of the same message; a request's are the client's and stay. */
  abstract change(to: (values: UntypedValues) => UntypedValues): void;

  /** Sends it on its way. */
  abstract pass(): void;

  /** The id that a client will find in an answer to it: of its request or order; -1 without one. */
  get subjectId(): number {
    const { values } = this;
    const id = values?.["requestId"] ?? values?.["orderId"];
    return typeof id === "number" ? id : -1;
  }
}

export class PassingReply extends PassingMessage {
  readonly direction = "reply";
  readonly name: ReplyName;
  values: UntypedValues;
  /** Replaces the frame's bytes when set. */
  mangle: ((frame: Buffer) => Buffer) | null = null;

  constructor(connection: Connection, name: ReplyName, values: UntypedValues) {
    super(connection);
    this.name = name;
    this.values = values;
  }

  change(to: (values: UntypedValues) => UntypedValues): void {
    this.values = to(this.values);
  }

  pass(): void {
    const { connection, name, values, mangle } = this;
    if (mangle === null) connection.deliver(name, values);
    else connection.transport.write(mangle(encodeReply(name, values as never, connection.serverVersion)));
  }
}

export class PassingRequest extends PassingMessage {
  readonly direction = "request";
  readonly name: string;
  readonly #fields: readonly string[];
  #values: UntypedValues | null | undefined = undefined;

  constructor(connection: Connection, fields: readonly string[]) {
    super(connection);
    this.#fields = fields;
    this.name = requestName(fields[0]) ?? "";
  }

  get values(): UntypedValues | null {
    if (this.#values === undefined) this.#values = this.#decode();
    return this.#values;
  }

  change(): void {
    throw new RangeError("what a client asks for is its own");
  }

  pass(): void {
    this.connection.serve(this.#fields);
  }

  #decode(): UntypedValues | null {
    const name = requestName(this.#fields[0]);
    if (name === null || !isServedRequest(name)) return null;
    try {
      const layout: Layout = REQUEST_LAYOUTS[name];
      return decodeFields(layout, this.#fields, this.connection.serverVersion);
    } catch (error) {
      // The dispatcher tells the client; to a fault it is a message without values.
      if (error instanceof FieldError) return null;
      throw error;
    }
  }
}

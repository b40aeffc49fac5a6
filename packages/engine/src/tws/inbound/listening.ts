import type { GatewayMessage } from "../../ports/broker-gateway.ts";
import type { FrameReader } from "../frames.ts";
import type { SessionMemory } from "../session-memory.ts";

/** What the parsers of every family work with. */
export interface Listening {
  report(message: GatewayMessage): void;
  /** A message, or a part of it, that could not be understood. `requestId` is the request or order that it names. */
  unreadable(detail: string, requestId: number | null): void;
  readonly memory: SessionMemory;
  readonly frames: FrameReader;
  readonly timeZoneWhenUnsaid: string;
}

/**
 * A listener that cannot throw: the library's loop would stall behind it. Whatever `parse` throws is reported as an
 * unreadable message, naming the request or order in its first argument if that is one.
 */
export function reading<Args extends readonly unknown[]>(
  listening: Listening,
  messageName: string,
  parse: (...args: Args) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      parse(...args);
    } catch (error) {
      const [id] = args;
      const detail = error instanceof Error ? error.message : String(error);
      listening.unreadable(`${messageName}: ${detail}`, typeof id === "number" && id >= 0 ? id : null);
    }
  };
}

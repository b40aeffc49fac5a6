import type { Message } from "../kernel/decider.ts";
import type { ScanLook } from "./scan-look.ts";

/** Stream `session-<id>`: one run of the engine. */
export type SessionEvent =
  | Message<
      "SessionStarted",
      {
        sessionId: string;
        version: string;
        mode: TradingMode;
        gateway: { host: string; port: number; clientId: number };
        /** Ids, or beginnings of ids with `*`; `*` alone allows every account. */
        accountsAllowed: readonly string[];
        /** The scanner, pricing and limits in force are events of their own; this is the rest, for the audit. */
        configuration: Readonly<Record<string, string | number | boolean>>;
      }
    >
  | Message<"SessionEnded", { sessionId: string; reason: string }>
  /** A scan was asked for or withdrawn by a client of the API. */
  | Message<"ScanStarted", { scanId: string; symbol: string; criteria: string }>
  | Message<"ScanStopped", { scanId: string }>
  /** What a running scan found at one moment, which lies before this event. */
  | Message<"ScanLookTaken", ScanLook>;

/** `simulated`: the built-in simulator. */
export type TradingMode = "simulated" | "paper" | "live";

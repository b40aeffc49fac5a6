import { deserialize, serialize } from "node:v8";
import type { EpochMs, TradingMode } from "@legbook/domain";
import type { AccountsAllowed, Engine, EngineHealth, EngineMetrics } from "@legbook/engine";

/** What an engine is and how it is, as other processes of its log ask for it. */
export interface EngineState {
  readonly session: {
    readonly mode: TradingMode;
    readonly version: string;
    readonly gateway: string;
    readonly startedAt: EpochMs;
    readonly linesMax: number;
    readonly accountsAllowed: AccountsAllowed;
    readonly rate: number | null;
  };
  /** Gateway time. */
  readonly now: EpochMs;
  readonly health: EngineHealth;
  readonly metrics: EngineMetrics;
}

/** What is asked and answered in one call each. Everything else of the port has a path of its own. */
export const CALLS = [
  "previewOrder",
  "submitOrder",
  "cancelOrder",
  "openChain",
  "openExpiry",
  "findSymbols",
  "setRiskLimits",
  "engageKillSwitch",
  "releaseKillSwitch",
  "resetVolatilityBreaker",
  "setCorporateDates",
  "saveScanPreset",
  "removeScanPreset",
  "scanWhyNot",
  "openLegs",
  "smile",
] as const satisfies readonly (keyof Engine)[];

export type Call = (typeof CALLS)[number];

export const PATHS = { state: "/state", call: "/call/", scan: "/scan" } as const;

/**
 * A value in V8's own form, which keeps what JSON loses (numbers without a value, typed arrays). Both ends are this
 * program, and of one version: the state names it.
 */
export const encode = (value: unknown): Uint8Array => serialize(value);
export const decode = (bytes: Uint8Array): unknown => deserialize(bytes);

const LENGTH_BYTES = 4;
/** No state of a scan comes near this; a stream that claims more is none of ours. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

/** A value in a stream of values: its length, then its bytes. */
export function frame(value: unknown): Uint8Array {
  const bytes = encode(value);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The values of a stream of frames. */
export async function* framesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  let held = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    while (held.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + held.readUInt32BE(0);
      if (end > FRAME_BYTES_MAX) throw new RangeError(`a frame of ${end} bytes`);
      if (held.length < end) break;
      yield decode(held.subarray(LENGTH_BYTES, end));
      held = held.subarray(end);
    }
  }
}

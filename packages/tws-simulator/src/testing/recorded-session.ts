import { startRecorder } from "../recording/recorder.ts";
import { startSimulator } from "../simulator.ts";
import { decodeReply } from "../wire/codec.ts";
import { splitFields } from "../wire/frame.ts";
import { REPLY } from "../wire/message-ids.ts";
import { RawClient } from "./raw-client.ts";
import { readAll, type RecordingFolder } from "./recordings.ts";
import { request } from "./replies.ts";

const VERSION = 193;
const STEP_MS = 1000;

export const STOCK = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };
const option = { secType: "OPT", exchange: "SMART", currency: "USD", expiry: "20260327", right: "C" };
export const LOW_CALL = { ...option, symbol: "LBX", strike: 100 };
export const HIGH_CALL = { ...option, symbol: "LBX", strike: 105 };
/** Its details are not asked for, and neither is the share that it is on. */
export const OTHER_CALL = { ...option, symbol: "LBY", strike: 48 };
export const RECORDED = [STOCK, LOW_CALL, HIGH_CALL, OTHER_CALL] as const;

/** Waits until the server has served all that a client sent. */
export async function caughtUp(client: RawClient): Promise<void> {
  const before = client.of(REPLY.currentTime).length;
  request(client, "currentTime", {});
  await client.until(() => client.of(REPLY.currentTime).length > before);
}

/** Lets a simulator's time pass, with the client hearing of it. */
export async function pass(
  client: RawClient,
  simulator: { run(ms: number): void },
  ms: number,
  stepMs = STEP_MS,
): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    await caughtUp(client);
    simulator.run(Math.min(left, stepMs));
  }
  await caughtUp(client);
}

function subscribe(client: RawClient): void {
  for (const [index, contract] of RECORDED.entries()) {
    request(client, "marketData", { requestId: index + 1, ...contract });
  }
}

/**
 * Two connections of a client to the built-in market, recorded by the simulator itself and by a proxy before it: the
 * first ends in the middle, the second takes the same lines again.
 */
export async function recordSession(folder: RecordingFolder, ms: number, seed = 1) {
  const [own, proxied] = [folder.newFile(), folder.newFile()];
  const simulator = await startSimulator({ seed, pace: "manual", recordFile: own });
  const target = { host: "127.0.0.1", port: simulator.port };
  const recorder = await startRecorder({ target, file: proxied });
  try {
    for (const part of [1, 2]) {
      const client = await RawClient.started(recorder.port, part);
      for (const [index, contract] of [STOCK, LOW_CALL, HIGH_CALL].entries()) {
        request(client, "contractDetails", { requestId: 90 + index, ...contract });
      }
      subscribe(client);
      await pass(client, simulator, ms / 2);
      client.close();
    }
  } finally {
    await recorder.close();
    await simulator.close();
  }
  return { own, proxied };
}

export interface ToldTick {
  readonly at: number;
  readonly connection: number;
  readonly requestId: number;
  readonly type: number;
  readonly value: string;
  /** What a price's message says of its size. */
  readonly size: string;
}

/** A message that is about a quote; null for any other. */
export function tickOf(fields: readonly string[]): Omit<ToldTick, "at" | "connection"> | null {
  switch (Number(fields[0])) {
    case REPLY.tickPrice: {
      const { requestId, tickType: type, price, size } = decodeReply("tickPrice", fields, VERSION);
      return { requestId, type, value: String(price), size: String(size) };
    }
    case REPLY.tickSize: {
      const { requestId, tickType: type, size } = decodeReply("tickSize", fields, VERSION);
      return { requestId, type, value: String(size), size: "" };
    }
    case REPLY.tickString: {
      const { requestId, tickType: type, value } = decodeReply("tickString", fields, VERSION);
      return { requestId, type, value, size: "" };
    }
    default:
      return null;
  }
}

/** All messages about quotes of a recording, in order. */
export async function recordedTicks(file: string): Promise<ToldTick[]> {
  const { entries } = await readAll(file);
  return entries.flatMap((entry) => {
    if (entry.event !== "frame" || entry.from !== "server") return [];
    const tick = tickOf(splitFields(entry.payload));
    return tick === null ? [] : [{ ...tick, at: entry.at, connection: entry.connection }];
  });
}

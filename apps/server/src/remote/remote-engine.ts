import type { EpochMs, Refusal } from "@legbook/domain";
import type { CommandAnswer, Engine, ScanUpdate, SmileView } from "@legbook/engine";
import { type EngineLink, EngineAway } from "./engine-link.ts";
import { type Call, CALLS, decode, type EngineState, framesOf, PATHS } from "./protocol.ts";

/** The engine's port in a process that has none: every command goes to the process that holds the log. */
export interface RemoteEngine extends Engine {
  readonly session: EngineState["session"];
  stop(): Promise<void>;
}

const STATE_EVERY_MS = 500;
/** A smile is asked for again when it is older. The port answers at once, with the last one known. */
const SMILE_AGE_MAX_MS = 1_000;
const SMILES_MAX = 64;
/** An answer that takes longer is not waited for: most commands take milliseconds, the slowest a few seconds. */
const ANSWER_WAIT_MAX_MS = 30_000;

/** Resolves when the engine has answered once. Rejects with `EngineAway`. */
export async function createRemoteEngine(link: EngineLink): Promise<RemoteEngine> {
  const state = await followState(link);
  const smiles = new Map<string, { askedAt: number; view: SmileView | null }>();
  const call = async (name: Call, args: readonly unknown[]): Promise<unknown> => {
    const response = await link.ask(PATHS.call + name, args, AbortSignal.timeout(ANSWER_WAIT_MAX_MS));
    return decode(new Uint8Array(await response.arrayBuffer()));
  };
  const command =
    (name: Call) =>
    (...args: readonly unknown[]): Promise<unknown> =>
      call(name, args).catch(refusedWhileAway);
  // Every command of the port has its arguments and its answer carried as they are.
  const commands = Object.fromEntries(CALLS.map((name) => [name, command(name)])) as unknown as Omit<
    Pick<Engine, Call>,
    "smile"
  >;
  return {
    ...commands,
    get session() {
      return state.latest().session;
    },
    scan: (criteria, user, signal) => scan(link, [criteria, user], signal),
    smile(symbol, expiry) {
      const key = `${symbol} ${expiry}`;
      const known = smiles.get(key) ?? { askedAt: -Infinity, view: null };
      if (performance.now() - known.askedAt > SMILE_AGE_MAX_MS) {
        known.askedAt = performance.now();
        if (smiles.size >= SMILES_MAX) smiles.clear();
        smiles.set(key, known);
        void call("smile", [symbol, expiry]).then(
          (view) => {
            known.view = view as SmileView | null;
          },
          () => undefined,
        );
      }
      return known.view;
    },
    now: () => state.now(),
    health: () => state.health(),
    metrics: () => state.latest().metrics,
    stop: () => state.stop(),
  };
}

/** The engine's state, asked for again and again. */
async function followState(link: EngineLink) {
  const ask = async (): Promise<EngineState> => {
    const response = await link.ask(PATHS.state, null, AbortSignal.timeout(ANSWER_WAIT_MAX_MS));
    return decode(new Uint8Array(await response.arrayBuffer())) as EngineState;
  };
  let latest = await ask();
  let at = performance.now();
  let fault: string | null = null;
  let asking: Promise<void> | null = null;
  const again = async (): Promise<void> => {
    try {
      latest = await ask();
      at = performance.now();
      fault = null;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
    }
    asking = null;
  };
  const timer = setInterval(() => {
    asking ??= again();
  }, STATE_EVERY_MS);
  return {
    latest: () => latest,
    /** Gateway time goes on while the engine is away, as time does. */
    now: () => Math.round(latest.now + performance.now() - at) as EpochMs,
    health: () => (fault === null ? latest.health : { healthy: false, reasons: [fault] }),
    stop: async () => {
      clearInterval(timer);
      await asking;
    },
  };
}

async function scan(
  link: EngineLink,
  args: readonly unknown[],
  signal: AbortSignal,
): ReturnType<Engine["scan"]> {
  let frames: AsyncGenerator;
  let first: IteratorResult<unknown>;
  try {
    const { body } = await link.ask(PATHS.scan, args, signal);
    if (body === null) throw new Error("the engine answered without a body");
    frames = framesOf(body);
    first = await frames.next();
  } catch (error) {
    return refusedWhileAway(error);
  }
  const answer = first.value as CommandAnswer<{ scanId: string }>;
  if (answer.kind === "refused") return answer;
  return { ...answer, updates: updatesOf(frames, signal) };
}

async function* updatesOf(frames: AsyncGenerator, signal: AbortSignal): AsyncGenerator<ScanUpdate> {
  try {
    for await (const update of frames) yield update as ScanUpdate;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function refusedWhileAway(error: unknown): { readonly kind: "refused"; readonly refusal: Refusal } {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  if (!(error instanceof EngineAway) && !isTimeout) throw error;
  const mayBeDone = isTimeout || (error instanceof EngineAway && error.mayBeDone);
  const refusal: Refusal = {
    code: mayBeDone ? "engine.answer-lost" : "engine.away",
    message: mayBeDone
      ? "The engine's answer did not come: what was asked may have been done."
      : `Nothing was done: ${error instanceof Error ? error.message : "no engine answers"}.`,
    field: null,
    inputs: {},
    limit: null,
    remedy: mayBeDone
      ? "See what the log says of it, or ask again with the same id: that repeats nothing."
      : "Start `legbook engine` on this log, then ask again.",
  };
  return { kind: "refused", refusal };
}

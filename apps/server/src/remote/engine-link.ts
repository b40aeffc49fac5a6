import { readLeaseHolder } from "@legbook/engine/eventstoredb";
import { decode, encode } from "./protocol.ts";

/** No engine could be asked, or its answer did not come: then what was asked may have been done all the same. */
export class EngineAway extends Error {
  override readonly name = "EngineAway";
  /** The request had left. */
  readonly mayBeDone: boolean;

  constructor(message: string, mayBeDone: boolean, options?: ErrorOptions) {
    super(message, options);
    this.mayBeDone = mayBeDone;
  }
}

/** Asks whichever engine holds the log at an address. */
export interface EngineLink {
  /** The body of the answer. Rejects with `EngineAway`, and with an `Error` of the engine's words when it failed. */
  ask(path: string, args: readonly unknown[] | null, signal?: AbortSignal): Promise<Response>;
}

/** How often the log is asked who holds it, at most. */
const LOOK_UP_EVERY_MS = 1_000;

interface Place {
  readonly url: string;
  readonly token: string;
}

export function createEngineLink(address: string): EngineLink {
  let place: Place | null = null;
  let lookedUpAt = -Infinity;
  const lookUp = async (): Promise<Place> => {
    if (performance.now() - lookedUpAt < LOOK_UP_EVERY_MS) throw new EngineAway("no engine answers", false);
    lookedUpAt = performance.now();
    const holder = await readLeaseHolder(address);
    if (holder === null || holder.url === null || holder.token === null)
      throw new EngineAway("no engine holds this log", false);
    return { url: holder.url, token: holder.token };
  };
  const once = async (path: string, args: readonly unknown[] | null, signal?: AbortSignal) => {
    place ??= await lookUp();
    try {
      return await post(place, path, args, signal);
    } catch (error) {
      // Whoever holds the log next answers elsewhere.
      if (error instanceof EngineAway) place = null;
      throw error;
    }
  };
  return {
    async ask(path, args, signal) {
      try {
        return await once(path, args, signal);
      } catch (error) {
        if (!(error instanceof EngineAway) || error.mayBeDone) throw error;
        return once(path, args, signal);
      }
    },
  };
}

async function post(
  { url, token }: Place,
  path: string,
  args: readonly unknown[] | null,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      headers: { authorization: `Bearer ${token}` },
      ...(args === null ? {} : { method: "POST", body: Buffer.from(encode(args)) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new EngineAway(`the engine at ${url} does not answer`, !isRefused(error), { cause: error });
  }
  if (response.ok) return response;
  if (response.status === 401) throw new EngineAway(`another engine answers at ${url}`, false);
  const { message } = decode(new Uint8Array(await response.arrayBuffer())) as { readonly message: string };
  throw new Error(`the engine failed: ${message}`);
}

/** Nobody listens there: nothing was sent. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

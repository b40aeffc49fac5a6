import type { RecordedEntry, Side } from "../format.ts";
import { RecordingError } from "../recording-error.ts";
import { openRecording } from "../recording-reader.ts";
import { CauseFinder } from "./cause-finder.ts";
import { readRequest } from "./message.ts";
import type { ConnectionScript, ScriptAct, ScriptRequest } from "./script.ts";
import { splitFields } from "../../wire/frame.ts";

/** A playback holds the whole recording: more payload than this is refused. */
const BYTES_MAX = 512 << 20;

/** Makes a script of one connection's entries. */
class ScriptMaker {
  readonly #number: number;
  readonly #requests: ScriptRequest[] = [];
  readonly #actsOf = new Map<ScriptRequest, ScriptAct[]>();
  readonly #unasked: ScriptAct[] = [];
  /** What the client sent before it knew the server's version, in which it is to be read. */
  readonly #early: { readonly payload: Buffer; readonly ms: number }[] = [];
  #finder: CauseFinder | null = null;
  #hello: ConnectionScript["hello"] = null;
  #hasVersion = false;
  #openedMs = 0;
  #isRefused = false;
  #clientIsGone = false;

  constructor(number: number) {
    this.#number = number;
  }

  add(entry: RecordedEntry): void {
    switch (entry.event) {
      case "frame":
        if (entry.from === "client") this.#onClientFrame(entry.payload, entry.ms);
        else this.#onServerFrame(entry.payload, entry);
        return;
      case "bytes":
        if (entry.from === "server") {
          this.#unasked.push({ act: "bytes", payload: entry.payload, kind: "news", ...this.#place(entry) });
        }
        return;
      case "ended":
      case "reset":
        this.#onEnd(entry.event, entry.by, entry);
        return;
      case "refused":
        this.#isRefused = true;
        return;
      case "opened":
        this.#openedMs = entry.ms;
        return;
      case "closed":
    }
  }

  script(): ConnectionScript {
    return {
      number: this.#number,
      openedMs: this.#openedMs,
      isRefused: this.#isRefused,
      hasVersion: this.#hasVersion,
      hello: this.#hello,
      startApi: this.#requests[0] ?? null,
      requests: this.#requests,
      actsOf: this.#actsOf,
      unasked: this.#unasked,
    };
  }

  #place({ n, ms }: { readonly n: number; readonly ms: number }) {
    return { n, ms, requestsBefore: this.#requests.length };
  }

  #onClientFrame(payload: Buffer, ms: number): void {
    if (!this.#hasVersion) this.#hasVersion = true;
    else if (this.#hello === null) this.#early.push({ payload, ms });
    else this.#onRequest(payload, ms, this.#hello.serverVersion);
  }

  #onRequest(payload: Buffer, ms: number, serverVersion: number): void {
    const request = { ...readRequest(payload, serverVersion), index: this.#requests.length, ms };
    this.#requests.push(request);
    this.#finder?.asked(request);
  }

  #onServerFrame(payload: Buffer, entry: RecordedEntry): void {
    if (this.#hello === null) {
      const serverVersion = Number(splitFields(payload)[0]);
      this.#hello = { serverVersion, payload };
      this.#finder = new CauseFinder(serverVersion);
      for (const early of this.#early) this.#onRequest(early.payload, early.ms, serverVersion);
      return;
    }
    const { request, kind } = this.#finder?.causeOf(payload) ?? { request: null, kind: "news" as const };
    const act: ScriptAct = { act: "reply", payload, kind, ...this.#place(entry) };
    if (request === null) {
      this.#unasked.push(act);
      return;
    }
    const acts = this.#actsOf.get(request);
    if (acts === undefined) this.#actsOf.set(request, [act]);
    else acts.push(act);
  }

  /** Once the client has gone, the server's end is no act of its own. */
  #onEnd(event: "ended" | "reset", by: Side, entry: RecordedEntry): void {
    if (by === "client") this.#clientIsGone = true;
    else if (!this.#clientIsGone) {
      const act = event === "reset" ? "reset" : "end";
      this.#unasked.push({ act, kind: "news", ...this.#place(entry) });
    }
  }
}

/**
 * Reads a recording as scripts of its connections, in the order of opening. Rejects with `RecordingError` for what
 * cannot be read, or is too much to be held.
 */
export async function readScripts(file: string, log: (line: string) => void): Promise<ConnectionScript[]> {
  const recording = await openRecording(file, log);
  const makers = new Map<number, ScriptMaker>();
  let bytes = 0;
  for await (const entry of recording.entries) {
    let maker = makers.get(entry.connection);
    if (maker === undefined) {
      maker = new ScriptMaker(entry.connection);
      makers.set(entry.connection, maker);
    }
    if ("payload" in entry) bytes += entry.payload.length;
    if (bytes > BYTES_MAX)
      throw new RecordingError(file, null, `has more than ${BYTES_MAX} bytes to play back`);
    maker.add(entry);
  }
  return [...makers.values()].map((maker) => maker.script());
}

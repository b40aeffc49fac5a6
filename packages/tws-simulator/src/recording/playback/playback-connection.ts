import type { Socket } from "node:net";
import { encodeReply } from "../../wire/codec.ts";
import type { FramingError } from "../../wire/frame.ts";
import { Transport, type TransportListener } from "../../session/transport.ts";
import { Matcher } from "./matcher.ts";
import { readRequest, type Request } from "./message.ts";
import type { LeftOver, PlaybackHost } from "./playback-host.ts";
import { Player, type Stage } from "./player.ts";
import { described } from "./report.ts";
import { frameFor, rawFrame } from "./rewriting.ts";
import type { ConnectionScript, ScriptAct, ScriptRequest } from "./script.ts";

const VALIDATION_ERROR = 321;
/** A client that has not said who it is by then is let go. */
const HANDSHAKE_MS = 10_000;
/** How often, and how many times, to look whether all was sent that comes before a reset. */
const RESET_LOOK_MS = 1;
const RESET_LOOKS_MAX = 1000;

/** A client to which one connection of the recording is played. */
export class PlaybackConnection implements TransportListener, Stage {
  readonly #host: PlaybackHost<PlaybackConnection>;
  readonly #transport: Transport;
  #script: ConnectionScript;
  #player: Player | null = null;
  #matcher: Matcher | null = null;
  #stage: "version" | "starting" | "running" | "mute" | "closed" = "version";

  constructor(socket: Socket, script: ConnectionScript, host: PlaybackHost<PlaybackConnection>) {
    this.#host = host;
    this.#script = script;
    this.#transport = new Transport({ socket, listener: this, tap: null });
  }

  /** To be called once the host knows of it. */
  begin(): void {
    if (this.#script.isRefused) {
      this.#transport.reset("refused in the recording");
      return;
    }
    if (!this.#script.hasVersion) this.#play();
    if (this.#script.startApi === null) return;
    this.#host.schedule.after(HANDSHAKE_MS, () => {
      if (this.#stage === "version" || this.#stage === "starting") this.#refuse("no handshake");
    });
  }

  get leftOver(): LeftOver {
    return {
      script: this.#script,
      requests: this.#matcher?.unmatched ?? this.#script.requests,
      acts: this.#player?.left ?? 0,
    };
  }

  get isBusy(): boolean {
    return this.#transport.isBusy;
  }

  close(): void {
    this.#transport.close("the playback closes");
  }

  received(payload: Buffer): void {
    switch (this.#stage) {
      case "version":
        this.#onVersion(payload.toString("latin1"));
        return;
      case "starting":
        this.#onStart(payload);
        return;
      case "running":
        this.#onRequest(payload);
        return;
      case "mute":
      case "closed":
    }
  }

  garbled(error: FramingError): void {
    this.#refuse(error.message);
  }

  ended(): void {
    this.#stage = "closed";
    this.#player?.close();
    this.#host.left(this);
  }

  perform(act: ScriptAct, cause: ScriptRequest | null, liveRequestId: number | null): void {
    switch (act.act) {
      case "reply":
        this.#transport.write(this.#frame(act, cause, liveRequestId));
        return;
      case "bytes":
        this.#transport.write(act.payload);
        return;
      case "end":
        this.#transport.close("ended in the recording");
        return;
      case "reset":
        this.#resetOnceSent(RESET_LOOKS_MAX);
    }
  }

  /** A reset takes with it what waits to be sent, and the recording's client had heard all that comes before it. */
  #resetOnceSent(looks: number): void {
    if (this.#transport.hasBacklog && looks > 0) {
      this.#host.schedule.after(RESET_LOOK_MS, () => this.#resetOnceSent(looks - 1));
    } else {
      this.#transport.reset("reset in the recording");
    }
  }

  #frame(
    act: ScriptAct & { act: "reply" },
    cause: ScriptRequest | null,
    liveRequestId: number | null,
  ): Buffer {
    const { identities, accounts } = this.#host;
    const clientId = this.#script.startApi?.clientId ?? 0;
    return frameFor(act.payload, {
      serverVersion: this.#script.hello?.serverVersion ?? 0,
      clientId,
      identities,
      accounts,
      cause: cause === null ? null : { recorded: cause, liveRequestId },
      highestOrderId: () => Math.max(0, ...this.#host.orderIdsUntil(act.ms, clientId)),
    });
  }

  /** The recorded version is spoken, or none. */
  #onVersion(text: string): void {
    const { hello, number, startApi } = this.#script;
    if (hello === null) {
      this.#stage = "mute";
      if (this.#player === null) this.#play();
      return;
    }
    const match = /^v(\d{1,5})(?:\.\.(\d{1,5}))?(?: .*)?\0?$/.exec(text);
    const [min, max] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!(min <= hello.serverVersion && hello.serverVersion <= max)) {
      const offered = JSON.stringify(text.slice(0, 40));
      this.#refuse(
        `connection ${number} was recorded at server version ${hello.serverVersion}; the client offers ${offered}`,
      );
      return;
    }
    this.#stage = "starting";
    this.#transport.write(rawFrame(hello.payload));
    if (startApi === null) this.#play();
  }

  #onStart(payload: Buffer): void {
    const live = readRequest(payload, this.#script.hello?.serverVersion ?? 0);
    this.#script = this.#host.scriptFor(this.#script, live.clientId);
    const { startApi, requests } = this.#script;
    this.#stage = "running";
    if (startApi === null) {
      this.#serve(live);
      return;
    }
    const clientId = startApi.clientId ?? 0;
    if (live.clientId !== null) this.#host.identities.clients.pair(clientId, live.clientId);
    const { identities } = this.#host;
    const orderIds = this.#host.orderIdsUntil(Infinity, clientId);
    this.#matcher = new Matcher({ requests, clientId, orderIds, identities });
    this.#play();
    this.#serve(live);
  }

  #onRequest(payload: Buffer): void {
    this.#serve(readRequest(payload, this.#script.hello?.serverVersion ?? 0));
  }

  #serve(live: Request): void {
    const found = this.#matcher?.match(live) ?? { match: "none" as const, why: "the recording ends before" };
    if (found.match === "found") {
      this.#host.matched();
      this.#player?.made(found.request, live.requestId);
    } else if (found.match === "again" && this.#player?.again(found.request, live.requestId) === true) {
      this.#host.repeated();
    } else {
      const why = found.match === "none" ? found.why : `the recording has no further ${live.name} like this`;
      this.#answerUnknown(live, why);
    }
  }

  #answerUnknown(live: Request, why: string): void {
    this.#host.unmatched(`${described(live)} (connection ${this.#script.number}): ${why}`);
    const requestId = live.requestId ?? live.orderId ?? -1;
    const message = `Error validating request.-'pb' : cause - ${why}`;
    const values = { requestId, code: VALIDATION_ERROR, message, advancedReject: "" };
    this.#transport.write(encodeReply("error", values, this.#script.hello?.serverVersion ?? 0));
  }

  #play(): void {
    const { schedule, speed, patienceMs } = this.#host;
    this.#player = new Player({ script: this.#script, schedule, speed, patienceMs, stage: this });
    this.#player.start();
  }

  #refuse(why: string): void {
    this.#host.refused(why);
    this.#transport.close(why);
  }
}

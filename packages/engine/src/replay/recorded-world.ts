import type { DomainRecord } from "@legbook/domain";
import type { LogReader } from "../ports/event-store.ts";
import { applyToWorld } from "../world/apply.ts";
import { loadWorld } from "../world/reload.ts";
import { streams } from "../world/streams.ts";
import { createWorld, type World } from "../world/world.ts";
import { sessionRules, type SessionRecord } from "./session-rules.ts";

export type SessionRules = ReturnType<typeof sessionRules>;

/** What the engine of each session knew, event by event, as a log is read from its beginning. */
export class RecordedWorld {
  readonly #log: LogReader;
  #world: World = createWorld();
  #rules: SessionRules | null = null;

  constructor(log: LogReader) {
    this.#log = log;
  }

  get world(): World {
    return this.#world;
  }

  /** Of the session whose events are read; null before the first. */
  get rules(): SessionRules | null {
    return this.#rules;
  }

  /** As the engine does at its start: quotes of an earlier session are no market, and of client ids only its own counts. */
  async beginSession(started: SessionRecord): Promise<void> {
    const { clientId } = started.event.data.gateway;
    if (this.#rules !== null && this.#rules.clientId !== clientId) {
      this.#world = createWorld();
      await loadWorld(this.#world, before(this.#log, started), clientId, null);
    }
    this.#world.quotes.rows.clear();
    this.#rules = sessionRules(this.#world, started);
  }

  fold(record: DomainRecord): void {
    if (!this.#isForeign(record)) applyToWorld(this.#world, record);
  }

  #isForeign({ stream }: DomainRecord): boolean {
    if (this.#rules === null || !/^(?:gateway|lines)-/.test(stream)) return false;
    const { clientId } = this.#rules;
    return stream !== streams.gateway(clientId) && stream !== streams.lines(clientId);
  }
}

export function isSessionStarted(record: DomainRecord): record is SessionRecord {
  return record.event.type === "SessionStarted";
}

/** The log as it was before a session began. */
function before(log: LogReader, { position }: DomainRecord): Pick<LogReader, "readAll"> {
  return {
    async *readAll(options) {
      for await (const page of log.readAll(options)) {
        yield page.filter((record) => record.position < position);
        if ((page.at(-1)?.position ?? position) >= position) return;
      }
    },
  };
}

import type { EventId, Position, StreamName } from "@legbook/domain";
import {
  AppendOutcomeUnknown,
  type AppendResult,
  type ExpectedRevision,
  LogUnusable,
  type StoredRecord,
} from "../../ports/event-store.ts";
import { type AppendPlan, type EventPlace, judgeAppend } from "../append-judgement.ts";
import type { AppendAnswer, PreparedAppend } from "../append-queue.ts";
import { BoundedMap } from "../bounded-map.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { assertFollows } from "./chain-link.ts";
import { proposalOf, serverBytes, serverStream } from "./event-format.ts";
import { isPassing, isWrongExpectedVersion, translateFailure } from "./failures.ts";
import type { LogReader } from "./log-reader.ts";
import { type Patience, persistently } from "./patience.ts";
import { formatServerPosition } from "./positions.ts";
import { judgeOlderRepeat } from "./older-repeat.ts";
import type { ServerConnection } from "./server-connection.ts";
import type { ServerProposal } from "./server-events.ts";

/** A server's default limit of one append, in bytes over all its events (`--max-append-size`). */
export const APPEND_BYTES_MAX = 1_048_576;
/** Streams whose last revision is kept in memory. */
const HEADS_MAX = 65_536;
/** How often an append is judged anew because another writer was faster. */
const ATTEMPTS_MAX = 5;
const PAGE_EVENTS = 512;
/** How long the server may take to answer an append before it is asked again. */
const APPEND_DEADLINE_MS = 3_000;

export interface LogWriterOptions {
  readonly connection: ServerConnection;
  readonly reader: LogReader;
  readonly address: string;
  readonly log: string;
  readonly patience: Patience;
  /** Events of the log's end whose ids are known; see `openEventStoreDbEventStore`. */
  readonly recentIdsMax: number;
  /** Events that appends in a row may have together in one call. */
  readonly callEventsMax: number;
  /**
   * How long a call that begins now may last, in milliseconds; none at the moment when it is not positive. Throws when
   * this process may not write any more. Asked before every call and after it.
   */
  readonly writeAllowanceMs: () => number;
}

interface KnownPlace {
  readonly stream: StreamName;
  readonly revision: number;
  /** Null while the call that writes it is under way. */
  position: Position | null;
}

/** No call may begin before the right to write is renewed, which is about to be seen. */
class RightUncertain extends Error {
  override readonly name = "RightUncertain";
  readonly type = "unavailable";
}

/** Appends that go to the server in one call: of one stream, one after the other. */
interface Call {
  readonly stream: StreamName;
  readonly firstRevision: number;
  readonly appends: PreparedAppend[];
  readonly proposals: ServerProposal[];
  bytes: number;
  /** Of the last event. */
  hash: Uint8Array;
}

/**
 * Writes appends one call after the other, each on the revision that it knows of, "any" too: so a retry is recognised by
 * the server exactly, and an event's revision is known when its hash is made.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #heads = new BoundedMap<StreamName, number>(HEADS_MAX);
  readonly #recent: BoundedMap<EventId, KnownPlace>;
  #hash: Uint8Array = GENESIS_HASH;
  #last: Position | null = null;
  /** Whether the server answers an append of several events with the position of the last; null until it was seen. */
  #givesLast: boolean | null = null;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#recent = new BoundedMap(options.recentIdsMax);
  }

  /** Of the last event that this writer wrote or found. */
  get last(): Position | null {
    return this.#last;
  }

  /** Reads the end of the log: its last hash, and the ids of its last events. */
  async open(): Promise<void> {
    const { reader, recentIdsMax } = this.#options;
    const { records } = await reader.page("backwards", reader.cursor("end"), recentIdsMax);
    let before: StoredRecord | null = null;
    for (const record of records.toReversed()) {
      if (before !== null) assertFollows(before.hash, record);
      this.#learn(record);
      before = record;
    }
  }

  /** Writes as many of `waiting` as go into one call, from the first on; an answer each. */
  async write(waiting: readonly PreparedAppend[]): Promise<readonly AppendAnswer[]> {
    for (let attempt = 1; ; attempt += 1) {
      const { answers, call } = await this.#plan(waiting);
      if (call === null) return answers;
      try {
        return [...answers, ...(await this.#send(call))];
      } catch (error) {
        this.#forget(call);
        if (!isWrongExpectedVersion(error)) throw error;
        if (attempt === ATTEMPTS_MAX) {
          throw new LogUnusable(
            "locked",
            `another writer was faster ${attempt} times on ${call.stream} of ${this.#options.address}`,
            "One engine at a time may write to a log: stop the other one.",
          );
        }
        await this.#catchUp();
      }
    }
  }

  /** Answers what needs no writing, and gathers the first call; ends with it. */
  async #plan(
    waiting: readonly PreparedAppend[],
  ): Promise<{ readonly answers: readonly AppendAnswer[]; readonly call: Call | null }> {
    const answers: AppendAnswer[] = [];
    let call: Call | null = null;
    for (const append of waiting) {
      if (call !== null && !this.#fits(call, append)) break;
      const { stream } = append.request;
      const head = await this.#headOf(stream);
      const judgement = judgeAppend(append.request, {
        revisionOf: () => head,
        locate: (id) => this.#locate(id),
      });
      if (judgement.kind === "write") {
        const begun: Call | Error = this.#addTo(call, append, judgement.revision);
        if (!(begun instanceof Error)) call = begun;
        else if (call === null) answers.push(begun);
        else break;
      } else if (call !== null) {
        // Its answer may rest on the call that is being gathered: it waits for that.
        break;
      } else if (judgement.kind === "repeated") {
        answers.push(this.#repeated(append.request));
      } else {
        answers.push(await judgeOlderRepeat(this.#options.reader, append.request, head, judgement.error));
      }
    }
    return { answers, call };
  }

  #fits(call: Call, { request, stored }: PreparedAppend): boolean {
    const events = call.proposals.length + stored.length;
    return request.stream === call.stream && events <= this.#options.callEventsMax;
  }

  /** The call with one more append; an error for an append that is too large for any call or for this one. */
  #addTo(call: Call | null, append: PreparedAppend, revision: number): Call | Error {
    const { request, stored } = append;
    const proposals: ServerProposal[] = [];
    let hash = call?.hash ?? this.#hash;
    let bytes = 0;
    for (const [offset, event] of stored.entries()) {
      const metadata = request.events[offset]?.metadata;
      if (metadata === undefined) throw new Error("an event was not encoded");
      const chained = { stream: request.stream, revision: revision + offset, metadata, stored: event };
      const previousHash = hash;
      hash = chainHash(previousHash, chained);
      const proposal = proposalOf({ metadata, stored: event, hash, previousHash });
      bytes += serverBytes(proposal);
      proposals.push(proposal);
    }
    if (bytes + (call?.bytes ?? 0) > APPEND_BYTES_MAX) {
      return new RangeError(
        `an append of ${bytes} bytes exceeds the ${APPEND_BYTES_MAX} that a server takes`,
      );
    }
    const begun: Call = call ?? {
      stream: request.stream,
      firstRevision: revision,
      appends: [],
      proposals: [],
      bytes: 0,
      hash,
    };
    begun.appends.push(append);
    for (const [offset, proposal] of proposals.entries()) {
      begun.proposals.push(proposal);
      const place = { stream: request.stream, revision: revision + offset, position: null };
      this.#recent.set(proposal.id as EventId, place);
    }
    begun.bytes += bytes;
    begun.hash = hash;
    this.#heads.set(request.stream, revision + stored.length - 1);
    return begun;
  }

  async #send(call: Call): Promise<readonly AppendResult[]> {
    const lasts = await this.#settle(call);
    this.#hash = call.hash;
    this.#last = lasts.at(-1) ?? this.#last;
    let written = 0;
    return call.appends.map(({ request, stored }, index) => {
      const position = lasts[index];
      if (position === undefined) throw new Error("an append has no position");
      for (const { metadata } of request.events) {
        const place = this.#recent.get(metadata.id);
        if (place !== undefined) place.position = position;
      }
      written += stored.length;
      return { revision: call.firstRevision + written - 1, position, repeated: false };
    });
  }

  /**
   * Repeats the call with the same ids until the server says what became of it. Returns the positions of the last events
   * of its appends.
   */
  async #settle(call: Call): Promise<readonly Position[]> {
    const { connection, patience, address, log } = this.#options;
    const stream = serverStream(log, call.stream);
    const expected: ExpectedRevision = call.firstRevision === 0 ? "no-stream" : call.firstRevision - 1;
    try {
      const { attempt, position } = await persistently(patience, async (attempt) => {
        const deadlineMs = Math.min(this.#options.writeAllowanceMs(), APPEND_DEADLINE_MS);
        if (deadlineMs <= 0) throw new RightUncertain();
        return { attempt, ...(await connection.append(stream, expected, call.proposals, deadlineMs)) };
      });
      // What was written at the last moment is not acted upon: somebody else may hold the log by now.
      this.#options.writeAllowanceMs();
      // Of a repeated append a server may give another position, or none.
      const given =
        attempt === 1 && call.appends.length === 1 && position !== null
          ? formatServerPosition(position)
          : null;
      if (given !== null && (call.proposals.length === 1 || this.#givesLast === true)) return [given];
      const lasts = await this.#positionsOf(call);
      if (given !== null) this.#givesLast ??= lasts[0] === given;
      return lasts;
    } catch (error) {
      if (!isPassing(error)) throw translateFailure(error, address);
      throw new AppendOutcomeUnknown(
        `the server did not say within ${patience.waitMaxMs} ms what became of an append to ${call.stream}`,
        { cause: error },
      );
    }
  }

  /** Reads what was written, and makes sure of it. */
  async #positionsOf({ stream, firstRevision, appends, proposals }: Call): Promise<readonly Position[]> {
    const { reader } = this.#options;
    const first = appends.length === 1 ? firstRevision + proposals.length - 1 : firstRevision;
    const page = await reader.streamPage(stream, "forwards", first, proposals.length);
    let written = firstRevision - 1;
    return appends.map(({ request, stored }) => {
      written += stored.length;
      const record = page[written - first];
      if (record === undefined || record.metadata.id !== request.events.at(-1)?.metadata.id)
        throw new Error(`event ${written} of ${stream} is not the one that was written`);
      return record.position;
    });
  }

  #repeated({ events }: AppendPlan): AppendResult {
    const last = events.at(-1);
    const place = last === undefined ? undefined : this.#recent.get(last.metadata.id);
    if (place === undefined || place.position === null) throw new Error("a repeated append has no place");
    return { revision: place.revision, position: place.position, repeated: true };
  }

  #locate(id: EventId): EventPlace | null {
    const place = this.#recent.get(id);
    return place === undefined ? null : { stream: place.stream, revision: place.revision, sequence: 0 };
  }

  async #headOf(stream: StreamName): Promise<number> {
    const known = this.#heads.get(stream);
    if (known !== undefined) return known;
    const revision = await this.#options.reader.revisionOf(stream);
    this.#heads.set(stream, revision);
    return revision;
  }

  #forget({ stream, proposals }: Call): void {
    this.#heads.delete(stream);
    for (const { id } of proposals) this.#recent.delete(id as EventId);
  }

  /** Reads what another writer appended since. */
  async #catchUp(): Promise<void> {
    const { reader } = this.#options;
    let cursor = reader.linkedCursor(this.#last ?? "start", this.#last === null ? null : this.#hash);
    for (;;) {
      const page = await reader.page("forwards", cursor, PAGE_EVENTS);
      for (const record of page.records) this.#learn(record);
      if (page.isEnd) return;
      ({ cursor } = page);
    }
  }

  #learn({ stream, revision, position, hash, metadata }: StoredRecord): void {
    this.#heads.set(stream, revision);
    this.#recent.set(metadata.id, { stream, revision, position });
    this.#hash = hash;
    this.#last = position;
  }
}

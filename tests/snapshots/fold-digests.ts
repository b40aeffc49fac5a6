import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DomainEvent,
  type DomainRecord,
  epochMs,
  eventId,
  type Position,
  type RecordedEvent,
  Shelf,
  streamName,
  type StreamName,
} from "@legbook/domain";
import { domainEventCodec, readRecording, worldFold } from "@legbook/engine";
import { type Projection, PROJECTIONS, type ViewState } from "@legbook/projections";

/** What folds make of committed events. */
export interface FoldDigests {
  /** By source, a file: the digest of its bytes. */
  readonly sources: Readonly<Record<string, string>>;
  readonly folds: Readonly<Record<string, FoldDigest>>;
}

export interface FoldDigest {
  readonly version: number;
  /** By source: the digest of the states that its events lead to. */
  readonly states: Readonly<Record<string, string>>;
}

const RECORDINGS = join(import.meta.dirname, "../recordings");
const GOLDEN = join(import.meta.dirname, "../../packages/engine/src/event-store/codecs/golden");
/** Of a recorded day, how many states go into its digest: what comes and goes during a day is in some of them. */
const STATES_OF_A_DAY = 16;
/** Of the recordings and of the events below. */
const CLIENT_ID = 3;
/** Named where a fold changed; there may be a hundred. */
const NAMED_MAX = 3;
const ORDER_REQUESTED = "OrderRequested.v1.json";

interface Source {
  readonly name: string;
  readonly bytes: string;
  readonly records: readonly DomainRecord[];
}

/** Every view and the engine's world, over each recorded day and over the examples of each type that logs can hold. */
export async function foldDigests(): Promise<FoldDigests> {
  const sources = [...(await recordedDays()), ...examples()];
  const folds = [...Object.values<Projection<ViewState>>(PROJECTIONS), worldFold(CLIENT_ID)];
  return {
    sources: Object.fromEntries(sources.map(({ name, bytes }) => [name, bytes])),
    folds: Object.fromEntries(folds.map((fold) => [fold.name, digestOf(fold, sources)])),
  };
}

/**
 * What is wrong with a fold since `before`, as a sentence each: of the sources that both have, a version must lead to
 * the same states.
 */
export function unraised(before: FoldDigests, now: FoldDigests): readonly string[] {
  const shared = Object.keys(now.sources).filter((name) => now.sources[name] === before.sources[name]);
  return Object.entries(now.folds).flatMap(([name, { version, states }]) => {
    const known = before.folds[name];
    if (known === undefined || known.version < version) return [];
    if (known.version > version) return [`${name} has version ${version}, but had ${known.version}`];
    const changed = shared.filter((source) => states[source] !== known.states[source]);
    if (changed.length === 0) return [];
    const more = changed.length > NAMED_MAX ? ` and ${changed.length - NAMED_MAX} more` : "";
    const named = changed.slice(0, NAMED_MAX).join(", ") + more;
    return [`${name} leads to other states with ${named}: raise its version, which is ${version}`];
  });
}

async function recordedDays(): Promise<readonly Source[]> {
  const names = readdirSync(RECORDINGS).filter((name) => name.endsWith(".jsonl.gz"));
  return Promise.all(
    names.map(async (name) => {
      const file = readFileSync(join(RECORDINGS, name));
      const store = await readRecording(file, domainEventCodec());
      const records: DomainRecord[] = [];
      // Stores only hold events of the domain: their codecs refuse the rest.
      for await (const page of store.readAll({ direction: "forwards" }))
        records.push(...(page as DomainRecord[]));
      return { name, bytes: sha256(file), records };
    }),
  );
}

/** The examples of one file each; those of an order after its request. */
function examples(): readonly Source[] {
  const [requested] = examplesOf(ORDER_REQUESTED);
  if (requested?.type !== "OrderRequested") throw new Error("there is no example of a request");
  const placed: DomainEvent = { ...requested, data: { ...requested.data, purpose: "place" } };
  return readdirSync(GOLDEN).map((name) => {
    const events = examplesOf(name).map((event) => ofOrder(event, placed.data.orderRef));
    const before = events.some(({ data }) => "orderRef" in data) ? [placed] : [];
    const records = [...before, ...events].map((event, index) => recordOf(event, index));
    return { name, bytes: sha256(readFileSync(join(GOLDEN, name))), records };
  });
}

function examplesOf(file: string): readonly DomainEvent[] {
  const { type, examples: all } = JSON.parse(readFileSync(join(GOLDEN, file), "utf8")) as {
    readonly type: string;
    readonly examples: readonly { readonly data: unknown }[];
  };
  // A specification of the codecs holds every example against its type.
  return all.map(({ data }) => ({ type, data }) as DomainEvent);
}

function ofOrder(event: DomainEvent, orderRef: string): DomainEvent {
  return "orderRef" in event.data ? ({ ...event, data: { ...event.data, orderRef } } as DomainEvent) : event;
}

function recordOf(event: DomainEvent, index: number): DomainRecord {
  const at = epochMs(1_450_969_200_000 + index * 1_000);
  const id = eventId(`00000000-0000-7000-8000-${String(index).padStart(12, "0")}`);
  const record: RecordedEvent = {
    event,
    stream: streamOf(event),
    revision: index,
    position: String(index + 1).padStart(16, "0") as Position,
    metadata: {
      id,
      correlationId: id,
      causationId: null,
      actor: "user",
      session: "s1",
      occurredAt: at,
      recordedAt: at,
    },
  };
  // Made of an event of the domain.
  return record as DomainRecord;
}

const CATEGORIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:Session|ScanStarted|ScanStopped|ScanLookTaken|RequestThrottling)/, "session"],
  [/^InputsTaken/, "inputs"],
  [/^ScanPreset/, "scan"],
  [/^Line/, "lines"],
  [/^Ticks/, "market"],
  [/^(?:Chain|Underlying|Expiry)/, "chain"],
  [/^CorporateDates/, "dates"],
  [/^(?:Account|Position)/, "account"],
  [/^(?:RiskLimits|KillSwitch|VolatilityBreaker)/, "risk"],
];

function streamOf({ type, data }: DomainEvent): StreamName {
  if ("orderRef" in data) return streamName("order", data.orderRef);
  const category = CATEGORIES.find(([types]) => types.test(type))?.[1] ?? "gateway";
  return streamName(category, String(CLIENT_ID));
}

function digestOf(fold: Projection<ViewState>, sources: readonly Source[]): FoldDigest {
  const states: Record<string, string> = {};
  for (const { name, records } of sources) {
    const followed = records.filter(({ event }) => fold.types.includes(event.type));
    if (followed.length > 0) states[name] = sha256(folded(fold, followed));
  }
  return { version: fold.version, states };
}

/** The states on the way, as text. An example that cannot follow another is refused, and the fold goes on. */
function folded(fold: Projection<ViewState>, records: readonly DomainRecord[]): string {
  const state = fold.init();
  const every = Math.ceil(records.length / STATES_OF_A_DAY);
  const states = records.map((record, index) => {
    const refusal = applied(fold, state, record) ? "" : "refused ";
    return (index + 1) % every === 0 || index === records.length - 1 ? refusal + canonical(state) : refusal;
  });
  return states.join("\n");
}

function applied(fold: Projection<ViewState>, state: ViewState, record: DomainRecord): boolean {
  try {
    fold.apply(state, record);
    return true;
  } catch {
    return false;
  }
}

/** A state as text, the same in every version of the runtime: names of properties and a shelf's keys in order. */
export function canonical(value: unknown): string {
  if (value instanceof Shelf) return `shelf${canonicalEntries(sorted([...value.entries()]))}`;
  if (value instanceof Map) return `map${canonicalEntries([...value])}`;
  if (value instanceof Set) return `set[${[...value].map(canonical).join()}]`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null)
    return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
    return `object${canonicalEntries(sorted(Object.entries(value)))}`;
  throw new TypeError(`a state holds what it must not: ${Object.prototype.toString.call(value)}`);
}

function canonicalEntries(entries: readonly (readonly [unknown, unknown])[]): string {
  return `{${entries.map(([key, value]) => `${canonical(key)}:${canonical(value)}`).join()}}`;
}

function sorted<Key extends string | number>(
  entries: readonly (readonly [Key, unknown])[],
): readonly (readonly [Key, unknown])[] {
  return entries.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

/** Its first 64 bits are enough to see a change. */
function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

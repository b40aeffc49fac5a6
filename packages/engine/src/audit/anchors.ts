import type { IsoDate } from "@legbook/domain";
import { z } from "zod";
import type { StoredRecord } from "../ports/event-store.ts";
import { type AuditFinding, sameHash } from "./broken-link.ts";
import { DayTrees } from "./day-trees.ts";

/**
 * What a log was when a day's root was noted. Kept where the log's owner cannot change it, it proves every event of
 * that day, and that nothing up to the log's head of then was changed, removed or inserted since.
 */
export interface Anchor {
  readonly day: IsoDate;
  /** Events of the day then. */
  readonly dayEvents: number;
  /** Of the Merkle tree over their hashes. */
  readonly root: Uint8Array;
  /** Events of the whole log then. */
  readonly logEvents: number;
  /** Hash of the last of them. */
  readonly head: Uint8Array;
}

const FORMAT = "legbook-anchor-1";

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "a hash is 64 hexadecimal digits")
  .transform((text) => Uint8Array.fromHex(text));

const anchorSchema = z.strictObject({
  format: z.literal(FORMAT),
  day: z.iso.date().transform((text) => text as IsoDate),
  dayEvents: z.int().positive(),
  root: hash,
  logEvents: z.int().positive(),
  head: hash,
});

/** One line of JSON. */
export function formatAnchor({ day, dayEvents, root, logEvents, head }: Anchor): string {
  return JSON.stringify({
    format: FORMAT,
    day,
    dayEvents,
    root: root.toHex(),
    logEvents,
    head: head.toHex(),
  });
}

/** The anchors of a file, a line each. Throws `RangeError` that names the first line which is none. */
export function parseAnchors(text: string): readonly Anchor[] {
  const lines = text.split("\n").map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return lines.filter(({ line }) => line !== "").map(({ line, number }) => parseAnchor(line, number));
}

function parseAnchor(line: string, number: number): Anchor {
  const parsed = anchorSchema.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RangeError(`line ${number} is no anchor: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Holds a log against anchors while it is walked. */
export class AnchorCheck {
  readonly findings: AuditFinding[] = [];
  readonly #trees = new DayTrees();
  readonly #byLogEvents: Map<number, Anchor[]>;
  readonly #byDay: Map<IsoDate, Anchor[]>;
  readonly #anchors: readonly Anchor[];
  #events = 0;

  constructor(anchors: readonly Anchor[]) {
    this.#anchors = anchors;
    this.#byLogEvents = Map.groupBy(anchors, ({ logEvents }) => logEvents);
    this.#byDay = Map.groupBy(anchors, ({ day }) => day);
  }

  take(record: StoredRecord): void {
    this.#events += 1;
    for (const { day, head } of this.#byLogEvents.get(this.#events) ?? []) {
      if (sameHash(head, record.hash)) continue;
      const text = `the log up to here is not the one that the anchor of ${day} was made of`;
      this.findings.push({ kind: "anchor", position: record.position, text });
    }
    if (this.#byDay.size === 0) return;
    const grown = this.#trees.add(record);
    if (grown === null) return;
    const [day, tree] = grown;
    for (const { dayEvents, root } of this.#byDay.get(day) ?? []) {
      if (dayEvents !== tree.size || sameHash(root, tree.root())) continue;
      const text = `the first ${dayEvents} events of ${day}, of which this is the last, do not have the anchored root`;
      this.findings.push({ kind: "anchor", position: record.position, text });
    }
  }

  /** After the last event: anchors of what the log does not hold any more. */
  end(): void {
    for (const { day, dayEvents, logEvents } of this.#anchors) {
      if (logEvents > this.#events) {
        const text = `the log ends after ${this.#events} events, the anchor of ${day} was made of ${logEvents}: its tail was cut`;
        this.findings.push({ kind: "anchor", position: null, text });
        continue;
      }
      const size = this.#trees.treeOf(day)?.size ?? 0;
      if (size >= dayEvents) continue;
      const text = `${day} has ${size} events, its anchor was made of ${dayEvents}`;
      this.findings.push({ kind: "anchor", position: null, text });
    }
  }
}

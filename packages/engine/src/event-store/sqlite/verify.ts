import type { DatabaseSync } from "node:sqlite";
import { translateFailure } from "./failures.ts";
import {
  corrupt,
  inspectHeader,
  type ReadOnlyOptions,
  refuseDamage,
  refuseDamagedWal,
  refuseOtherSchema,
  withReadOnly,
} from "./inspection.ts";

export interface LogSummary {
  readonly events: number;
  readonly streams: number;
}

/**
 * Checks all of a log: SQLite's pages and indexes, positions and revisions without a gap and in one order, names.
 * Changes nothing; takes time in proportion to the log. Throws `LogUnusable` with the first finding.
 */
export function verifySqliteLog(path: string, options: Pick<ReadOnlyOptions, "immutable"> = {}): LogSummary {
  try {
    inspectHeader(path);
    refuseDamagedWal(path);
    return withReadOnly(path, options, (db) => {
      refuseOtherSchema(db, path);
      refuseDamage(db, path, "integrity_check");
      for (const what of brokenRules(db)) throw corrupt(path, what);
      return { events: count(db, "events"), streams: count(db, "streams") };
    });
  } catch (error) {
    throw translateFailure(error, path);
  }
}

/** Each rule that rows do not keep to, with the first of them. */
export function* brokenRules(db: DatabaseSync): Generator<string> {
  for (const { finding, sql } of RULES) {
    const broken = db.prepare(`${sql} LIMIT 1`).get();
    if (broken !== undefined) yield `${finding}: ${JSON.stringify(broken)}`;
  }
}

/** What must not be found in a log. */
const RULES: readonly { finding: string; sql: string }[] = [
  {
    finding: "positions have a gap",
    sql: "SELECT count(*) events, max(position) head FROM events HAVING events > 0 AND (min(position) <> 1 OR head <> events)",
  },
  {
    finding: "revisions of a stream have a gap",
    sql: `SELECT stream_id, count(*) events, max(revision) head FROM events GROUP BY stream_id
      HAVING min(revision) <> 0 OR head <> events - 1`,
  },
  {
    finding: "revisions of a stream are not in the log's order",
    sql: `SELECT stream_id, position FROM (SELECT stream_id, position,
      lag(position) OVER (PARTITION BY stream_id ORDER BY revision) AS before FROM events) WHERE before > position`,
  },
  { finding: "an id is not a UUID", sql: "SELECT position FROM events WHERE length(event_id) <> 16" },
  {
    finding: "an event has no stream",
    sql: "SELECT position FROM events WHERE stream_id NOT IN (SELECT id FROM streams)",
  },
  {
    finding: "an event has no name for its type, actor or session",
    sql: `SELECT position FROM events WHERE type_id NOT IN (SELECT id FROM names)
      OR actor_id NOT IN (SELECT id FROM names) OR session_id NOT IN (SELECT id FROM names)`,
  },
  {
    finding: "a stream has no events: they were removed",
    sql: "SELECT id, name FROM streams WHERE id NOT IN (SELECT stream_id FROM events)",
  },
  {
    finding: "a name is that of no event: those that had it were removed",
    sql: `SELECT id, name FROM names WHERE id NOT IN
      (SELECT type_id FROM events UNION SELECT actor_id FROM events UNION SELECT session_id FROM events)`,
  },
];

function count(db: DatabaseSync, table: "events" | "streams"): number {
  return Number(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]);
}

import { writeSync } from "node:fs";
import { fixtureStream, noteCodec, notes } from "../../testing/event-fixtures.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

/**
 * Appends to the log at the first argument as fast as it can, from many writers at once, until it is killed or has
 * made the third argument's number of appends. Writes a line for every append once it is acknowledged. The second
 * argument keeps the event ids of several runs apart.
 */
export interface Acknowledgement {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  /** Of the last note. */
  readonly number: number;
}

const STREAMS = 5;
const WRITERS = 40;

const [path = "", series = "0", appendsMax = "0"] = process.argv.slice(2);
const store = openSqliteEventStore({ path, codec: noteCodec() });
const run = { appends: 0, notes: 0 };

async function write(): Promise<void> {
  while (run.appends < Number(appendsMax)) {
    run.appends += 1;
    const count = 1 + (run.appends % 7);
    const first = run.notes;
    run.notes += count;
    const stream = fixtureStream(String(run.appends % STREAMS));
    const { revision, position } = await store.append({
      stream,
      events: notes(first, count, Number(series)),
      expectedRevision: "any",
    });
    const line: Acknowledgement = { stream, revision, position, number: first + count - 1 };
    writeSync(1, `${JSON.stringify(line)}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, write));
await store.close();

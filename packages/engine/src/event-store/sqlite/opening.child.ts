import { fixtureStream, note, noteCodec } from "../../testing/event-fixtures.ts";
import { LogUnusable } from "../../ports/event-store.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

/** Opens the log at the argument, appends to it, and prints `ok` or why the log cannot be used. */
const [path = ""] = process.argv.slice(2);
try {
  const store = openSqliteEventStore({ path, codec: noteCodec() });
  await store.append({ stream: fixtureStream("a"), events: [note(9, 9)], expectedRevision: "any" });
  await store.close();
  process.stdout.write("ok");
} catch (error) {
  if (!(error instanceof LogUnusable)) throw error;
  process.stdout.write(error.reason);
}

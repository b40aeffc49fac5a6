import { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import type { Position } from "@legbook/domain";
import type { CheckpointStore } from "@legbook/projections";

/**
 * Checkpoints of the views in a SQLite file beside the log. They only save time: the file can be deleted, and one
 * that cannot be read is an error with that remedy, not a reason to guess.
 */
export function openCheckpoints(path: string): CheckpointStore & { close(): void } {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS checkpoint (
      name TEXT PRIMARY KEY, version INTEGER NOT NULL, position TEXT NOT NULL, state BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
  const select = database.prepare("SELECT version, position, state FROM checkpoint WHERE name = ?");
  const replace = database.prepare(
    "INSERT OR REPLACE INTO checkpoint (name, version, position, state) VALUES (?, ?, ?, ?)",
  );
  const move = database.prepare("UPDATE checkpoint SET position = ? WHERE name = ? AND version = ?");
  return {
    load(name) {
      const row = select.get(name);
      if (row === undefined) return Promise.resolve(null);
      const { version, position, state } = row;
      if (typeof version !== "number" || typeof position !== "string" || !(state instanceof Uint8Array)) {
        throw new Error(`the checkpoint of ${name} in ${path} is damaged: delete the file, it is made anew`);
      }
      return Promise.resolve({
        version,
        position: position as Position,
        state: deserialize(state) as unknown,
      });
    },
    save(checkpoints) {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const { name, version, position, state, changed } of checkpoints) {
          if (changed || move.run(position, name, version).changes === 0) {
            replace.run(name, version, position, serialize(state));
          }
        }
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
      return Promise.resolve();
    },
    close: () => database.close(),
  };
}

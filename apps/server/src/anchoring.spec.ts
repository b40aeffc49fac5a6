import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { EpochMs, EventId, StreamName } from "@legbook/domain";
import { domainEventCodec, openSqliteEventStore } from "@legbook/engine";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { startAnchoring } from "./anchoring.ts";

const WAIT_MS = 40_000;

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error("it did not come true");
    await setTimeout(50);
  }
}

it("notes what is over at the start, and again when a day ends, while the log is written to", async () => {
  const folder = mkdtempSync(join(tmpdir(), "legbook-anchoring-"));
  const [log, to] = [join(folder, "log.db"), join(folder, "anchors")];
  const store = openSqliteEventStore({ path: log, codec: domainEventCodec() });
  const append = async (number: number, occurredAt: EpochMs): Promise<void> => {
    const id = `0151d47e-4a00-7000-8000-00000000000${number}` as EventId;
    const metadata = { id, correlationId: id, causationId: null, actor: "engine", session: "s" };
    const event = { type: "SessionEnded", data: { sessionId: "s", reason: "spec" } };
    await store.append({
      stream: "session-s" as StreamName,
      events: [{ event, metadata: { ...metadata, occurredAt, recordedAt: occurredAt } }],
      expectedRevision: "any",
    });
  };
  const days = (): readonly string[] =>
    existsSync(to)
      ? readFileSync(to, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => (JSON.parse(line) as { day: string }).day)
      : [];
  const first = Date.UTC(2015, 11, 24, 17) as EpochMs;
  let now = (first + 1) as EpochMs;
  await append(1, first);
  const logger = pino({ level: "silent" });
  const anchoring = startAnchoring({
    log,
    to,
    command: null,
    logger,
    clock: { now: () => now },
    everyMs: 20,
  });
  onTestFinished(async () => {
    await anchoring.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => days().length === 1);
  now = (first + 86_400_000) as EpochMs;
  await append(2, now);
  now = (now + 86_400_000) as EpochMs;
  await until(() => days().length === 2);
  expect(days()).toEqual(["2015-12-24", "2015-12-25"]);
});

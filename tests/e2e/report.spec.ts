import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DomainEvent, NewEvent } from "@legbook/domain";
import { domainEventCodec, openSqliteEventStore } from "@legbook/engine";
import { type LoggedEvent, loggedEvents, PROLOGUE, sentOrder } from "@legbook/projections/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLegbook, temporaryFolder } from "../support/legbook.ts";

const folder = temporaryFolder();
const log = join(folder.path, "log.db");
const out = join(folder.path, "reports");

/** A session of 2015-12-24 in which one order is left working. */
async function writeLog(path: string, order: readonly DomainEvent[]): Promise<void> {
  const events: readonly LoggedEvent[] = [...PROLOGUE, ...order].map((event, second) => ({
    event,
    second,
  }));
  const store = openSqliteEventStore({ path, codec: domainEventCodec() });
  for (const { stream, event, metadata } of loggedEvents(events)) {
    const added: NewEvent = { event, metadata };
    await store.append({ stream, events: [added], expectedRevision: "any" });
  }
  await store.close();
}

beforeAll(() => writeLog(log, sentOrder("o-1")));
afterAll(() => folder.remove());

describe("legbook report", () => {
  it("writes the day of the log's last event, and leaves the log as it is", async () => {
    const before = readFileSync(log);
    const { code, stdout, stderr } = await runLegbook("report", "--log", log, "--out", out);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        "2015-12-24: 16 events besides the journal of inputs, 1 order, 0 things to act on.",
        join(out, "session-2015-12-24.html"),
        join(out, "session-2015-12-24.md"),
        "",
      ].join("\n"),
    });
    expect(stderr).toMatch(/Reading 2015-12-24 \[#+\] 100 %/);
    expect(readFileSync(join(out, "session-2015-12-24.md"), "utf8")).toContain("o-1 is still open");
    expect(readFileSync(log).equals(before)).toBe(true);
    expect(readdirSync(folder.path).filter((name) => name.includes("views"))).toEqual([]);
  });

  it("is the same from snapshots, which it leaves as they are, and refuses those of another log", async () => {
    const written = readFileSync(join(out, "session-2015-12-24.md"), "utf8");
    expect((await runLegbook("rebuild", log)).code).toBe(0);
    const views = log.replace(/\.db$/, ".views.db");
    const before = readFileSync(views);
    const again = join(folder.path, "again");
    const { code, stderr } = await runLegbook("report", "--log", log, "--out", again);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain("not used");
    expect(readFileSync(join(again, "session-2015-12-24.md"), "utf8")).toBe(written);
    const other = join(folder.path, "other.db");
    await writeLog(other, sentOrder("p-1"));
    copyFileSync(views, join(folder.path, "other.views.db"));
    const refused = await runLegbook("report", "--log", other, "--out", join(folder.path, "others"));
    expect(refused.stderr).toMatch(
      /other\.views\.db: the snapshots of .* are not of this log: they are not used/,
    );
    const others = readFileSync(join(folder.path, "others", "session-2015-12-24.md"), "utf8");
    expect(others).toContain("p-1 is still open");
    expect(others).not.toContain("o-1");
    for (const file of [views, join(folder.path, "other.views.db")])
      expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("of a day that the log does not have says so, and is written", async () => {
    const { code, stdout } = await runLegbook("report", "--log", log, "--out", out, "--date", "2015-12-23");
    expect([code, stdout.split("\n")[0]]).toEqual([
      0,
      "The log has no event of 2015-12-23: the report says so.",
    ]);
  });

  it.each([
    ["a date that is none", ["--log", log, "--date", "2015-02-30"], /--date: "2015-02-30" is no date/],
    ["a log that is not there", ["--log", join(folder.path, "none.db")], /none\.db does not exist/],
  ])("%s: exit code 2, and nothing is written", async (_what, args, words) => {
    const nowhere = join(folder.path, "nowhere");
    const { code, stderr } = await runLegbook("report", "--out", nowhere, ...args);
    expect([code, existsSync(nowhere)]).toEqual([2, false]);
    expect(stderr).toMatch(words);
  });
});

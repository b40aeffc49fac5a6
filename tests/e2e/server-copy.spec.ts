import { join } from "node:path";
import { createStandIn, type StandIn } from "@legbook/engine/stand-in";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLegbook, temporaryFolder } from "../support/legbook.ts";

/** The log server is the stand-in here. */
describe("legbook copy between a file and a log server", { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "traded.db");
  const back = join(folder.path, "back.db");
  let server: StandIn | null = null;

  beforeAll(async () => {
    server = await createStandIn();
    const { code, stderr } = await runLegbook("demo", "--log", file);
    expect(code, stderr).toBe(0);
  }, 90_000);
  afterAll(async () => {
    await server?.close();
    folder.remove();
  });

  const lastHash = (stdout: string): string => /Last hash ([0-9a-f]{64})/.exec(stdout)?.[1] ?? stdout;

  it("keeps every hash, there and back, and goes on where it ended", async () => {
    const address = `${server?.address ?? ""}&log=moved`;
    const there = await runLegbook("copy", "--from", file, "--to", address);
    expect(there.stdout, there.stderr).toMatch(/^Copied \d+ events; 0 were there already/);
    const again = await runLegbook("copy", "--from", file, "--to", address);
    expect(again.stdout, again.stderr).toMatch(/^Copied 0 events; [1-9]\d* were there already/);
    const home = await runLegbook("copy", "--from", address, "--to", back);
    expect(home.stdout, home.stderr).toMatch(/^Copied [1-9]\d* events/);
    expect(lastHash(home.stdout)).toBe(lastHash(there.stdout));
    const examined = await runLegbook("doctor", address, "--json");
    expect(JSON.parse(examined.stdout)).toMatchObject({ sound: true, hash: lastHash(there.stdout) });
    const backup = await runLegbook("backup", address, "--to", join(folder.path, "backup.db"));
    expect(backup.stderr).toMatch(/a log's file is asked for, not a server's address\n.*legbook copy/);
    expect(backup.code).toBe(2);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Child, startChild } from "../support/child-process.ts";
import { runLegbook, startLegbook, temporaryFolder } from "../support/legbook.ts";
import { type LogServer, startLogServer } from "../support/log-server.ts";
import { inStages } from "../support/stages.ts";
import { readBrokerBooks } from "../simulation/broker-books.ts";
import { readOurBooks, signIn } from "../simulation/our-books.ts";

/** What a takeover may take: the lease's time, and a start on a busy machine. */
const TAKEOVER_DEADLINE_MS = 60_000;
const READY = /Ready in [^]*?(http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)/;

/** A log on a server, which here is the stand-in as a process of its own. */
describe("the product on a log server", { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const children: Child[] = [];
  let server: LogServer | null = null;
  let first: Child | null = null;

  beforeAll(async () => {
    server = await startLogServer(join(folder.path, "server.db"));
  }, 60_000);
  afterAll(async () => {
    for (const child of children) await child.end();
    await server?.kill();
    folder.remove();
  });
  inStages(async () => {});

  const where = (): readonly string[] => ["--log", server?.address ?? "", "--folder", folder.path];
  const ledger = (): string => {
    const port = new URL((server?.address ?? "").replace("esdb:", "http:")).port;
    return join(folder.path, `127.0.0.1_${port}-legbook.simulator.jsonl`);
  };
  const start = (): Child => {
    const child = startLegbook("start", "--port", "0", ...where());
    children.push(child);
    return child;
  };
  /** Ours and the broker's books, once they are the same; fails when they do not become so. */
  const expectSameBooks = async (signInUrl: string): Promise<void> => {
    const client = await signIn(signInUrl);
    try {
      await expect
        .poll(
          async () => {
            const ours = await readOurBooks(client);
            const broker = readBrokerBooks(ledger());
            expect(broker.execIds.size).toBeGreaterThan(0);
            return (
              ours.ready &&
              ours.execIds.symmetricDifference(new Set(broker.execIds)).size === 0 &&
              [...broker.positions].every(([conId, quantity]) => ours.positions.get(conId) === quantity)
            );
          },
          { timeout: 30_000, interval: 200 },
        )
        .toBe(true);
    } finally {
      await client.close();
    }
  };

  it("trades a spread, from connecting to the fill and a cancelled order", async () => {
    const { code, stdout, stderr } = await runLegbook("demo", ...where());
    expect(stderr).toBe("");
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ ok: true });
    expect(code).toBe(0);
  });

  it("knows it all after a start by `npm start`, as the broker does", async () => {
    first = startChild("npm", ["start", "--", "--port", "0", ...where()]);
    children.push(first);
    const [, signInUrl = ""] = await first.printed(READY, TAKEOVER_DEADLINE_MS);
    await expectSameBooks(signInUrl);
  });

  it("refuses a second engine, naming the first", async () => {
    const other = temporaryFolder();
    try {
      const refused = await runLegbook(
        "start",
        "--port",
        "0",
        "--log",
        server?.address ?? "",
        "--folder",
        other.path,
      );
      expect(refused.stderr).toMatch(
        /The log cannot be used \(locked\): engine of client id 17 \(process \d+ on .+, started .+\) writes to esdb:/,
      );
      expect(refused.code).toBe(1);
    } finally {
      other.remove();
    }
  });

  it("goes on when the server was killed and came back", async () => {
    await server?.kill();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await server?.start();
    const [, signInUrl = ""] = (await first?.printed(READY, 1)) ?? [];
    const health = new URL("/health", signInUrl);
    await expect.poll(async () => (await fetch(health)).ok, { timeout: 20_000, interval: 200 }).toBe(true);
    expect(first?.stderr).toBe("");
  });

  it("is taken over from an engine that was killed, with everything in it", async () => {
    await first?.end();
    const next = start();
    const [, signInUrl = ""] = await next.printed(READY, TAKEOVER_DEADLINE_MS);
    expect(next.stderr).toContain("to see whether it is alive");
    await expectSameBooks(signInUrl);
    next.signal("SIGINT");
    expect(await next.ends(20_000)).toEqual({ code: 0, signal: null });
  });

  it("is verified, rooted, anchored, proven, replayed and reported by the commands that read a log", async () => {
    const address = server?.address ?? "";
    const roots = join(folder.path, "roots");
    const proof = join(folder.path, "proof.json");
    writeFileSync(roots, await printedBy("audit", "root", address, "--json"));
    const verified = JSON.parse(
      await printedBy("audit", "verify", address, "--anchors", roots, "--json"),
    ) as {
      readonly head: { readonly position: string };
    };
    expect(verified).toMatchObject({ sound: true, anchors: 2, findings: [] });
    const anchored = await printedBy("audit", "anchor", address, "--to", `${roots}.noted`);
    expect(readFileSync(roots, "utf8")).toContain(anchored.match(/root ([0-9a-f]{64})$/m)?.[1]);
    const event = verified.head.position;
    await printedBy("audit", "prove", event, "--log", address, "--anchors", roots, "--out", proof);
    expect(await printedBy("audit", "check", proof, "--anchors", roots)).toMatch(/^Proven: /);
    expect(await printedBy("replay", address)).toContain("The decisions are the same.");
    const whatIf = await printedBy("what-if", address, "--set", "risk.orderValueMax=5");
    expect(whatIf).toMatch(/[1-9]\d* that passed would have been blocked/);
    const report = await printedBy("report", "--log", address, "--out", join(folder.path, "report"));
    expect(report).toMatch(/: \d+ events besides the journal of inputs, 2 orders, /);
  });

  it("has its views rebuilt where this machine keeps them", async () => {
    const { code, stdout, stderr } = await runLegbook(
      "rebuild",
      server?.address ?? "",
      "--folder",
      folder.path,
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^Rebuilt .*orders.*world-17 from [1-9]\d* events/);
  });

  it("refuses what can be done with a file alone, and what is not there, saying what to do instead", async () => {
    const address = server?.address ?? "";
    const file = join(folder.path, "nothing.db");
    const refusals = await Promise.all([
      refusalOf("backup", address, "--to", file),
      refusalOf("restore", file, "--to", address),
      refusalOf("retain", address, "--ticks-older-than-days", "1"),
      refusalOf("upgrade", address),
      refusalOf("replay", address, "--bless"),
    ]);
    for (const text of refusals)
      expect(text).toMatch(/a log's file is asked for, not a server's address\n.*legbook copy/);
    expect(await refusalOf("audit", "verify", `${address}&log=typo`)).toMatch(
      /no log of this name\n.*log=NAME/,
    );
    expect(await refusalOf("doctor", `${address}&log=9`)).toMatch(/log=NAME is given once/);
    expect(await refusalOf("doctor", "esdb://127.0.0.1:port?tls=false")).toMatch(/is no address of a server/);
  });

  it("is copied into a file and back, every hash the same", async () => {
    const address = server?.address ?? "";
    const file = join(folder.path, "copied.db");
    const [, hash] = await copied(address, file);
    expect((await runLegbook("doctor", file)).code).toBe(0);
    const examined = await runLegbook("doctor", address, "--json");
    expect(JSON.parse(examined.stdout)).toMatchObject({ sound: true, hash });
    expect(await copied(file, `${address}&log=restored`)).toEqual([expect.stringMatching(/^[1-9]/), hash]);
    expect(await copied(file, `${address}&log=restored`)).toEqual(["0", hash]);
  });
});

/** What a command that did its work printed. */
async function printedBy(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runLegbook(...args);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

/** What a command that could not be run said. */
async function refusalOf(...args: readonly string[]): Promise<string> {
  const { code, stderr } = await runLegbook(...args);
  expect(code, stderr).toBe(2);
  return stderr;
}

/** How many events were copied, and the last hash of both logs. */
async function copied(from: string, to: string): Promise<readonly (string | undefined)[]> {
  const { code, stdout, stderr } = await runLegbook("copy", "--from", from, "--to", to);
  expect(code, stderr).toBe(0);
  return [/^Copied (\d+) events/m.exec(stdout)?.[1], /^Last hash ([0-9a-f]{64})$/m.exec(stdout)?.[1]];
}

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventTypes, REFUSED, signInProgram, type Refused } from "../support/api.ts";
import { root } from "../support/child-process.ts";
import { legbookStart, runLegbook, temporaryFolder, type RunningLegbook } from "../support/legbook.ts";

const recordings = resolve(root, process.env["LEGBOOK_DATA"] ?? "../shared/data", "lean");
/** A clean end takes a moment; on a busy machine a longer one. */
const STOP_DEADLINE_MS = 15_000;

const recorded = existsSync(recordings);
if (!recorded)
  console.warn(
    `SKIPPED: no LEAN data in ${recordings}, so no demonstration on GOOG 2015-12-24; set LEGBOOK_DATA`,
  );

describe("settings that cannot be used", () => {
  it.each([
    [
      "TWS's live port without --live",
      ["--gateway", "127.0.0.1:7496"],
      /--gateway: port 7496 is a live gateway's: .*--live and --account/,
    ],
    [
      "a folder without data",
      ["--data", "nowhere", "--symbol", "GOOG", "--date", "2015-12-24"],
      /--data: nowhere has no LEAN data/,
    ],
    ["an option that is none", ["--nonsense"], /unknown option '--nonsense'[^]*--help/],
  ])("%s: the option is named, exit code 1", async (_what, args, words) => {
    const folder = temporaryFolder();
    try {
      const log = join(folder.path, "settings.db");
      const { code, stdout, stderr } = await runLegbook("start", "--log", log, ...args);
      expect(stderr).toMatch(words);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    } finally {
      folder.remove();
    }
  });

  it("reports every fault at once", async () => {
    const { stderr } = await runLegbook("start", "--gateway", "tws", "--account", "12", "--speed", "0");
    expect(stderr).toMatch(/--gateway: .*\n\s*--account: .*\n\s*--speed: /);
  });
});

describe("a log that cannot be used", () => {
  const folder = temporaryFolder();
  const sound = join(folder.path, "sound.db");

  beforeAll(async () => {
    const { child } = await legbookStart("--log", sound);
    try {
      child.signal("SIGINT");
      expect(await child.ends(STOP_DEADLINE_MS)).toEqual({ code: 0, signal: null });
    } finally {
      await child.end();
    }
  }, 60_000);

  afterAll(() => folder.remove());

  function changed(name: string, change: (path: string) => void): string {
    const path = join(folder.path, `${name}.db`);
    copyFileSync(sound, path);
    change(path);
    return path;
  }

  const inSqlite = (path: string, statement: string): void => {
    const database = new DatabaseSync(path);
    database.exec(statement);
    database.close();
  };

  it.each<[string, () => string, RegExp]>([
    [
      "another application's database",
      () => {
        const path = join(folder.path, "other.db");
        inSqlite(path, "CREATE TABLE trades (price REAL); INSERT INTO trades VALUES (1.35);");
        return path;
      },
      /\(not-a-log\): .*other\.db is another application's/,
    ],
    [
      "a file of another kind",
      () => {
        const path = join(folder.path, "notes.db");
        writeFileSync(path, "Bought one vertical today.\n".repeat(40));
        return path;
      },
      /\(not-a-log\): .*notes\.db is not a Legbook log/,
    ],
    [
      "a newer schema",
      () => changed("newer", (path) => inSqlite(path, "PRAGMA user_version = 99")),
      /\(newer-schema\): .*schema version 99.*\nStart the newer Legbook/,
    ],
    [
      "a file that lost its end",
      () => changed("torn", (path) => truncateSync(path, 10_000)),
      /\(corrupt\): .*torn\.db.*\n.*(restore|backup)/i,
    ],
    [
      "an empty file",
      () => changed("empty", (path) => truncateSync(path, 0)),
      /\(corrupt\): .*the file is empty/,
    ],
  ])("%s: told with the remedy, exit code 1, not a byte changed", async (_what, make, words) => {
    const path = make();
    const before = digestOf(path);
    const { code, stdout, stderr } = await runLegbook("start", "--port", "0", "--log", path);
    expect(stderr).toMatch(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(digestOf(path)).toBe(before);
    expect(["-wal", "-journal"].filter((end) => existsSync(`${path}${end}`))).toEqual([]);
  });

  it("a folder in its place", async () => {
    const path = join(folder.path, "folder.db");
    mkdirSync(path);
    const { code, stderr } = await runLegbook("start", "--port", "0", "--log", path);
    expect(stderr).toMatch(/\(not-a-log\): .*folder\.db is not a file/);
    expect(code).toBe(1);
  });
});

describe("a running Legbook", () => {
  const folder = temporaryFolder();
  const log = join(folder.path, "running.db");
  let legbook: RunningLegbook;

  beforeAll(async () => {
    legbook = await legbookStart("--log", log);
  }, 60_000);

  afterAll(async () => {
    await legbook?.child.end();
    folder.remove();
  });

  it("keeps a second one off its log, which names the holder", async () => {
    const { code, stderr } = await runLegbook("start", "--port", "0", "--log", log);
    expect(stderr).toMatch(
      new RegExp(`\\(locked\\): process ${legbook.child.pid}, started .*\\n.*stop that process`),
    );
    expect(code).toBe(1);
  });

  it("keeps a second one off its port, which says how to choose another", async () => {
    const { port } = new URL(legbook.origin);
    const { code, stderr } = await runLegbook(
      "start",
      "--port",
      port,
      "--log",
      join(folder.path, "second.db"),
    );
    expect(stderr).toMatch(new RegExp(`The port is taken: .*:${port}\\n.*--port \\(0 takes a free one\\)`));
    expect(code).toBe(1);
  });

  it("is healthy and says so without signing in", async () => {
    const api = await signInProgram(legbook.signInUrl);
    await expect
      .poll(async () => (await fetch(`${api.origin}/health`)).status, { timeout: 20_000 })
      .toBe(200);
  });

  it("ends once and cleanly when Ctrl-C arrives twice, as it does through npm", async () => {
    legbook.child.signal("SIGINT");
    // As soon after the first as npm's copy is: later, the process may be past its end; earlier, they are one.
    waitUntilTaken(legbook.child.pid);
    legbook.child.signal("SIGINT");
    expect(await legbook.child.ends(STOP_DEADLINE_MS)).toEqual({ code: 0, signal: null });
    expect(legbook.child.stdout.match(/Stopped\./g)).toHaveLength(1);
    expect(legbook.child.stderr).toBe("");
  });
});

/** Returns when a process has taken the signal that was sent to it. Nothing else happens in this one meanwhile. */
function waitUntilTaken(pid: number): void {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  else for (let look = 0; look < 100_000 && hasPending(status); look += 1);
}

function hasPending(status: string): boolean {
  return /^ShdPnd:\s*0*[1-9a-f]/m.test(readFileSync(status, "utf8"));
}

describe("without a gateway", () => {
  const folder = temporaryFolder();
  let legbook: RunningLegbook;

  beforeAll(async () => {
    legbook = await legbookStart("--gateway", "127.0.0.1:1", "--log", join(folder.path, "down.db"));
  }, 60_000);

  afterAll(async () => {
    await legbook?.child.end();
    folder.remove();
  });

  it("starts, and says on /health what is missing", async () => {
    const health = async (): Promise<string> => {
      const response = await fetch(`${legbook.origin}/health`);
      const { status, reasons } = (await response.json()) as { status: string; reasons: readonly string[] };
      return [response.status, status, ...reasons].join(" ");
    };
    expect(await health()).toMatch(/^503 unhealthy /);
    // While an attempt is under way it says that it is connecting.
    await expect
      .poll(health, { timeout: 15_000 })
      .toMatch(/^503 unhealthy .*no session with the gateway .*127\.0\.0\.1:1/);
  });

  it("refuses an order with the remedy, and appends nothing but the refusal", async () => {
    const api = await signInProgram(legbook.signInUrl);
    const input = {
      orderRef: "down-1",
      account: "DU1234567",
      symbol: "LBX",
      expiry: "2030-01-18",
      right: "put",
      longStrike: "90",
      shortStrike: "95",
      quantity: 1,
      priceKind: "LIMIT",
      limitPrice: "-0.50",
    };
    const submit = `mutation ($input: VerticalOrderInput!) { submitOrder(input: $input) { __typename ${REFUSED} } }`;
    const { submitOrder } = await api.query<{ readonly submitOrder: Refused }>(submit, { input });
    expect(submitOrder).toMatchObject({ __typename: "CommandRefused", code: "gateway.no-answer" });
    expect(submitOrder.remedy).toMatch(/connection's state; ask again once it is ready/);
    expect(await eventTypes(api, "order-down-1")).toEqual(["OrderRefused"]);
  });
});

describe("the demonstration", () => {
  it("trades on the built-in market; its last line is JSON", async () => {
    expectWholeTrade(await runLegbook("demo"));
  }, 60_000);

  it.skipIf(!recorded)(
    "trades on the quotes of GOOG on 2015-12-24",
    async () => {
      const args = ["--data", recordings, "--symbol", "GOOG", "--date", "2015-12-24"];
      expectWholeTrade(await runLegbook("demo", ...args));
    },
    60_000,
  );

  it("never trades a live account", async () => {
    const { code, stdout, stderr } = await runLegbook(
      "demo",
      "--gateway",
      "127.0.0.1:4001",
      "--live",
      "--account",
      "U1234567",
    );
    expect(stderr).toMatch(/--live: the demonstration never trades a live account/);
    expect(code).toBe(1);
    expect(JSON.parse(stdout.trim())).toEqual({ ok: false, failed: "start", steps: [] });
  });
});

const STEPS = [
  "start",
  "connect",
  "open chain",
  "scan",
  "preview",
  "submit",
  "fill",
  "position",
  "profit and loss",
  "rest",
  "cancel",
];

function expectWholeTrade({ code, stdout, stderr }: Awaited<ReturnType<typeof runLegbook>>): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
    readonly ok: boolean;
    readonly steps: readonly { readonly name: string; readonly ms: number }[];
  };
  expect(last.ok).toBe(true);
  expect(last.steps.map(({ name }) => name)).toEqual(expect.arrayContaining(STEPS));
  expect(last.steps.every(({ ms }) => Number.isInteger(ms) && ms >= 0)).toBe(true);
}

function digestOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Contract, IBApi, type Order } from "@stoqey/ib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SimulatorOptionError, type SimulatorOptions } from "../options.ts";
import { type Simulator, startSimulator } from "../simulator.ts";
import { Heard } from "../testing/heard.ts";
import { ACCOUNT, comboOf, limitOrder } from "../testing/orders.ts";
import { Program } from "../testing/program.ts";

const KILL_TARGET = new URL("../testing/kill-target.ts", import.meta.url).pathname;

let folder: string;
let ledgerFile: string;
let simulator: Simulator | null = null;
let lines: string[] = [];
const apis: IBApi[] = [];

function options(): SimulatorOptions {
  return {
    market: { kind: "builtin" },
    seed: 1,
    partialFillChance: 0,
    ledgerFile,
    log: (line) => lines.push(line),
  };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-ledger-"));
  ledgerFile = join(folder, "ledger.jsonl");
  lines = [];
});

afterEach(async () => {
  for (const api of apis.splice(0)) if (api.isConnected) api.disconnect();
  await simulator?.close();
  simulator = null;
  rmSync(folder, { recursive: true });
});

async function connect(port: number): Promise<{ api: IBApi; heard: Heard }> {
  const api = new IBApi({ host: "127.0.0.1", port, clientId: 2 });
  apis.push(api);
  const heard = new Heard(api);
  api.connect();
  await heard.one("nextValidId");
  return { api, heard };
}

async function vertical({ api, heard }: { api: IBApi; heard: Heard }): Promise<Contract> {
  const call = { symbol: "LBX", secType: "OPT", exchange: "SMART", currency: "USD", right: "C" };
  for (const [id, strike] of [
    [1, 100],
    [2, 105],
  ] as const) {
    api.reqContractDetails(id, { ...call, lastTradeDateOrContractMonth: "20260327", strike } as Contract);
    await heard.one("contractDetailsEnd", ([ended]) => ended === id);
  }
  const [low, high] = heard
    .all("contractDetails")
    .map(([, found]) => (found as { contract: { conId: number } }).contract.conId) as [number, number];
  return comboOf("LBX", [
    { conId: low, action: "BUY" },
    { conId: high, action: "SELL" },
  ]) as Contract;
}

describe("a ledger in a file", () => {
  it("survives kill -9: orders work on, fills, cash, ids and market time are those that clients were told", async () => {
    // In a process of its own, so that it can be killed.
    const killed = new Program(KILL_TARGET, ledgerFile);
    const [, port] = await killed.printed(/^(\d+)\n/);
    const before = await connect(Number(port));
    const combo = await vertical(before);
    before.api.placeOrder(1, combo, limitOrder("BUY", 3, 5) as Order);
    before.api.placeOrder(2, combo, limitOrder("BUY", 1, 0.05, { tif: "GTC" }) as Order);
    await before.heard.one("orderStatus", ([id, status]) => id === 1 && status === "Filled");
    await before.heard.one("orderStatus", ([id, status]) => id === 2 && status === "Submitted");
    before.api.reqPositions();
    await before.heard.one("positionEnd");
    before.api.reqCurrentTime();
    const [secondsBefore] = await before.heard.one("currentTime");
    await killed.kill("SIGKILL");
    await before.heard.one("disconnected");

    simulator = await startSimulator(options());
    const after = await connect(simulator.port);
    expect((await after.heard.one("nextValidId"))[0]).toBe(3);
    after.api.reqExecutions(1, {});
    after.api.reqPositions();
    after.api.reqOpenOrders();
    after.api.reqCurrentTime();
    await after.heard.one("openOrderEnd");
    const executions = (heard: Heard): unknown[] =>
      heard.all("execDetails").map(([, , execution]) => (execution as { execId: string }).execId);
    expect(executions(after.heard)).toEqual(executions(before.heard));
    expect(after.heard.all("position")).toEqual(before.heard.all("position"));
    const [[, , order]] = after.heard.all("openOrder") as [[unknown, unknown, Order]];
    const [, , placed] = before.heard.all("openOrder").find(([id]) => id === 2) as [unknown, unknown, Order];
    expect([order.orderId, order.permId, order.lmtPrice]).toEqual([2, placed.permId, 0.05]);
    const [secondsAfter] = await after.heard.one("currentTime");
    expect(secondsAfter).toBeGreaterThanOrEqual(secondsBefore as number);
    after.api.cancelOrder(2);
    await after.heard.one("error", ([, code, id]) => code === 202 && id === 2);
    after.api.placeOrder(3, combo, limitOrder("BUY", 1, 5) as Order);
    await after.heard.one("orderStatus", ([id, status]) => id === 3 && status === "Filled");
    const permIds = after.heard.all("orderStatus").map(([, , , , , permId]) => permId as number);
    expect(Math.max(...permIds)).toBeGreaterThan(placed.permId as number);
  });

  it("gives the same account when it is read again", async () => {
    simulator = await startSimulator({ ...options(), speed: 0 });
    const client = await connect(simulator.port);
    client.api.placeOrder(1, await vertical(client), limitOrder("BUY", 3, 5) as Order);
    await client.heard.one("orderStatus", ([, status]) => status === "Filled");
    const told = simulator.account(ACCOUNT);
    await simulator.close();
    simulator = await startSimulator({ ...options(), speed: 0 });
    expect(simulator.account(ACCOUNT)).toEqual(told);
  });

  it("loses no more than a torn last line, and says so loudly", async () => {
    simulator = await startSimulator(options());
    await simulator.close();
    const whole = readFileSync(ledgerFile, "utf8");
    appendFileSync(ledgerFile, '{"entry":{"sequence":3,"at":17736');
    simulator = await startSimulator(options());
    expect(lines).toEqual([expect.stringMatching(/^LEDGER CUT: .* the last 33 bytes/)]);
    expect(readFileSync(ledgerFile, "utf8").startsWith(whole)).toBe(true);
    expect([...simulator.ledger].map(({ type }) => type)).toEqual([
      "SimulatorStarted",
      "DayStarted",
      "SimulatorResumed",
    ]);
  });

  it.each<readonly [string, () => void]>([
    ["is not one", () => writeFileSync(ledgerFile, "hello\n")],
    ["is not one, and has no line's end", () => writeFileSync(ledgerFile, "hello")],
    ["is not one, though it is JSON", () => writeFileSync(ledgerFile, "null\n")],
    [
      "is of another version",
      () => writeFileSync(ledgerFile, '{"format":"legbook-tws-simulator-ledger","version":9}\n'),
    ],
    ["is damaged in the middle", () => writeFileSync(ledgerFile, `${readFileSync(ledgerFile, "utf8")}{"x\n`)],
    [
      "lost an entry",
      () => {
        const kept = readFileSync(ledgerFile, "utf8").split("\n");
        writeFileSync(ledgerFile, kept.filter((_, index) => index !== 1).join("\n"));
      },
    ],
  ])("that %s is refused and left as it is", async (_, damage) => {
    simulator = await startSimulator(options());
    await simulator.close();
    simulator = null;
    damage();
    const damaged = readFileSync(ledgerFile, "utf8");
    await expect(startSimulator(options())).rejects.toThrow(SimulatorOptionError);
    expect(readFileSync(ledgerFile, "utf8")).toBe(damaged);
  });

  it("that is no plain file, or is in no folder, is refused", async () => {
    for (const [file, words] of [
      ["/dev/full", "/dev/full: not a plain file"],
      [join(ledgerFile, "below"), "cannot be written: ENOTDIR"],
      [join(folder, "nowhere", "ledger.jsonl"), "cannot be written: ENOENT"],
    ] as const) {
      writeFileSync(ledgerFile, "");
      const refused = startSimulator({ ...options(), ledgerFile: file });
      await expect(refused).rejects.toThrow(SimulatorOptionError);
      await expect(refused).rejects.toThrow(words);
    }
  });

  it("that was cut after its head, or within it, is gone on from", async () => {
    simulator = await startSimulator(options());
    await simulator.close();
    simulator = null;
    const whole = readFileSync(ledgerFile, "utf8");
    const head = whole.indexOf("\n") + 1;
    for (const length of [0, 5, head - 1, head, head + 7]) {
      writeFileSync(ledgerFile, whole.slice(0, length));
      for (let start = 0; start < 3; start += 1) {
        simulator = await startSimulator(options());
        await simulator.close();
        simulator = null;
      }
      expect(readFileSync(ledgerFile, "utf8").match(/"format"/g)).toHaveLength(1);
    }
  });

  it("of another seed, market or account is refused", async () => {
    simulator = await startSimulator(options());
    await simulator.close();
    simulator = null;
    const other = { ...options(), accounts: [{ id: "DU7654321", cash: 1 }] };
    await expect(startSimulator(other)).rejects.toThrow("ledgerFile: the ledger belongs to another run");
    await expect(startSimulator({ ...options(), seed: 2 })).rejects.toThrow("belongs to another run");
    truncateSync(ledgerFile, 0);
    simulator = await startSimulator(other);
    expect(simulator.account("DU7654321").cash).toBe(1);
  });
});

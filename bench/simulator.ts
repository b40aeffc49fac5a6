import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { SimulatorOptions } from "@legbook/tws-simulator";
import { median } from "./median.ts";
import { until } from "./product.ts";
import type { BenchmarkReport } from "./report.ts";
import { CountingClient, frame } from "./simulator-client.ts";
import type { HostAnswer, HostRequest } from "./simulator-host.ts";

export interface SimulatorBenchOptions {
  /** Market minutes that are delivered flat out. */
  readonly minutes?: number;
  readonly orders?: number;
  /** Seconds of the measurement in real time. */
  readonly seconds?: number;
  readonly rounds?: number;
}

const MINUTES = 3;
const ORDERS = 2000;
const SECONDS = 20;
const ROUNDS = 3;
const CLIENTS = 20;
const LINES = 100;
const SPEED = 10;
const STEP_MS = 50;
const WAIT_MAX_MS = 60_000;
const ACCOUNT = "DU1234567";
const FILLED = "Filled";
const DATA = join(
  process.env["LEGBOOK_DATA"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url)),
  "lean",
);

/** A simulator in a process of its own, so that its processor time is its own. */
class Host {
  readonly #child: ChildProcess;
  readonly port: number;

  constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(options: SimulatorOptions): Promise<Host> {
    const child = fork(fileURLToPath(new URL("simulator-host.ts", import.meta.url)), [
      JSON.stringify(options),
    ]);
    const answer = await nextAnswer(child, "started");
    return new Host(child, answer.port);
  }

  async run(forMs: number, stepMs: number): Promise<number> {
    const done = nextAnswer(this.#child, "done");
    this.#send({ kind: "run", forMs, stepMs });
    return (await done).wallMs;
  }

  async cpuMs(): Promise<number> {
    const cpu = nextAnswer(this.#child, "cpu");
    this.#send({ kind: "cpu" });
    return (await cpu).ms;
  }

  async close(): Promise<void> {
    const closed = nextAnswer(this.#child, "closed");
    this.#send({ kind: "close" });
    await closed;
  }

  #send(request: HostRequest): void {
    this.#child.send(request);
  }
}

function nextAnswer<Kind extends HostAnswer["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<HostAnswer, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the simulator ended with ${code}`));
    const onMessage = (message: unknown): void => {
      const answer = message as HostAnswer;
      if (answer.kind !== kind) return;
      child.off("message", onMessage);
      child.off("exit", onExit);
      resolve(answer as Extract<HostAnswer, { kind: Kind }>);
    };
    child.on("message", onMessage);
    child.once("exit", onExit);
  });
}

const STOCK_LINE = ["STK", "", 0, ""] as const;

/** The share and calls and puts around the money of the nearest listed expiries. */
function lineContracts(
  market: NonNullable<SimulatorOptions["market"]>,
): readonly (readonly (string | number)[])[] {
  const lean = market.kind === "lean";
  const symbol = lean ? market.symbol : "LBX";
  const expiries = lean ? ["20160115", "20151231"] : ["20260327", "20260320"];
  const [center, step] = lean ? [745, 2.5] : [100, 1];
  const options = expiries.flatMap((expiry) =>
    Array.from({ length: 25 }, (_, index) => center + step * (index - 12)).flatMap((strike) => [
      ["OPT", expiry, strike, "C"] as const,
      ["OPT", expiry, strike, "P"] as const,
    ]),
  );
  return [STOCK_LINE, ...options]
    .slice(0, LINES)
    .map(([secType, expiry, strike, right]) => [symbol, secType, expiry, strike, right]);
}

async function subscribe(
  client: CountingClient,
  market: NonNullable<SimulatorOptions["market"]>,
): Promise<void> {
  for (const [index, [symbol, secType, expiry, strike, right]] of lineContracts(market).entries()) {
    const contract = [0, symbol, secType, expiry, strike, right, "", "SMART", "", "USD", "", ""] as const;
    client.socket.write(
      frame(1, 11, index + 1, ...(contract as readonly (string | number)[]), 0, "", 0, 0, ""),
    );
  }
  await until(() => client.ticks > LINES, "the first ticks of the lines", WAIT_MAX_MS);
}

const common = { seed: 1, linesMax: 100_000, messagesPerSecondMax: 1_000_000 } as const;

/** Ticks a second that arrive at so many clients when market time runs as fast as it can. */
async function delivered(clients: number, minutes: number): Promise<{ ticks: number; bytesPerTick: number }> {
  const market = { kind: "builtin" } as const;
  const host = await Host.start({ ...common, market, pace: "manual", speed: SPEED });
  try {
    const opened = await Promise.all(
      Array.from({ length: clients }, (_, clientId) => CountingClient.open(host.port, clientId)),
    );
    for (const client of opened) await subscribe(client, market);
    const count = (): number => opened.reduce((sum, { ticks }) => sum + ticks, 0);
    const [before, bytes] = [count(), opened.reduce((sum, client) => sum + client.bytes, 0)];
    const began = performance.now();
    await host.run((minutes * 60_000) / SPEED, STEP_MS);
    const seconds = (performance.now() - began) / 1000;
    const ticks = count() - before;
    if (ticks === 0) throw new Error("no ticks arrived");
    const bytesPerTick = (opened.reduce((sum, client) => sum + client.bytes, 0) - bytes) / ticks;
    for (const client of opened) client.socket.destroy();
    return { ticks: ticks / seconds, bytesPerTick };
  } finally {
    await host.close();
  }
}

/** Ticks a second of a socket that only writes frames made before, to the same counting client: the yardstick. */
async function bareSocket(bytesPerTick: number): Promise<number> {
  const value = "1".repeat(Math.max(1, Math.round(bytesPerTick) - 18));
  const block = Buffer.concat(Array.from({ length: 2000 }, () => frame(1, 6, 7, 1, value, 1)));
  const blocks = 300;
  const server = createServer((socket) => {
    socket.once("data", () => {
      socket.write(frame(9, 1, 1));
      let left = blocks;
      const write = (): void => {
        while (left > 0) {
          left -= 1;
          if (!socket.write(block)) return void socket.once("drain", write);
        }
      };
      setTimeout(write, 50);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const client = await CountingClient.open(address.port, 1);
  await until(() => client.ticks > 0, "the bare socket's first frame", WAIT_MAX_MS);
  const began = performance.now();
  const before = client.ticks;
  await until(() => client.ticks === 2000 * blocks, "the bare socket's last frame", WAIT_MAX_MS);
  const rate = (client.ticks - before) / ((performance.now() - began) / 1000);
  client.socket.destroy();
  server.close();
  return rate;
}

/** The fields of a request for a limit order at server version 193, everything unsaid that may be. */
function limitOrder(orderId: number, strike: number, action: "BUY" | "SELL", price: number): Buffer {
  const contract = [0, "LBX", "OPT", "20260327", strike, "C", 100, "SMART", "", "USD", "", "", "", ""];
  const before = [action, 1, "LMT", price, "", "DAY", "", ACCOUNT, "", 0, "bench", 1, 0, 0, 0, 0, 0, 0, 0];
  const middle = ["", "", "", "", "", "", "", "", 0, "", -1, 0, "", "", 0, "", "", 0, 0, "", 0];
  const prices = ["", "", "", "", "", 0, "", "", "", "", 0, ...Array.from({ length: 9 }, () => "")];
  const routing = ["", 0, "", "", 0, 0, "", "", 0, "", 0, 0, 0];
  const adjusted = [0, "", "", "", "", "", "", 0, ...Array.from({ length: 8 }, () => "")];
  const later = [...adjusted, 0, 0, 0, "", "", "", 0, "", "", "", 0, 0, ""];
  return frame(3, orderId, ...contract, ...before, ...middle, ...prices, ...routing, ...later);
}

/** Orders a second from the first request to the last fill's status: each at the market, one contract each. */
async function matched(orders: number): Promise<number> {
  const latency = { acknowledgeMs: 0, fillMs: 0, commissionMs: 0 };
  const accounts = [{ id: ACCOUNT, cash: 900_000_000 }];
  const host = await Host.start({
    ...common,
    market: { kind: "builtin" },
    speed: 0,
    partialFillChance: 0,
    latency,
    accounts,
  });
  try {
    const client = await CountingClient.open(host.port, 1);
    const filled = new Set<string>();
    const errors: string[] = [];
    client.onMessage = (id, payload) => {
      const fields = payload.toString("latin1").split("\0");
      if (id === "3" && fields[2] === FILLED) filled.add(fields[1] as string);
      if (id === "4") errors.push(fields.join(" "));
    };
    const began = performance.now();
    for (let order = 1; order <= orders; order += 1) {
      const strike = 94 + (order % 12);
      const buys = Math.floor(order / 12) % 2 === 0;
      client.socket.write(limitOrder(order, strike, buys ? "BUY" : "SELL", buys ? 20 : 0.05));
      // At most twenty may be active for one contract and side: the next wave waits for the last.
      if (order % 240 === 0)
        await until(() => filled.size + errors.length >= order, "a wave of fills", WAIT_MAX_MS);
    }
    await until(() => filled.size + errors.length >= orders, "the last fill", WAIT_MAX_MS);
    const seconds = (performance.now() - began) / 1000;
    if (filled.size !== orders) {
      throw new Error(`${filled.size} of ${orders} orders were filled; first error: ${errors[0] ?? "none"}`);
    }
    client.socket.destroy();
    return orders / seconds;
  } finally {
    await host.close();
  }
}

/** The share of one core that a simulator takes with twenty clients of a hundred lines each, in real time. */
async function coreShare(market: NonNullable<SimulatorOptions["market"]>, seconds: number): Promise<number> {
  const host = await Host.start({ ...common, market });
  try {
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, clientId) => CountingClient.open(host.port, clientId)),
    );
    for (const client of clients) await subscribe(client, market);
    await sleep(2000);
    const [cpu, began] = [await host.cpuMs(), performance.now()];
    const before = clients.map(({ ticks }) => ticks);
    await sleep(seconds * 1000);
    const share = ((await host.cpuMs()) - cpu) / (performance.now() - began);
    if (clients.some(({ ticks }, index) => ticks === before[index]))
      throw new Error("a client heard nothing");
    for (const client of clients) client.socket.destroy();
    return share;
  } finally {
    await host.close();
  }
}

/** What the simulator delivers and matches flat out, and what it takes of a core in real time. */
export async function simulator({
  minutes = MINUTES,
  orders = ORDERS,
  seconds = SECONDS,
  rounds = ROUNDS,
}: SimulatorBenchOptions = {}): Promise<BenchmarkReport> {
  const one: { ticks: number; bare: number }[] = [];
  const many: { ticks: number; bare: number }[] = [];
  const orderRates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const toOne = await delivered(1, minutes * 5);
    const bare = await bareSocket(toOne.bytesPerTick);
    one.push({ ticks: toOne.ticks, bare });
    many.push({ ticks: (await delivered(CLIENTS, minutes)).ticks, bare });
    orderRates.push(await matched(orders));
  }
  const builtinShare = await coreShare({ kind: "builtin" }, seconds);
  const hasData = existsSync(DATA);
  const leanShare = hasData
    ? await coreShare({ kind: "lean", folder: DATA, symbol: "GOOG", date: "2015-12-24" }, seconds)
    : null;
  return {
    name: "simulator",
    figures: {
      ticksPerSecond1Client: Math.round(median(one.map(({ ticks }) => ticks))),
      ticksPerSecond20Clients: Math.round(median(many.map(({ ticks }) => ticks))),
      bareSocketTicksPerSecond: Math.round(median(one.map(({ bare }) => bare))),
      ordersPerSecond: Math.round(median(orderRates)),
      corePercentBuiltin: Number((100 * builtinShare).toFixed(1)),
      ...(leanShare === null ? {} : { corePercentGoog: Number((100 * leanShare).toFixed(1)) }),
    },
    ratios: {
      oneClientToBareSocket: Number(median(one.map(({ ticks, bare }) => ticks / bare)).toFixed(3)),
      twentyClientsToBareSocket: Number(median(many.map(({ ticks, bare }) => ticks / bare)).toFixed(3)),
    },
    notes: [
      `Flat out: the built-in market, ${LINES} lines a client, ${SPEED} times the market's speed in steps of ${STEP_MS} ms without a pause; ticks are price, size, text and computation messages that arrived.`,
      "Bare socket: frames of the same length made before the clock starts, to the same counting client.",
      `Orders: ${orders} of one contract each over 12 series, from the first request to the last status Filled.`,
      `Core: processor time of the simulator's process with ${CLIENTS} clients of ${LINES} lines each in real time, over ${seconds} s; the bound is 25 %.`,
      ...(hasData ? [] : [`SKIPPED: no LEAN data in ${DATA}; set LEGBOOK_DATA`]),
    ],
  };
}

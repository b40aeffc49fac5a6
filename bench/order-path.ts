import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { micros, type OrderRef, type RiskLimits } from "@legbook/domain";
import {
  createTwsGateway,
  systemClock,
  type BrokerGatewayFactory,
  type RunningEngine,
  type VerticalOrderInput,
} from "@legbook/engine";
import { legsOf } from "@legbook/engine/testing";
import type { ViewsHost } from "@legbook/projections";
import { startSimulatorWorker } from "@legbook/tws-simulator";
import { median, quantile } from "./median.ts";
import { accepted, startProduct, until } from "./product.ts";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface OrderPathOptions {
  readonly orders?: number;
}

const ORDERS = 300;
const WARM_UP_ORDERS = 20;
const ACCOUNT = "DU1234567";
const SYMBOL = "LBX";
const USER = "bench";
/** Three messages an order (what-if, order, cancel) stay below the gateway's 45 a second: nothing waits for the pace. */
const ORDER_EVERY_MS = 110;
const WAIT_MAX_MS = 15_000;
/** About what an order's event takes in the log. */
const COMMIT_BYTES = 1_000;

/**
 * From a command's call to its order's bytes on the socket, the what-if's round trip left out: the call to the bytes
 * of the what-if, and the answer's last byte to the bytes of the order. The whole engine with every view, against the
 * simulator in a thread of its own; resting verticals, each cancelled. Beside it, in turn, a bare durable commit.
 */
export async function orderPath({ orders = ORDERS }: OrderPathOptions = {}): Promise<BenchmarkReport> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const ending: (() => unknown)[] = [() => temporary.remove()];
  try {
    const simulator = await startSimulatorWorker({
      market: { kind: "builtin" },
      accounts: [{ id: ACCOUNT, cash: 10_000_000 }],
    });
    ending.push(() => simulator.close());
    const stopwatch = createStopwatch();
    const product = await startProduct({
      folder,
      port: simulator.port,
      clientId: 1,
      gateway: stopwatch.gateway,
    });
    ending.push(() => product.stop());
    const { engine, views } = product;
    const commit = openYardstick(join(folder, "bare.db"));
    ending.push(() => commit.close());
    const terms = await prepare(engine, views);
    const [paths, commits]: [number[], number[]] = [[], []];
    for (let number = 0; number < WARM_UP_ORDERS + orders; number += 1) {
      const next = sleep(ORDER_EVERY_MS);
      const pathMs = await placeAndCancel(
        engine,
        views,
        { ...terms, orderRef: `bench-${number}` },
        stopwatch,
      );
      const commitMs = commit.once();
      if (number >= WARM_UP_ORDERS) {
        paths.push(pathMs);
        commits.push(commitMs);
      }
      await next;
    }
    return report(paths, commits);
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

function report(paths: readonly number[], commits: readonly number[]): BenchmarkReport {
  const rounded = (milliseconds: number): number => Number(milliseconds.toFixed(3));
  const [path, commit] = [median(paths), median(commits)];
  return {
    name: "order-path",
    figures: {
      p50Ms: rounded(path),
      p99Ms: rounded(quantile(paths, 0.99)),
      maxMs: rounded(Math.max(...paths)),
      bareCommitP50Ms: rounded(commit),
      bareCommitP99Ms: rounded(quantile(commits, 0.99)),
    },
    ratios: { twoBareCommitsToPathP50: rounded((2 * commit) / path) },
    notes: [
      `${paths.length} resting verticals, each cancelled before the next; the simulator in a thread of its own.`,
      "Path: from the command's call to the order's bytes on the socket, without the what-if's round trip.",
      "Two commits are on it: the request before the what-if leaves, the decision and intent before the order does.",
      `Bare commit: one row of ${COMMIT_BYTES} bytes by node:sqlite, WAL, synchronous=FULL, in the same folder after each order.`,
    ],
  };
}

interface Stopwatch {
  readonly gateway: BrokerGatewayFactory;
  begin(): void;
  /** Milliseconds of our own time since `begin`; null until the order's bytes are on the socket. */
  read(): number | null;
}

/** The real gateway adapter, with the time of the bytes that matter. */
function createStopwatch(): Stopwatch {
  const create = createTwsGateway({ clock: systemClock });
  let spentMs = 0;
  let since: number | null = null;
  let done = false;
  const pause = (): void => {
    if (since !== null) spentMs += performance.now() - since;
    since = null;
  };
  return {
    gateway: (sink) => {
      const inner = create((message) => {
        if (message.kind === "marginPreview" && !done) since ??= performance.now();
        sink(message);
      });
      return {
        connect: (target) => inner.connect(target),
        disconnect: () => inner.disconnect(),
        get isOpen() {
          return inner.isOpen;
        },
        send(request) {
          const outcome = inner.send(request);
          if (request.kind === "placeOrder") {
            if (outcome.kind === "refused") throw new Error(outcome.message);
            pause();
            done = !request.whatIf;
          }
          return outcome;
        },
      };
    },
    begin() {
      [spentMs, since, done] = [0, performance.now(), false];
    },
    read: () => (done ? spentMs : null),
  };
}

/** Limits that let every order through, lines with quotes, and a vertical that rests far below its market. */
async function prepare(
  engine: RunningEngine,
  views: ViewsHost,
): Promise<Omit<VerticalOrderInput, "orderRef">> {
  const amount = micros(1_000_000_000_000_000);
  const limits: RiskLimits = {
    positionContractsMax: 10_000,
    dailyLossMax: amount,
    orderValueMax: amount,
    orderContractsMax: 10_000,
    buyingPowerMin: micros(0),
    volatilityMax: 100,
    quoteAgeMaxMs: 86_400_000,
    priceCollarShare: 1,
    duplicateWindowMs: 0,
  };
  accepted(await engine.setRiskLimits(ACCOUNT, limits, "measurement", USER));
  const opened = accepted(await engine.openChain(SYMBOL, USER));
  await views.reached(opened.position);
  const expiry = views.optionChain.chains.get(SYMBOL)?.parameters?.expiries[3];
  if (expiry === undefined) throw new Error(`${SYMBOL} lists too few expiries`);
  const { contracts } = accepted(await engine.openExpiry(SYMBOL, expiry, USER));
  const calls = contracts.flatMap((contract) =>
    contract.kind === "option" && contract.right === "call" ? [contract.strike] : [],
  );
  const middle = Math.floor(calls.length / 2);
  const decimal = (strike: number | undefined): string => String((strike ?? Number.NaN) / 1_000_000);
  const legs = { longStrike: decimal(calls[middle]), shortStrike: decimal(calls[middle + 1]) };
  const terms = { symbol: SYMBOL, expiry, right: "call", ...legs };
  accepted(await engine.openLegs(...legsOf(terms), USER));
  return {
    ...terms,
    account: ACCOUNT,
    quantity: 1,
    price: { kind: "limit", price: "0.01" },
    timeInForce: "day",
  };
}

async function placeAndCancel(
  engine: RunningEngine,
  views: ViewsHost,
  input: VerticalOrderInput,
  stopwatch: Stopwatch,
): Promise<number> {
  const phase = () => views.orders.orders.get(input.orderRef as OrderRef)?.state.phase;
  stopwatch.begin();
  accepted(await engine.submitOrder(input, USER));
  await until(() => phase() === "working", `${input.orderRef} at the broker`, WAIT_MAX_MS);
  const pathMs = stopwatch.read();
  if (pathMs === null) throw new Error(`the bytes of ${input.orderRef} were not seen`);
  accepted(await engine.cancelOrder(input.orderRef, "measured", USER));
  await until(() => phase() === "cancelled", `${input.orderRef} to be cancelled`, WAIT_MAX_MS);
  return pathMs;
}

/** One row a commit, as durable as the log's own commits. */
function openYardstick(path: string): { once(): number; close(): void } {
  const db = new DatabaseSync(path);
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; CREATE TABLE rows (payload BLOB NOT NULL) STRICT;",
  );
  const insert = db.prepare("INSERT INTO rows (payload) VALUES (?)");
  const payload = new Uint8Array(COMMIT_BYTES).fill(0x20);
  return {
    once() {
      const began = performance.now();
      insert.run(payload);
      return performance.now() - began;
    },
    close: () => db.close(),
  };
}

import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Position } from "@legbook/domain";
import { domainEventCodec, type LogReader, openSqliteLogReader } from "@legbook/engine";
import { createPastViews, VIEW_NAMES, type ViewName } from "@legbook/projections";
import { pastLog } from "../apps/server/src/past-log.ts";
import { rebuildViews } from "../apps/server/src/rebuild-views.ts";
import { openSnapshots } from "../apps/server/src/snapshots/snapshot-store.ts";
import { writeBootLog } from "./boot-log.ts";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface AsOfOptions {
  readonly ticks?: number;
  readonly orders?: number;
  readonly asked?: number;
}

const TICKS = 10_000_000;
/** With all that is said of one, 100,000 events. */
const ORDERS = 7_300;
const ASKED = 1_000;
const AIM_MS = 200;
const SEED = 20_151_224;

/** How long a view at a random moment of a long log takes, from its nearest snapshot; and every view at once. */
export async function asOf(options: AsOfOptions = {}): Promise<BenchmarkReport> {
  const { ticks = TICKS, orders = ORDERS, asked = ASKED } = options;
  const temporary = temporaryFolder();
  try {
    const log = join(temporary.path, "log.db");
    const path = join(temporary.path, "log.views.db");
    const { events } = await writeBootLog(log, { ticks, orders });
    const store = openSqliteLogReader({ path: log, codec: domainEventCodec() });
    await rebuildViews({ store, path, names: VIEW_NAMES, onRefused: refuse, onProgress: () => {} });
    const snapshots = await openSnapshots({ path, log: store, onRefused: refuse });
    const past = createPastViews({ log: pastLog(store), snapshots, nextTurn: () => setImmediate() });
    const positions = await positionsOf(store);
    const random = randomNumbers(SEED);
    const anywhere = (): Position => pick(positions, random);
    const one = await timed(asked, () => past.at(anywhere(), [pick(VIEW_NAMES, random)]));
    const perView = new Map<ViewName, number>();
    for (const name of VIEW_NAMES) {
      const taken = await timed(Math.ceil(asked / 10), () => past.at(anywhere(), [name]));
      perView.set(name, percentile(taken, 0.99));
    }
    const all = await timed(Math.ceil(asked / 10), () => past.at(anywhere(), VIEW_NAMES));
    const byTime = await timed(Math.ceil(asked / 10), async () => {
      const { at } = await past.momentOf(anywhere());
      return past.positionAt(at);
    });
    snapshots.close();
    await store.close();
    const p99 = percentile(one, 0.99);
    return {
      name: "as-of",
      figures: {
        logEvents: events,
        viewP50Ms: percentile(one, 0.5),
        viewP99Ms: p99,
        viewMaxMs: percentile(one, 1),
        slowestViewP99Ms: Math.max(...perView.values()),
        allViewsP50Ms: percentile(all, 0.5),
        allViewsP99Ms: percentile(all, 0.99),
        positionOfTimeP99Ms: percentile(byTime, 0.99),
      },
      ratios: { aimToViewP99: Number((AIM_MS / p99).toFixed(2)) },
      notes: [
        `A log of ${ticks} ticks and ${orders} orders with all that is said of them: ${events} events.`,
        `${asked} times any one view at any event, chosen at random; the aim is ${AIM_MS} ms at the 99th percentile.`,
        `Every view alone, 99th percentile: ${[...perView].map(([name, ms]) => `${name} ${ms}`).join(", ")} ms.`,
      ],
    };
  } finally {
    temporary.remove();
  }
}

async function positionsOf(store: LogReader): Promise<readonly Position[]> {
  const positions: Position[] = [];
  for await (const page of store.readStored({ direction: "forwards" }))
    for (const { position } of page) positions.push(position);
  return positions;
}

async function timed(count: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let run = 0; run < count; run += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return taken.sort((a, b) => a - b);
}

/** Of sorted values; the last one for a share of 1. */
function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError("nothing was measured");
  return Number(value.toFixed(1));
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to choose from");
  return item;
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruence (Numerical Recipes' constants). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function refuse(what: string): never {
  throw new Error(what);
}

import "../testing/one-graphql.ts";
import { readFileSync } from "node:fs";
import { formatMicros, type RecordedEvent } from "@legbook/domain";
import { domainEventCodec, readRecording } from "@legbook/engine";
import {
  createPastViews,
  createViews,
  type FeedPage,
  ordersPage,
  runProjections,
} from "@legbook/projections";
import {
  ACCOUNT,
  JANUARY,
  pastLogOf,
  recorded,
  sampleLogOf,
  SnapshotsInMemory,
  viewsOf,
} from "@legbook/projections/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ApiContext } from "../context.ts";
import { defaultApiLimits } from "../limits/limits.ts";
import { engineClock } from "../models/clock.ts";
import { createModels } from "../models/models.ts";
import { schema } from "../schema/index.ts";
import type { SessionInfo } from "../session-info.ts";
import { createPastChains } from "./past-chain.ts";
import { createViewpoints, type Viewpoint } from "./viewpoint.ts";
import { wholeView } from "./whole-view.ts";

const POSITIONS = 200;
const NOTHING: ReadonlySet<string> = new Set();

/** What of a log is asked about. */
interface Subjects {
  readonly account: string;
  readonly orderRef: string;
  readonly symbol: string;
  readonly expiry: string;
  readonly strikes: readonly [string, string];
}

type Questions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Every query that can look back, with what it needs besides. */
function questionsOf({ account, orderRef, symbol, expiry, strikes }: Subjects): Questions {
  const leg = (strike: string, ratio: number): string =>
    `{ expiry: "${expiry}", right: PUT, strike: "${strike}", ratio: ${ratio} }`;
  const legs = `[${leg(strikes[1], -1)}, ${leg(strikes[0], 1)}]`;
  const criteria = `{ symbol: "${symbol}", strategies: [VERTICAL], limit: 5 }`;
  const named = `"${symbol}"`;
  return {
    connection: {},
    subscriptionLines: {},
    chain: { symbol: named },
    chains: {},
    orders: { first: "20" },
    order: { orderRef: `"${orderRef}"` },
    executions: {},
    positions: {},
    profitAndLoss: { account: `"${account}"` },
    risk: { account: `"${account}"` },
    corporateDates: { symbol: named },
    volatilityRank: { symbol: named },
    scanPresets: {},
    smile: { symbol: named, expiry: `"${expiry}"` },
    spread: { input: `{ symbol: "${symbol}", legs: ${legs}, quantity: 1 }` },
    scanAt: { criteria },
    scanWhyNot: { criteria, legs },
  };
}

const SAMPLE: Subjects = {
  account: ACCOUNT,
  orderRef: "o3",
  symbol: "GOOG",
  expiry: JANUARY,
  strikes: ["740", "745"],
};

/** Answered from the log itself, by specs of their own. */
const OF_THE_LOG = ["events", "moment", "explain", "missingTrade"];

const session: SessionInfo = {
  mode: "simulated",
  version: "0.1.0",
  accounts: [ACCOUNT],
  gateway: "127.0.0.1:7497",
  startedAt: 0 as SessionInfo["startedAt"],
  linesMax: 90,
  currency: "USD",
};
// A rate that is given: taking it from the options costs the most of a chain, and every question would do it anew.
const pricing = { rate: 0.01, dividendYield: 0 };

function contextOf(viewpoint: ApiContext["viewpoint"]): ApiContext {
  const context = { viewpoint, session, pricing, limits: defaultApiLimits, user: "ann" };
  return { ...context, pastChains: createPastChains(pricing) } as unknown as ApiContext;
}

/** Answers every question, at whatever moment, from views that were folded from zero up to one event. */
function foldedFromZero(log: readonly RecordedEvent[]): ApiContext {
  const views = viewsOf(log);
  const last = log.at(-1) as RecordedEvent;
  const now = last.metadata.occurredAt;
  const clock = { now: () => now, requestQueueSize: () => null };
  const viewpoint: Viewpoint = {
    past: last.position,
    now,
    views,
    models: createModels(views, clock, session),
  };
  return contextOf(() => Promise.resolve(viewpoint));
}

async function lookingBack(log: readonly RecordedEvent[]): Promise<ApiContext> {
  const views = viewsOf(log);
  const engine = {
    now: () => (log.at(-1) as RecordedEvent).metadata.occurredAt,
    metrics: () => {
      throw new Error("the past asks nothing of the engine");
    },
  };
  const models = createModels(views, engineClock(engine), session);
  const past = createPastViews({
    log: pastLogOf(log, 100),
    snapshots: await snapshotsAlong(log),
    nextTurn: () => Promise.resolve(),
  });
  return contextOf(createViewpoints({ engine, views, models, past, session }));
}

const SNAPSHOTS = 8;

/** Snapshots as a server would have made them on its way along the log. */
async function snapshotsAlong(log: readonly RecordedEvent[]): Promise<SnapshotsInMemory> {
  const snapshots = new SnapshotsInMemory();
  const stopping = new AbortController();
  async function* feed(): AsyncGenerator<FeedPage> {
    const pageEvents = Math.ceil(log.length / SNAPSHOTS);
    for (let from = 0; from < log.length; from += pageEvents)
      yield { events: log.slice(from, from + pageEvents), live: true };
    stopping.abort();
    yield { events: [], live: true };
  }
  await runProjections({
    feed,
    views: createViews({
      onListenerError: (error) => {
        throw error;
      },
    }),
    snapshots,
    snapshotEveryEvents: 1,
    signal: stopping.signal,
    nextTurn: () => Promise.resolve(),
    onProgress: () => undefined,
  });
  return snapshots;
}

/** Asks every question at random events of the log, both ways. How many answers there were. */
async function compareAlong(log: readonly RecordedEvent[], questions: Questions): Promise<number> {
  const places = fc.sample(fc.nat({ max: log.length - 1 }), { numRuns: POSITIONS, seed: 1 });
  const past = await lookingBack(log);
  let told = 0;
  for (const place of places) {
    const then = foldedFromZero(log.slice(0, place + 1));
    const asOf = `{ position: "${log[place]?.position}" }`;
    for (const [view, args] of Object.entries(questions)) {
      const asked = { ...args, asOf };
      const answer = await answerOf(past, view, asked);
      expect(answer, `${view} at ${place}`).toEqual(await answerOf(then, view, asked));
      if (answer !== null) told += 1;
    }
  }
  return told;
}

describe("every view", () => {
  it("is asked for as of a moment by the one argument", () => {
    const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
    const looking = queries.filter(({ args }) => args.some(({ name }) => name === "asOf"));
    expect(looking.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(questionsOf(SAMPLE)), ...OF_THE_LOG].toSorted(),
    );
    const others = queries.filter((query) => !looking.includes(query)).map(({ name }) => name);
    // Who is signed in, what the gateway knows now, what never changes, and what spans moments by itself.
    expect(others.toSorted()).toEqual([
      "difference",
      "eventProof",
      "scanFields",
      "session",
      "symbols",
      "timeline",
      "whatIf",
    ]);
  });

  it(`equals a fold from zero at ${POSITIONS} random positions of a log`, async () => {
    const [events = []] = fc.sample(sampleLogOf({ minLength: 150, maxLength: 150 }), {
      numRuns: 1,
      seed: 20151224,
    });
    expect(events.length).toBeGreaterThan(300);
    const told = await compareAlong(recorded(events), questionsOf(SAMPLE));
    expect(told).toBeGreaterThan(POSITIONS * 10);
  });

  it(`equals a fold from zero at ${POSITIONS} random positions of a recorded day`, async () => {
    const log = await recordedDay();
    const told = await compareAlong(log, questionsOf(subjectsOf(log)));
    expect(told).toBeGreaterThan(POSITIONS * 10);
  }, 300_000);
});

const RECORDING = new URL("../../../../tests/recordings/builtin-2026-03-16.jsonl.gz", import.meta.url);

async function recordedDay(): Promise<readonly RecordedEvent[]> {
  const store = await readRecording(readFileSync(RECORDING), domainEventCodec());
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll({ direction: "forwards" })) events.push(...page);
  await store.close();
  return events;
}

/** The last order and the first expiry that was opened. */
function subjectsOf(log: readonly RecordedEvent[]): Subjects {
  const views = viewsOf(log);
  const [account = ""] = views.connection.accounts;
  const [order] = ordersPage(views, { first: 1, after: null, workingOnly: false }).nodes;
  const [chain] = views.optionChain.chains.values();
  const [opened] = chain?.expiries ?? [];
  const strikes = opened?.[1].strikes.map(({ strike }) => formatMicros(strike)) ?? [];
  const middle = Math.floor(strikes.length / 2);
  return {
    account,
    orderRef: order?.orderRef ?? "",
    symbol: chain?.symbol ?? "",
    expiry: opened?.[0] ?? "",
    strikes: [strikes[middle] ?? "", strikes[middle + 1] ?? ""],
  };
}

/** An account that is not known yet is an answer too. */
async function answerOf(context: ApiContext, view: string, args: Readonly<Record<string, string>>) {
  try {
    return await wholeView(schema, context, view, args, NOTHING);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : error };
  }
}

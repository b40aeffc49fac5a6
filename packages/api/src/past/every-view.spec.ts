import "../testing/one-graphql.ts";
import type { RecordedEvent } from "@legbook/domain";
import { createPastViews } from "@legbook/projections";
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
const LEGS = `[{ expiry: "${JANUARY}", right: PUT, strike: "745", ratio: -1 }, { expiry: "${JANUARY}", right: PUT, strike: "740", ratio: 1 }]`;
const CRITERIA = `{ symbol: "GOOG", strategies: [VERTICAL], limit: 5 }`;

/** Every query that can look back, with what it needs besides. */
const VIEWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  connection: {},
  subscriptionLines: {},
  chain: { symbol: '"GOOG"' },
  chains: {},
  orders: { first: "20" },
  order: { orderRef: '"o3"' },
  executions: {},
  positions: {},
  profitAndLoss: { account: `"${ACCOUNT}"` },
  risk: { account: `"${ACCOUNT}"` },
  corporateDates: { symbol: '"GOOG"' },
  volatilityRank: { symbol: '"GOOG"' },
  scanPresets: {},
  smile: { symbol: '"GOOG"', expiry: `"${JANUARY}"` },
  spread: { input: `{ symbol: "GOOG", legs: ${LEGS}, quantity: 1 }` },
  scanAt: { criteria: CRITERIA },
  scanWhyNot: { criteria: CRITERIA, legs: LEGS },
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

function lookingBack(log: readonly RecordedEvent[]): ApiContext {
  const views = viewsOf(log);
  const engine = {
    now: () => (log.at(-1) as RecordedEvent).metadata.occurredAt,
    metrics: () => {
      throw new Error("the past asks nothing of the engine");
    },
  };
  const models = createModels(views, engineClock(engine), session);
  const past = createPastViews({
    log: pastLogOf(log),
    snapshots: new SnapshotsInMemory(),
    nextTurn: () => Promise.resolve(),
  });
  return contextOf(createViewpoints({ engine, views, models, past, session }));
}

describe("every view", () => {
  it("is asked for as of a moment by the one argument", () => {
    const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
    const looking = queries.filter(({ args }) => args.some(({ name }) => name === "asOf"));
    expect(looking.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(VIEWS), ...OF_THE_LOG].toSorted(),
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
    const log = recorded(events);
    const places = fc.sample(fc.nat({ max: log.length - 1 }), { numRuns: POSITIONS, seed: 1 });
    const past = lookingBack(log);
    let told = 0;
    for (const place of places) {
      const then = foldedFromZero(log.slice(0, place + 1));
      const asOf = `{ position: "${log[place]?.position}" }`;
      for (const [view, args] of Object.entries(VIEWS)) {
        const asked = { ...args, asOf };
        const answer = await answerOf(past, view, asked);
        expect(answer, `${view} at ${place}`).toEqual(await answerOf(then, view, asked));
        if (answer !== null) told += 1;
      }
    }
    expect(told).toBeGreaterThan(POSITIONS * 10);
  });
});

/** An account that is not known yet is an answer too. */
async function answerOf(context: ApiContext, view: string, args: Readonly<Record<string, string>>) {
  try {
    return await wholeView(schema, context, view, args, NOTHING);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : error };
  }
}

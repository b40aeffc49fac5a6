import { legsOf } from "../../testing/vertical-legs.ts";
import { micros } from "@legbook/domain";
import { beforeEach, describe, expect, it } from "vitest";
import { scanCriteriaSchema } from "../../ports/index.ts";
import type { GatewayMessage, GatewayRequest } from "../../ports/broker-gateway.ts";
import { startRun, type EngineRun, type EngineRunOptions } from "../../testing/engine-run.ts";
import { ACCOUNT, CONTRACTS, EXPIRY, listed, quotesOf, STOCK } from "../../testing/listed-options.ts";

type OpenLine = Extract<GatewayRequest, { kind: "openLine" }>;
const OPTIONS = CONTRACTS.filter(({ expiry }) => expiry === EXPIRY);
/** Four lines for ten options: the underlying's is the fifth, three are reserved. */
const LIMITS = { marketLinesMax: 8, marketLinesReserved: 3 };

/** A run with a scan whose updates somebody reads. */
async function scanning(options: EngineRunOptions = {}) {
  const run = await startRun({ ...options, limits: { ...LIMITS, ...options.limits } });
  const abort = new AbortController();
  const criteria = scanCriteriaSchema.parse({ symbol: "LBX" });
  const asked = run.engine.scan(criteria, "trader", abort.signal);
  await run.pass(3_000);
  const answer = await asked;
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
  const reading = (async () => {
    for await (const _ of answer.updates) if (abort.signal.aborted) return;
  })();
  return {
    run,
    end: async () => {
      abort.abort();
      await reading;
      await run.settled();
    },
  };
}

const openings = ({ gateway }: Pick<EngineRun, "gateway">, conId?: number) =>
  gateway.sentOf("openLine").filter(({ contract }) => conId === undefined || contract.conId === conId);
/** Contracts whose lines the gateway holds: opened, neither closed nor rejected. */
function held({ gateway }: Pick<EngineRun, "gateway">): readonly number[] {
  const closed = new Set([...rejected, ...gateway.sentOf("closeLine").map(({ requestId }) => requestId)]);
  return openings({ gateway }).flatMap(({ requestId, contract }) =>
    closed.has(requestId) ? [] : [contract.conId],
  );
}
const rejected = new Set<number>();
beforeEach(() => rejected.clear());

const answersExcept =
  (conIds: readonly number[], instead: (request: OpenLine) => readonly GatewayMessage[] = () => []) =>
  (request: OpenLine) =>
    conIds.includes(request.contract.conId)
      ? instead(request)
      : quotesOf(request.requestId, request.contract);
const error =
  (code: number) =>
  ({ requestId }: OpenLine): readonly GatewayMessage[] => {
    rejected.add(requestId);
    return [{ kind: "error", code, message: `error ${code}`, requestId }];
  };

describe("the sweep of a chain", () => {
  it("shows every option of it with fewer lines than it has, and never holds more", async () => {
    const { run } = await scanning();
    let most = 0;
    for (let step = 0; step < 150; step += 1) {
      await run.pass(200);
      most = Math.max(most, held(run).length);
    }
    expect(most).toBe(5);
    expect(held(run)).toContain(STOCK.conId);
    expect(OPTIONS.filter(({ conId }) => openings(run, conId).length === 0)).toEqual([]);
    expect(run.engine.metrics().linesEvictedTotal).toBe(0);
  });

  it("keeps to its share of the pace", async () => {
    const { run } = await scanning({ limits: { messagesPerSecondMax: 10, sweepPacePercent: 40 } });
    await run.pass(5_000);
    const asked = async (ms: number) => {
      const before = run.gateway.sent.length;
      await run.pass(ms);
      return run.gateway.sent.slice(before).filter(({ kind }) => kind.endsWith("Line")).length;
    };
    const seconds = [];
    for (let second = 0; second < 10; second += 1) seconds.push(await asked(1_000));
    expect(Math.max(...seconds)).toBeLessThanOrEqual(4);
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20);
  });

  it("never touches the line of a position, and makes room for it", async () => {
    const contract = listed("call", 90);
    const averageCost = micros(1_000_000);
    const position = { kind: "position", account: ACCOUNT, contract, quantity: 1, averageCost } as const;
    const { run } = await scanning({
      prepare: (gateway) => gateway.answer("positions", () => [position, { kind: "positionsEnd" }]),
    });
    await run.pass(30_000);
    expect(openings(run, contract.conId)).toHaveLength(1);
    expect(held(run)).toContain(contract.conId);
    expect(held(run).length).toBeLessThanOrEqual(5);
  });

  it("leaves the legs that a ticket looks at alone", async () => {
    const { run } = await scanning({ limits: { marketLinesMax: 6, marketLinesReserved: 2 } });
    await run.pass(5_000);
    const terms = { symbol: "LBX", expiry: EXPIRY, right: "put", longStrike: "90", shortStrike: "95" };
    const asked = run.engine.openLegs(...legsOf(terms), "trader");
    await run.pass(100);
    const answer = await asked;
    expect(answer.kind).toBe("accepted");
    const legs = [listed("put", 90).conId, listed("put", 95).conId];
    const before = openings(run).length;
    await run.pass(20_000);
    expect(held(run)).toEqual(expect.arrayContaining(legs));
    expect(
      openings(run)
        .slice(before)
        .filter(({ contract }) => legs.includes(contract.conId)),
    ).toEqual([]);
  });

  it("moves on from a line that stays silent, and comes back to it later", async () => {
    const silent = listed("call", 100).conId;
    const { run } = await scanning({
      prepare: (gateway) => gateway.answer("openLine", answersExcept([silent])),
    });
    await run.pass(1_500);
    expect(held(run)).toContain(silent);
    await run.pass(2_500);
    expect(held(run)).not.toContain(silent);
    expect(openings(run, silent)).toHaveLength(1);
    await run.pass(20_000);
    expect(openings(run, silent).length).toBeGreaterThan(1);
  });

  it("lets a contract rest that the gateway does not know, and goes on with the others", async () => {
    const unknown = listed("call", 100).conId;
    const { run } = await scanning({
      prepare: (gateway) => gateway.answer("openLine", answersExcept([unknown], error(200))),
    });
    await run.pass(30_000);
    expect(openings(run, unknown)).toHaveLength(1);
    expect(openings(run).length).toBeGreaterThan(30);
  });

  it("tries one contract at a time where the account may see none", async () => {
    const options = OPTIONS.map(({ conId }) => conId);
    const { run } = await scanning({
      prepare: (gateway) => gateway.answer("openLine", answersExcept(options, error(354))),
    });
    await run.pass(5_000);
    const before = openings(run).length;
    await run.pass(30_000);
    expect(openings(run).length - before).toBeLessThanOrEqual(3);
    run.gateway.answer("openLine", null);
    await run.pass(60_000);
    expect(held(run).length).toBe(5);
  });

  it("takes the gateway's word that there are too many lines for its limit", async () => {
    const { run } = await scanning({
      prepare: (gateway) =>
        gateway.answer("openLine", (request) =>
          held({ gateway }).length > 3 ? error(101)(request) : quotesOf(request.requestId, request.contract),
        ),
    });
    await run.pass(20_000);
    const before = openings(run).length;
    expect(run.engine.metrics().linesUsed).toBeLessThanOrEqual(3);
    await run.pass(10_000);
    expect(openings(run).length).toBeGreaterThan(before);
    expect(run.engine.metrics().gatewayErrorsByCode["101"] ?? 0).toBeLessThanOrEqual(2);
  });

  it("goes on in the next session", async () => {
    const { run } = await scanning();
    await run.pass(5_000);
    run.gateway.lose();
    await run.pass(30_000);
    const before = openings(run).length;
    await run.pass(10_000);
    expect(openings(run).length).toBeGreaterThan(before);
    expect(run.engine.metrics().linesUsed).toBe(5);
  });

  it("gives its lines back some time after the last scan", async () => {
    const { run, end } = await scanning();
    await run.pass(5_000);
    await end();
    await run.pass(5_000);
    expect(run.engine.metrics().linesUsed).toBe(5);
    await run.pass(10_000);
    expect(run.engine.metrics().linesUsed).toBe(0);
    expect(run.clock.nextDue === null || held(run).length === 0).toBe(true);
  });
});

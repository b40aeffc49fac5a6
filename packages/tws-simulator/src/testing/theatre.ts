import type { SimulatorOptions } from "../options.ts";
import { findScenario } from "../scenario/scenario-files.ts";
import { startSimulator } from "../simulator.ts";
import type { ApiLibrary } from "./naive-client/api-library.ts";
import { NaiveClient, type NaiveHabits } from "./naive-client/naive-client.ts";
import { comboOf } from "./orders.ts";
import { Stage } from "./stage.ts";

type MakeApi = (port: number, clientId: number) => ApiLibrary;

const LONG_ENOUGH_MS = 60_000;

/** Plays a scenario to naive clients, with its faults or without them. */
export class Theatre {
  readonly #makeApi: MakeApi;
  readonly #apis: ApiLibrary[] = [];
  readonly #stages: Stage[] = [];

  constructor(makeApi: MakeApi) {
    this.#makeApi = makeApi;
  }

  /** A stage on which the scenario's market and account are; its faults are armed when `withFaults`. */
  async open(scenario: string, withFaults: boolean, more: Partial<SimulatorOptions> = {}): Promise<Stage> {
    const conditions = withFaults ? { scenario } : findScenario(scenario).options;
    const stage = new Stage(await startSimulator({ ...conditions, ...more, pace: "manual" }));
    this.#stages.push(stage);
    return stage;
  }

  /** A naive client that is not connected yet. */
  client(stage: Stage, clientId = 1, habits: NaiveHabits = {}): NaiveClient {
    const api = this.#makeApi(stage.simulator.port, clientId);
    this.#apis.push(api);
    const naive = new NaiveClient(api, habits);
    stage.enter(naive);
    return naive;
  }

  /** A naive client that is connected. */
  async online(stage: Stage, clientId = 1, habits: NaiveHabits = {}): Promise<NaiveClient> {
    const naive = this.client(stage, clientId, habits);
    naive.connect();
    await stage.until("the client is online", () => naive.isOnline);
    return naive;
  }

  async close(): Promise<void> {
    for (const api of this.#apis.splice(0)) api.disconnect();
    for (const stage of this.#stages.splice(0)) await stage.close();
  }
}

export const SHARE = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };
export const CALLS = { ...SHARE, secType: "OPT", lastTradeDateOrContractMonth: "20260327", right: "C" };

/** The ids of the calls at these strikes. */
export async function callIds(
  stage: Stage,
  naive: NaiveClient,
  strikes: readonly number[],
): Promise<readonly number[]> {
  const found = strikes.map((strike) => naive.lookUp({ ...CALLS, strike }));
  await stage.until("the calls are found", () => found.every(({ isWhole }) => isWhole()), LONG_ENOUGH_MS);
  return found.map(({ contracts }) => {
    const [first] = contracts;
    if (first?.conId === undefined) throw new Error(`no call at ${strikes.join(", ")}`);
    return first.conId;
  });
}

/** The 100/105 call vertical, bought for a debit. */
export async function debitVertical(stage: Stage, naive: NaiveClient): Promise<object> {
  const [low, high] = (await callIds(stage, naive, [100, 105])) as [number, number];
  return comboOf("LBX", [
    { conId: low, action: "BUY" },
    { conId: high, action: "SELL" },
  ]);
}

/** Quantities of what is held, in its order. */
export function quantitiesOf(held: readonly (readonly [conId: number, quantity: number])[]): number[] {
  return held.map(([, quantity]) => quantity);
}

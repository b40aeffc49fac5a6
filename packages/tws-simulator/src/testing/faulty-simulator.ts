import type { SimulatorOptions } from "../options.ts";
import { type Simulator, startSimulator } from "../simulator.ts";
import { encodeRequest } from "../wire/codec.ts";
import { REQUEST_LAYOUTS } from "../wire/request-layouts.ts";
import { blankValues } from "./layout-values.ts";
import { ACCOUNT } from "./orders.ts";
import { RawClient } from "./raw-client.ts";

/** A simulator with faults whose time moves by `run` alone, and its raw clients. */
export class FaultySimulator {
  readonly simulator: Simulator;
  readonly #clients: RawClient[] = [];

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  static async start(
    faults: NonNullable<SimulatorOptions["faults"]>,
    more: Partial<SimulatorOptions> = {},
  ): Promise<FaultySimulator> {
    return new FaultySimulator(
      await startSimulator({ pace: "manual", partialFillChance: 0, faults, ...more }),
    );
  }

  async connected(clientId = 1): Promise<RawClient> {
    const client = await RawClient.started(this.simulator.port, clientId);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.simulator.close();
  }

  /** Lets time pass in small steps, each client hearing what it brought before the next one. */
  async run(ms: number, ...clients: readonly RawClient[]): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      this.simulator.run(Math.min(100, ms - passed));
      for (const client of clients) await settle(client);
    }
  }

  /** Of the faults that fired, their actions. */
  fired(): string[] {
    return [...this.simulator.ledger].flatMap((entry) => (entry.type === "FaultFired" ? [entry.action] : []));
  }
}

/** Asks for the time and waits for the answer: what the simulator did before it has arrived by then. */
export async function settle(client: RawClient): Promise<void> {
  const before = client.of(49).length;
  client.send(49, 1);
  await client.until(() => client.of(49).length > before);
}

/** `id code` of each error that a client was sent after its greeting. */
export function codesOf(client: RawClient): string[] {
  return client
    .of(4)
    .slice(3)
    .map(([, , id, code]) => `${id} ${code}`);
}

/** Asks for an option's quotes. */
export function subscribe(client: RawClient, requestId: number, secType = "OPT"): void {
  const option = ["20260327", "100", "C"];
  const named = secType === "OPT" ? option : ["", "0", ""];
  const tail = ["", "SMART", "", "USD", "", "", 0, "", 0, 0, ""];
  client.send(1, 11, requestId, 0, "LBX", secType, ...named, ...tail);
}

/** Places an order for options of LBX; `more` are further values of the request. */
export function place(client: RawClient, orderId: number, limitPrice: number, more: object = {}): void {
  const values = {
    ...blankValues(REQUEST_LAYOUTS.placeOrder),
    orderId,
    symbol: "LBX",
    secType: "OPT",
    expiry: "20260327",
    strike: 100,
    right: "C",
    exchange: "SMART",
    currency: "USD",
    action: "BUY",
    totalQuantity: 2,
    orderType: "LMT",
    limitPrice,
    tif: "DAY",
    transmit: true,
    account: ACCOUNT,
    ...more,
  };
  client.sendBytes(encodeRequest("placeOrder", values as never, 193));
}

/** Statuses that a client was sent for an order, in their order. */
export function statusesOf(client: RawClient, orderId: number): string[] {
  return client.of(3).flatMap(([, id, status]) => (id === String(orderId) ? [status ?? ""] : []));
}

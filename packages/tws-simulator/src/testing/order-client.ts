import type { Simulator } from "../simulator.ts";
import { type ClientEmitter, Heard } from "./heard.ts";
import { ACCOUNT, limitOrder } from "./orders.ts";

/** What of a client library the order specs use, whichever library it is. */
export interface OrderApi extends ClientEmitter {
  connect(clientId?: number): unknown;
  disconnect(): unknown;
  placeOrder(id: number, contract: never, order: never): unknown;
  reqCurrentTime(): unknown;
  reqContractDetails(reqId: number, contract: never): unknown;
}

/** What of an execution the order specs look at. */
export interface ToldExecution {
  readonly execId: string;
  readonly time: string;
  readonly side: string;
  readonly shares: number;
  readonly price: number;
  readonly cumQty: number;
  readonly avgPrice: number;
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
}

const MARCH_FRIDAY = "20260327";
export const SHARE = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };

/** One client of a simulator at pace `manual`: what it asks for is served before time passes. */
export class OrderClient<Api extends OrderApi> {
  readonly api: Api;
  readonly heard: Heard;
  readonly #simulator: Simulator;
  #settled = 0;

  private constructor(api: Api, simulator: Simulator) {
    this.api = api;
    this.heard = new Heard(api);
    this.#simulator = simulator;
  }

  static async connect<Api extends OrderApi>(api: Api, simulator: Simulator): Promise<OrderClient<Api>> {
    const client = new OrderClient(api, simulator);
    api.connect();
    await client.heard.one("nextValidId");
    return client;
  }

  /** Resolves when everything that was sent has been served and answered as far as it is by now. */
  async settle(): Promise<void> {
    this.#settled += 1;
    this.api.reqCurrentTime();
    await this.heard.one("currentTime", () => this.heard.all("currentTime").length >= this.#settled);
  }

  /** Lets time pass on the simulator, and waits for what that brings. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    this.#simulator.run(ms);
    await this.settle();
  }

  /** Lets time pass in steps until something holds; fails when it does not within so many. */
  async passUntil(done: () => boolean, stepMs = 500, steps = 400): Promise<void> {
    for (let step = 0; step < steps && !done(); step += 1) await this.pass(stepMs);
    if (!done()) throw new Error(`not within ${steps} steps; heard ${this.heard.errors().join("; ")}`);
  }

  place(id: number, contract: object, order: object): void {
    this.api.placeOrder(id, contract as never, { account: ACCOUNT, ...order } as never);
  }

  /** The status words of an order, in order. */
  statuses(orderId: number): unknown[] {
    return this.#orderStatuses(orderId).map(([, status]) => status);
  }

  lastStatus(orderId: number): unknown {
    return this.statuses(orderId).at(-1);
  }

  /** `whyHeld` of each status. */
  held(orderId: number): unknown[] {
    return this.#orderStatuses(orderId).map((args) => args[9]);
  }

  filled(orderId: number): number {
    return (this.#orderStatuses(orderId).at(-1)?.[2] as number | undefined) ?? 0;
  }

  remaining(orderId: number): number {
    return (this.#orderStatuses(orderId).at(-1)?.[3] as number | undefined) ?? 0;
  }

  /** The order as openOrder told of it last. */
  order(orderId: number): Record<string, unknown> {
    const found = this.heard.all("openOrder").findLast(([id]) => id === orderId);
    if (found === undefined) throw new Error(`no openOrder ${orderId}`);
    return found[2] as Record<string, unknown>;
  }

  /** Executions told so far, with their contracts' types. */
  executions(): { secType: unknown; execution: ToldExecution }[] {
    return this.heard.all("execDetails").map(([, contract, execution]) => ({
      secType: (contract as { secType: unknown }).secType,
      execution: execution as ToldExecution,
    }));
  }

  errorCodes(orderId: number): unknown[] {
    return this.heard
      .all("error")
      .filter(([, , id]) => id === orderId)
      .map(([, code]) => code);
  }

  /** Ids of the 100 and 105 calls of a Friday. */
  async callIds(): Promise<{ low: number; high: number }> {
    const option = {
      ...SHARE,
      secType: "OPT",
      lastTradeDateOrContractMonth: MARCH_FRIDAY,
      right: "C",
    };
    for (const [id, strike] of [
      [9001, 100],
      [9002, 105],
    ] as const) {
      this.api.reqContractDetails(id, { ...option, strike } as never);
      await this.heard.one("contractDetailsEnd", ([ended]) => ended === id);
    }
    const [low, high] = [9001, 9002].map((id) => {
      const found = this.heard.all("contractDetails").find(([reqId]) => reqId === id);
      if (found === undefined) throw new Error("no contract details");
      return (found[1] as { contract: { conId: number } }).contract.conId;
    });
    return { low: low as number, high: high as number };
  }

  #orderStatuses(orderId: number): (readonly unknown[])[] {
    return this.heard.all("orderStatus").filter(([id]) => id === orderId);
  }
}

export function order(action: "BUY" | "SELL", totalQuantity: number, extra: object): object {
  return limitOrder(action, totalQuantity, 0, { lmtPrice: undefined, ...extra });
}

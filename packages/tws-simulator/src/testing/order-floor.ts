import type { SimulatorOptions } from "../options.ts";
import type { Simulator } from "../simulator.ts";
import { type OrderApi, OrderClient } from "./order-client.ts";
import { simulatorOfTest } from "./simulator-of-test.ts";

/** Where the specs of orders trade: a simulator at pace `manual` and its clients, which end with the test. */
export class OrderFloor<Api extends OrderApi> {
  readonly #makeApi: (port: number, clientId: number) => Api;
  #simulator: Simulator | null = null;

  /** The client library is the spec's, and should not hold requests back: the simulator's time stands meanwhile. */
  constructor(makeApi: (port: number, clientId: number) => Api) {
    this.#makeApi = makeApi;
  }

  /** Opens it: the built-in market and no fills in parts, unless the options say otherwise. */
  async open(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
    this.#simulator = await simulatorOfTest({
      market: { kind: "builtin" },
      seed: 1,
      partialFillChance: 0,
      pace: "manual",
      ...options,
    });
    return this.#simulator;
  }

  connect(clientId = 1): Promise<OrderClient<Api>> {
    if (this.#simulator === null) throw new Error("the floor is not open");
    return OrderClient.connect(this.#makeApi(this.#simulator.port, clientId), this.#simulator);
  }
}

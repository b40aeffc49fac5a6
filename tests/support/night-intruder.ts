import { epochMs, microsFromNumber, type OptionContract, type OrderRef } from "@legbook/domain";
import { createTwsGateway, type BrokerGateway, type GatewayMessage } from "@legbook/engine";
import { createManualClock } from "@legbook/engine/testing";
import type { Order } from "@legbook/tws-simulator";
import { ACCOUNT, type Night } from "./night.ts";

/** Another program at the same gateway. */
export interface Intruder {
  readonly gateway: BrokerGateway;
  readonly heard: readonly GatewayMessage[];
}

/** Connects another program; ends it with `gateway.disconnect()`. */
export async function intrude(night: Night, clientId: number): Promise<Intruder> {
  const heard: GatewayMessage[] = [];
  const clock = createManualClock(epochMs(0));
  const gateway = createTwsGateway({ clock })((message) => void heard.push(message));
  gateway.connect({ host: "127.0.0.1", port: night.simulator.port, clientId });
  await night.until("the other program is connected", () => gateway.isOpen);
  return { gateway, heard };
}

/** Sends an order of the broker's again, under its own id and reference, at another limit: this changes it. */
export function changeLimit({ gateway }: Intruder, { orderId, terms }: Order, limit: number): void {
  if (terms.contract.kind !== "combo") throw new Error("only combos are changed here");
  const { symbol, legs } = terms.contract;
  const order = {
    orderRef: terms.orderRef as OrderRef,
    account: ACCOUNT,
    symbol,
    currency: "USD",
    legs: legs.map(({ conId, ratio, action }) => ({
      contract: { conId } as OptionContract,
      ratio,
      action: action === "BUY" ? ("buy" as const) : ("sell" as const),
    })),
    quantity: terms.quantity,
    limitPrice: microsFromNumber(limit),
    timeInForce: "day" as const,
  };
  const outcome = gateway.send({ kind: "placeOrder", orderId, order, whatIf: false });
  if (outcome.kind === "refused") throw new Error(outcome.message);
}

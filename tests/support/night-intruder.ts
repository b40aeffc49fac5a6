import {
  epochMs,
  microsFromNumber,
  TICK_KINDS,
  type Contract,
  type OptionContract,
  type OrderRef,
  type TickKind,
} from "@legbook/domain";
import { createTwsGateway, type BrokerGateway, type GatewayMessage } from "@legbook/engine";
import { createManualClock } from "@legbook/engine/testing";
import type { Order } from "@legbook/tws-simulator";
import { ACCOUNT, type Night } from "./night.ts";

/** A client id that nobody else uses. */
const NEWCOMER_ID = 99;

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

/** What the market is to somebody who asks for it anew: bid and ask of contracts, in their order. */
export async function marketNow(
  night: Night,
  contracts: readonly Contract[],
): Promise<readonly { readonly bid: number | null; readonly ask: number | null }[]> {
  const newcomer = await intrude(night, NEWCOMER_ID);
  for (const [index, contract] of contracts.entries())
    newcomer.gateway.send({ kind: "openLine", requestId: index + 1, contract });
  const last = (requestId: number, tick: TickKind): number | null => {
    const seen = newcomer.heard.findLast(
      (message) => message.kind === "tick" && message.requestId === requestId && message.tick === tick,
    );
    return seen?.kind === "tick" ? seen.value : null;
  };
  const isQuoted = (index: number) => last(index + 1, TICK_KINDS.ask) !== null;
  await night.until("the newcomer is quoted", () => contracts.every((_, index) => isQuoted(index)));
  newcomer.gateway.disconnect();
  return contracts.map((_, index) => ({
    bid: last(index + 1, TICK_KINDS.bid),
    ask: last(index + 1, TICK_KINDS.ask),
  }));
}

import { isCloseType, isTriggerType, type Order } from "./order.ts";

/** Why an order that its venue has is not in the market yet. */
export type Hold = "child" | "time" | "conditions" | "close" | "trigger";

/** All that an accepted order waits for, but for its market's hours. */
export function holdsOf(order: Order, parent: Order | undefined, now: number): readonly Hold[] {
  const holds: Hold[] = [];
  const { terms } = order;
  if (parent !== undefined && parent.phase !== "filled") holds.push("child");
  if (terms.goodAfter !== null && terms.goodAfter.at > now) holds.push("time");
  if (terms.conditions !== null && !terms.conditions.cancelOrder && !order.conditionsMet) {
    holds.push("conditions");
  }
  if (isCloseType(terms.orderType)) holds.push("close");
  if (isTriggerType(terms.orderType) && !order.triggered) holds.push("trigger");
  return holds;
}

const HELD_WORDS: ReadonlySet<Hold> = new Set(["child", "trigger"]);

/** The `whyHeld` of an order's status: `child`, `trigger` or both, as clients' logs show them [R]. */
export function whyHeld(holds: readonly Hold[]): string {
  return holds.filter((hold) => HELD_WORDS.has(hold)).join(",");
}

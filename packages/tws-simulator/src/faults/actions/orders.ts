import * as z from "zod";
import type { OrderQuirks } from "../../orders/quirks.ts";
import { defineAction } from "../action.ts";
import { duration } from "../duration.ts";
import type { FaultContext, Undo } from "../world.ts";

const family = "orders";
const count = z.int().min(1).max(1_000_000).default(1);
const NEXT = "so many of them, then as on a good day";

/** Changes the desk's habits; the returned function puts back what they were. */
export function change({ world }: FaultContext, changes: Partial<OrderQuirks>): Undo {
  const { quirks } = world.desk;
  const names = Object.keys(changes) as (keyof OrderQuirks)[];
  const before = Object.fromEntries(names.map((name) => [name, quirks[name]]));
  Object.assign(quirks, changes);
  return () => void Object.assign(quirks, before);
}

type Counter = {
  [Name in keyof OrderQuirks]: OrderQuirks[Name] extends number ? Name : never;
}[keyof OrderQuirks];

/** Lets a quirk happen to so many more. */
export function next({ world }: FaultContext, counter: Counter, times: number): void {
  world.desk.quirks[counter] += times;
}

/** What TWS says, code by code [D]. */
const REJECTIONS: Readonly<Record<number, string>> = {
  103: "Duplicate order id",
  110: "The price does not conform to the minimum price variation for this contract.",
  200: "No security definition has been found for the request",
  201: "Order rejected - reason:The order was refused",
  203: "The security is not available or allowed for this account.",
  321: "Error validating request.",
  382: "The order has violated a compliance rule.",
  10058: "Invalid combo leg price",
};

export const ORDER_ACTIONS = [
  defineAction({
    name: "what-if",
    family,
    summary: "What-ifs are answered twice (first without margins), never, or by an error.",
    mark: "D",
    parameters: z.strictObject({
      mode: z.enum(["twoAnswers", "hanging", "refused"]).describe("how"),
      next: count.optional().describe(`${NEXT}; all when absent`),
      warning: z.string().default("Your order is being checked").describe("twoAnswers: the first one's text"),
      second: duration.prefault("200ms").describe("twoAnswers: how long the second takes after it"),
      code: z.int().default(201).describe("refused: the error's code"),
      message: z
        .string()
        .default("Order rejected - reason:What-if is not available now")
        .describe("and its text"),
    }),
    example: "what-if mode=twoAnswers second=2s",
    needsMessage: false,
    lasts: true,
    apply: (context, parameters) =>
      change(context, {
        whatIf: parameters.mode,
        whatIfNext: parameters.next ?? Infinity,
        whatIfWarning: parameters.warning,
        whatIfSecondMs: parameters.second,
        whatIfRefusal: { code: parameters.code, message: parameters.message },
      }),
  }),
  defineAction({
    name: "reject-orders",
    family,
    summary: "The next orders that fit are refused.",
    mark: "D",
    parameters: z.strictObject({
      code: z.int().default(201).describe("of the error"),
      message: z.string().optional().describe("its text; TWS's own for the code when absent"),
      count: count.describe(NEXT),
      stage: z
        .enum(["request", "order"])
        .default("order")
        .describe("request: only the error is heard; order: it is shown, then Inactive"),
      clientId: z.int().optional().describe("only of this client"),
      account: z.string().optional().describe("only of this account"),
      symbol: z.string().optional().describe("only in this underlying"),
      secType: z.string().optional().describe("only such contracts: BAG, OPT, STK"),
      action: z.enum(["BUY", "SELL"]).optional().describe("only this side"),
      orderType: z.string().optional().describe("only such orders: LMT, MKT"),
      orderRef: z.string().optional().describe("only with this reference"),
    }),
    example: "reject-orders code=110 secType=BAG count=2",
    needsMessage: false,
    lasts: false,
    apply: ({ world }, { code, message, count: remaining, stage, ...filter }) => {
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
      const text = message ?? REJECTIONS[code] ?? `Order rejected - reason:code ${code}`;
      world.desk.quirks.rejects.push({ code, message: text, stage, filter: given, remaining });
    },
  }),
  defineAction({
    name: "late-acknowledgement",
    family,
    summary: "New and changed orders are acknowledged later.",
    mark: "D",
    parameters: z.strictObject({ by: duration.describe("so much") }),
    example: "late-acknowledgement by=8s for 1m",
    needsMessage: false,
    lasts: true,
    apply: (context, { by }) => change(context, { acknowledgeExtraMs: by }),
  }),
  defineAction({
    name: "lost-acknowledgement",
    family,
    summary: "The next orders live, and their clients are not told that they do.",
    mark: "D",
    parameters: z.strictObject({ count: count.describe(NEXT) }),
    example: "lost-acknowledgement count=1",
    needsMessage: false,
    lasts: false,
    apply: (context, parameters) => next(context, "acknowledgementsLost", parameters.count),
  }),
  defineAction({
    name: "repeated-statuses",
    family,
    summary: "Each order status comes again.",
    mark: "R",
    parameters: z.strictObject({ more: z.int().min(1).max(100).default(1).describe("so many times more") }),
    example: "repeated-statuses more=2",
    needsMessage: false,
    lasts: true,
    apply: (context, { more }) => change(context, { repeatStatuses: more }),
  }),
  defineAction({
    name: "duplicate-modification",
    family,
    summary:
      "One modification leaves two live orders: the old one under its permId, and the changed one under another.",
    mark: "D",
    parameters: z.strictObject({ count: count.describe(NEXT) }),
    example: "duplicate-modification on placeOrder nth 2",
    needsMessage: false,
    lasts: false,
    apply: (context, parameters) => next(context, "duplicateModifications", parameters.count),
  }),
  defineAction({
    name: "cancel-fate",
    family,
    summary: "What becomes of cancels: the order fills first, it is too late, or the cancel is lost.",
    mark: "D",
    parameters: z.strictObject({
      fate: z.enum(["fillFirst", "tooLate", "lost"]).describe("what"),
      next: count.optional().describe(`${NEXT}; all when absent`),
    }),
    example: "cancel-fate fate=fillFirst next=1",
    needsMessage: false,
    lasts: true,
    apply: (context, parameters) =>
      change(context, { cancelFate: parameters.fate, cancelsNext: parameters.next ?? Infinity }),
  }),
  defineAction({
    name: "slow-cancel",
    family,
    summary: "Cancels take longer between PendingCancel and Cancelled.",
    mark: "D",
    parameters: z.strictObject({ by: duration.describe("so much") }),
    example: "slow-cancel by=5s",
    needsMessage: false,
    lasts: true,
    apply: (context, { by }) => change(context, { cancelExtraMs: by }),
  }),
  defineAction({
    name: "fill-after-cancel",
    family,
    summary: "An order is filled after its client heard Cancelled and 202.",
    mark: "D",
    parameters: z.strictObject({
      count: count.describe(NEXT),
      after: duration.prefault("150ms").describe("so long after"),
    }),
    example: "fill-after-cancel after=2s",
    needsMessage: false,
    lasts: false,
    apply: (context, parameters) => {
      context.world.desk.quirks.fillAfterCancelMs = parameters.after;
      next(context, "fillsAfterCancel", parameters.count);
    },
  }),
  defineAction({
    name: "cancel-after-fill",
    family,
    summary: "A filled order is called Cancelled, with 202; the fill stands.",
    mark: "D",
    parameters: z.strictObject({
      count: count.describe(NEXT),
      after: duration.prefault("150ms").describe("so long after"),
    }),
    example: "cancel-after-fill count=1",
    needsMessage: false,
    lasts: false,
    apply: (context, parameters) => {
      context.world.desk.quirks.cancelAfterFillMs = parameters.after;
      next(context, "cancelsAfterFill", parameters.count);
    },
  }),
  defineAction({
    name: "order-id-rollback",
    family,
    summary: "The next valid id that clients are told is too low.",
    mark: "D",
    parameters: z.strictObject({ by: z.int().min(1).describe("so much; 1 is the least that is told") }),
    example: "order-id-rollback by=50 at 23:45:00",
    needsMessage: false,
    lasts: true,
    apply: (context, { by }) => change(context, { orderIdRollback: by }),
  }),
  defineAction({
    name: "latency",
    family,
    summary: "The venue takes other times than usual.",
    mark: "U",
    parameters: z.strictObject({
      acknowledge: duration.optional().describe("from a request that concerns an order to its first answer"),
      fill: duration.optional().describe("from the acknowledgement to a fill, and from one fill to the next"),
      commission: duration.optional().describe("from an execution to its commission report"),
    }),
    example: "latency acknowledge=3s fill=10s for 1m",
    needsMessage: false,
    lasts: true,
    apply: ({ world: { latency } }, { acknowledge, fill, commission }) => {
      const before = { ...latency };
      latency.acknowledgeMs = acknowledge ?? latency.acknowledgeMs;
      latency.fillMs = fill ?? latency.fillMs;
      latency.commissionMs = commission ?? latency.commissionMs;
      return () => void Object.assign(latency, before);
    },
  }),
] as const;

import type { DomainEvent, OrderLeg } from "@legbook/domain";
import * as fc from "fast-check";
import { googOption, units, verticalLegs } from "./contracts.ts";
import {
  commission,
  execution,
  MARGIN,
  orderRef,
  orderRequested,
  placementIntended,
  riskAssessed,
  statusReported,
  transmitted,
  verdict,
} from "./events.ts";

/** Strikes of the sample chain. */
export const STRIKES = [735, 740, 745, 750, 755] as const;
export const PUTS = STRIKES.map((strike) => googOption(strike));

/** One order from its request to its end, or to where it hangs. */
export interface OrderStory {
  readonly long: number;
  readonly short: number;
  readonly ending: "refused" | "working" | "filled" | "corrected" | "cancelled" | "unknown";
  readonly repeats: boolean;
}

function legsOf(story: OrderStory): readonly OrderLeg[] {
  const long = PUTS[story.long];
  const short = PUTS[story.short === story.long ? (story.long + 1) % PUTS.length : story.short];
  if (long === undefined || short === undefined) throw new RangeError("no such strike");
  return verticalLegs(long, short);
}

function fillsOf(ref: string, legs: readonly OrderLeg[], corrected: boolean): DomainEvent[] {
  const events = legs.flatMap(({ contract, action }, place) => {
    const id = `${ref}.${place}.01`;
    const fill = { conId: contract.conId, side: action, price: units(3 + place) };
    return [
      execution(ref, `${id}.01`, fill),
      commission(ref, `${id}.01`),
      ...(corrected
        ? [execution(ref, `${id}.02`, { ...fill, price: units(2) }), commission(ref, `${id}.02`)]
        : []),
    ];
  });
  const combo = execution(ref, `${ref}.c.01.01`, { of: "combo", conId: 0, price: units(-1) });
  return [
    combo,
    ...events,
    statusReported(ref, "Filled", { filled: 1, remaining: 0, averageFillPrice: units(-1) }),
  ];
}

function endingOf(ref: string, story: OrderStory, legs: readonly OrderLeg[]): DomainEvent[] {
  const name = orderRef(ref);
  switch (story.ending) {
    case "refused":
      return [
        {
          type: "OrderRefused",
          data: {
            orderRef: name,
            refusal: {
              code: "risk.blocked",
              message: "Blocked.",
              field: null,
              inputs: {},
              limit: null,
              remedy: "Wait.",
            },
            terms: {},
          },
        },
      ];
    case "working":
      return [statusReported(ref, "Submitted")];
    case "filled":
      return fillsOf(ref, legs, false);
    case "corrected":
      return fillsOf(ref, legs, true);
    case "cancelled":
      return [
        { type: "OrderCancelRequested", data: { orderRef: name, orderId: 7, reason: "asked for" } },
        statusReported(ref, "Cancelled"),
      ];
    case "unknown":
      return [{ type: "OrderOutcomeUnknown", data: { orderRef: name, cause: "restart" } }];
  }
}

/** The events of a story. */
export function tellOrder(ref: string, story: OrderStory): DomainEvent[] {
  const legs = legsOf(story);
  const begun: DomainEvent[] = [
    orderRequested(ref, { legs }),
    {
      type: "MarginPreviewRequested",
      data: { orderRef: orderRef(ref), orderId: 6, limitPrice: units(-1.35), deadlineMs: 5000 },
    },
    { type: "MarginPreviewReported", data: { orderRef: orderRef(ref), orderId: 6, margin: MARGIN } },
    riskAssessed(ref, [
      verdict("killSwitch"),
      verdict("position", story.ending === "refused" ? "block" : "pass"),
    ]),
  ];
  if (story.ending === "refused") return [...begun, ...endingOf(ref, story, legs)];
  const ended = endingOf(ref, story, legs);
  return [
    ...begun,
    placementIntended(ref, { legs }),
    transmitted(ref),
    ...ended,
    ...(story.repeats ? ended : []),
  ];
}

export const orderStory: fc.Arbitrary<OrderStory> = fc.record({
  long: fc.nat({ max: PUTS.length - 1 }),
  short: fc.nat({ max: PUTS.length - 1 }),
  ending: fc.constantFrom("refused", "working", "filled", "corrected", "cancelled", "unknown"),
  repeats: fc.boolean(),
});

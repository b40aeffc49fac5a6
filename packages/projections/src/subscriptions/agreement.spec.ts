import {
  type DomainEvent,
  epochMs,
  fold,
  linesUsage,
  subscriptionLines,
  type SubscriptionLinesCommand,
  type SubscriptionLinesState,
} from "@legbook/domain";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { googOption, TEN_O_CLOCK, viewsAfter } from "../testing/index.ts";
import { linesView } from "./query.ts";

const contract = fc.constantFrom(...[735, 740, 745, 750, 755, 760].map((strike) => googOption(strike)));
const holder = fc.constantFrom("order-1", "position-1");
const usedAt = fc.nat({ max: 600_000 }).map((ms) => epochMs(TEN_O_CLOCK + ms));
const requestId = fc.integer({ min: 1, max: 60 });

const command: fc.Arbitrary<SubscriptionLinesCommand> = fc.oneof(
  fc.record({ contract, usedAt }).map((data): SubscriptionLinesCommand => {
    return { type: "RequestLine", data: { ...data, purpose: "chain" } };
  }),
  fc
    .record({ contract, usedAt, holder })
    .map((data): SubscriptionLinesCommand => ({ type: "PinLine", data })),
  fc.record({ contract, holder }).map(({ contract: { conId }, ...rest }): SubscriptionLinesCommand => {
    return { type: "UnpinLine", data: { conId, ...rest } };
  }),
  contract.map(({ conId }): SubscriptionLinesCommand => ({ type: "ReleaseLine", data: { conId } })),
  requestId.map((id): SubscriptionLinesCommand => {
    return { type: "ReportRejection", data: { requestId: id, code: 354, message: "Not subscribed" } };
  }),
  requestId.map((id): SubscriptionLinesCommand => {
    return { type: "ReportDataType", data: { requestId: id, dataType: "delayed" } };
  }),
  fc.constant<SubscriptionLinesCommand>({ type: "InvalidateLines", data: { cause: "newSession" } }),
  fc.integer({ min: 1, max: 5 }).map((linesMax): SubscriptionLinesCommand => {
    return { type: "SetLinesLimit", data: { linesMax, actor: "user:ann" } };
  }),
);

it("counts and lists lines as the aggregate that hands them out does", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      let state: SubscriptionLinesState = subscriptionLines.initial;
      const events: DomainEvent[] = [];
      for (const next of commands) {
        const outcome = subscriptionLines.decide(state, next, { nextRequestId: state.requestIdSeen + 1 });
        if (outcome.kind === "refused") continue;
        state = fold(subscriptionLines, state, outcome.events);
        events.push(...outcome.events);
      }
      const view = linesView(viewsAfter(events), TEN_O_CLOCK);
      const { used, max, percent, pinned, evictions } = linesUsage(state);
      expect(view).toMatchObject({ used, max, usagePercent: percent, pinned, evictions });
      const open = view.lines.filter((line) => line.open).map(({ conId }) => conId);
      expect(new Set(open)).toEqual(new Set(state.lines.keys()));
      const rejected = view.lines.filter((line) => line.rejected !== null).map(({ conId }) => conId);
      expect(new Set(rejected)).toEqual(new Set(state.rejected.keys()));
    }),
    { numRuns: 300 },
  );
});

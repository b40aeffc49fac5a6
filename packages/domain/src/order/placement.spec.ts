/* oxlint-disable promise/valid-params -- `then` of a specification takes the events that follow */
import { describe, expect, it } from "vitest";
import { assessOrder } from "../risk/assess.ts";
import { DEFAULT_RISK_LIMITS } from "../risk/state.ts";
import { marginPreview, market, money, riskInputs, unsetMargin } from "../testing/fixtures.ts";
import { specification } from "../testing/given-when-then.ts";
import { orderContext } from "../testing/order-chain.ts";
import {
  assessed,
  intended,
  LEGS,
  ORDER_ID,
  ORDER_REF,
  PASSING,
  placed,
  previewReported,
  previewRequested,
  requested,
  status,
  transmitted,
  unknown,
} from "../testing/order-events.ts";
import type { OrderCommand, PlacementDecision } from "./commands.ts";
import { order } from "./decide.ts";
import type { OrderEvent } from "./events.ts";
import { isLive, isMarginComplete, isTerminal } from "./state.ts";

const context = orderContext();
const spec = specification(order);
const previewing = spec.given(requested(), previewRequested);
const preview = (orderId: number, margin = marginPreview()): OrderCommand => ({
  type: "ReportMarginPreview",
  data: { orderId, margin },
});
const fail = (cause: "timedOut" | "disconnected"): OrderCommand => ({
  type: "FailMarginPreview",
  data: { cause, code: null, message: "no answer" },
});
const failed = (cause: "timedOut" | "disconnected" | "incomplete"): OrderEvent => ({
  type: "MarginPreviewFailed",
  data: { orderRef: ORDER_REF, cause, code: null, message: "no answer" },
});
const decision = (changes: Partial<PlacementDecision> = {}): OrderCommand => ({
  type: "DecidePlacement",
  data: {
    orderId: ORDER_ID,
    limitPrice: money(2.05),
    quotes: market(LEGS),
    limits: DEFAULT_RISK_LIMITS,
    assessment: PASSING,
    ...changes,
  },
});

describe("the margin preview", () => {
  const begin = (orderId: number): OrderCommand => ({
    type: "BeginMarginPreview",
    data: { orderId, limitPrice: money(2.05), deadlineMs: 3_000 },
  });

  it("is asked for once", () => {
    expect(spec.given(requested()).when(begin(11), context).then(previewRequested)).toMatchObject({
      phase: "previewing",
      previewPrice: money(2.05),
    });
    previewing.when(begin(11), context).thenNothing();
    previewing.when(begin(12), context).thenRefused("order.preview-in-progress");
    spec
      .given(...placed)
      .when(begin(12), context)
      .thenRefused("order.not-requested");
  });

  it("may be asked for again under another id once it failed", () => {
    const state = previewing
      .given(failed("disconnected"))
      .when(begin(12), context)
      .then({
        ...previewRequested,
        data: { ...previewRequested.data, orderId: 12 },
      } as OrderEvent);
    expect(state).toMatchObject({ previewOrderId: 12, marginFailure: null });
  });

  it("waits past a first answer with a warning and unset amounts for the complete one", () => {
    const incomplete: OrderEvent = {
      type: "MarginPreviewReported",
      data: { orderRef: ORDER_REF, orderId: 11, margin: unsetMargin("WARNING: held until the open") },
    };
    const state = previewing
      .when(preview(11, unsetMargin("WARNING: held until the open")), context)
      .then(incomplete);
    expect(state.margin).toBeNull();
    const after = previewing.given(incomplete);
    after.when(preview(11, unsetMargin("WARNING: held until the open")), context).thenNothing();
    expect(after.when(preview(11), context).then(previewReported).margin).toEqual(marginPreview());
    after.when(fail("timedOut"), context).then(failed("incomplete"));
  });

  it("is complete only with every amount that a rule needs; commissions may be missing", () => {
    const needed = Object.keys(marginPreview()).filter((name) => !/commission|warning/.test(name));
    for (const name of needed) expect(isMarginComplete(marginPreview({ [name]: null }))).toBe(false);
    expect(needed).toHaveLength(6);
    expect(isMarginComplete(marginPreview({ commission: null, commissionMax: null }))).toBe(true);
  });

  it("counts one complete answer, and only under its own id", () => {
    previewing.when(preview(12), context).thenNothing();
    previewing
      .given(previewReported)
      .when(preview(11, marginPreview({ initialAfter: money(900) })), context)
      .thenNothing();
    previewing.given(failed("timedOut")).when(preview(11), context).thenNothing();
  });

  it("fails once, and not after it was answered", () => {
    expect(previewing.when(fail("timedOut"), context).then(failed("timedOut")).marginFailure).toBe(
      "timedOut: no answer",
    );
    previewing.given(failed("timedOut")).when(fail("timedOut"), context).thenNothing();
    previewing.given(previewReported).when(fail("timedOut"), context).thenNothing();
  });
});

describe("the decision to place", () => {
  it("records every verdict before the intent, and the intent before anything is sent", () => {
    const state = previewing.given(previewReported).when(decision(), context).then(assessed, intended);
    expect(state).toMatchObject({ phase: "intended", transmitted: false, remaining: 2 });
    expect(isLive(state)).toBe(true);
  });

  it("refuses by the name of the first rule that blocks, with what all of them saw", () => {
    const assessment = assessOrder(
      riskInputs({ dailyProfit: money(-2_000), duplicates: [{ orderRef: "lb-0", ageMs: 9 }] }),
      DEFAULT_RISK_LIMITS,
    );
    const outcome = order.decide(previewing.given(previewReported).state, decision({ assessment }), context);
    expect(outcome).toMatchObject({
      events: [
        { type: "RiskAssessed", data: { passed: false } },
        {
          type: "OrderRefused",
          data: {
            refusal: {
              code: "risk.daily-loss",
              message: "dailyLoss: The day's loss is 2000.00. duplicate: lb-0 is the same order, 9 ms ago.",
              inputs: { "dailyLoss.dailyProfit": "-2000.00", "duplicate.orderRef": "lb-0" },
            },
          },
        },
      ],
    });
  });

  it("ends a preview with the verdicts, whether they pass or not", () => {
    const given = spec.given(requested({ purpose: "preview" }), previewRequested, previewReported);
    const state = given.when(decision(), context).then(assessed);
    expect(state.phase).toBe("assessed");
    expect(isTerminal(state)).toBe(true);
  });

  it("looks at the price once more, wherever it came from", () => {
    const outcome = order.decide(previewing.state, decision({ limitPrice: money(5.05) }), context);
    expect(outcome).toMatchObject({
      events: [{ type: "RiskAssessed" }, { data: { refusal: { code: "order.limit-price-outside-width" } } }],
    });
  });

  it("is made once", () => {
    for (const events of [placed, [requested(), assessed, intended, transmitted]])
      spec
        .given(...events)
        .when(decision(), context)
        .thenNothing();
    spec.when(decision(), context).thenRefused("order.unknown-ref");
  });

  it("rests on no assessment that contradicts itself", () => {
    expect(() => previewing.when(decision({ assessment: { passed: true, verdicts: [] } }), context)).toThrow(
      "contradicts itself",
    );
    const blocked = assessOrder(riskInputs({ dailyProfit: null }), DEFAULT_RISK_LIMITS);
    expect(() => previewing.when(decision({ assessment: { ...blocked, passed: true } }), context)).toThrow(
      "contradicts itself",
    );
  });

  it("may be against it before risk is asked, until the intent", () => {
    const refusal = {
      code: "order.no-live-price",
      message: "No price.",
      field: "price",
      inputs: {},
      limit: null,
      remedy: "Wait.",
    };
    const refuseIt: OrderCommand = { type: "RefuseOrder", data: { refusal } };
    const state = previewing.when(refuseIt, context).then({
      type: "OrderRefused",
      data: { orderRef: ORDER_REF, refusal, terms: { account: "DU1", symbol: "GOOG", quantity: 2 } },
    });
    expect(state).toMatchObject({ phase: "refused", refusal });
    spec
      .given(...placed)
      .when(refuseIt, context)
      .thenRefused("order.already-placed");
  });
});

describe("the transmission", () => {
  const confirm: OrderCommand = { type: "ConfirmTransmission", data: { orderId: ORDER_ID } };
  const failIt: OrderCommand = {
    type: "FailTransmission",
    data: { orderId: ORDER_ID, message: "not connected" },
  };
  const notSent: OrderEvent = {
    type: "OrderTransmissionFailed",
    data: { orderRef: ORDER_REF, orderId: ORDER_ID, message: "not connected" },
  };

  it("is confirmed once the bytes were handed to the socket, though an answer came first", () => {
    expect(
      spec
        .given(...placed)
        .when(confirm, context)
        .then(transmitted).phase,
    ).toBe("transmitted");
    expect(
      spec
        .given(...placed, status("Submitted"))
        .when(confirm, context)
        .then(transmitted).phase,
    ).toBe("working");
    spec
      .given(...placed, transmitted)
      .when(confirm, context)
      .thenNothing();
    spec
      .given(...placed)
      .when({ type: "ConfirmTransmission", data: { orderId: 99 } }, context)
      .thenRefused("order.order-id-mismatch");
  });

  it("that provably did not happen ends the order as not sent", () => {
    const state = spec
      .given(...placed)
      .when(failIt, context)
      .then(notSent);
    expect(state.phase).toBe("notSent");
    expect(isTerminal(state)).toBe(true);
    spec
      .given(...placed, notSent)
      .when(failIt, context)
      .thenNothing();
  });

  it("cannot be called failed once it was confirmed or answered", () => {
    spec
      .given(...placed, transmitted)
      .when(failIt, context)
      .thenRefused("order.already-transmitted");
    spec
      .given(...placed, status("Submitted"))
      .when(failIt, context)
      .thenRefused("order.already-transmitted");
  });

  it("without an answer leaves the order unknown, never failed: it may still execute", () => {
    const mark: OrderCommand = { type: "MarkUnknown", data: { cause: "connectionLost" } };
    const state = spec
      .given(...placed, transmitted)
      .when(mark, context)
      .then(unknown);
    expect(state.phase).toBe("unknown");
    expect(isLive(state)).toBe(true);
    spec
      .given(...placed)
      .when(mark, context)
      .then(unknown);
    spec
      .given(...placed, transmitted, unknown)
      .when(mark, context)
      .thenNothing();
    spec
      .given(...placed, transmitted, status("Submitted"))
      .when(mark, context)
      .thenNothing();
  });
});

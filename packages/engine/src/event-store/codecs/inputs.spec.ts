import type {
  EpochMs,
  EventId,
  InputsTaken,
  OrderRef,
  StreamName,
  TakenInput,
  TakenTask,
} from "@legbook/domain";
import {
  corporateDatesCommandArbitrary,
  gatewayConnectionCommandArbitrary,
  riskCommandArbitrary,
  scanPresetsCommandArbitrary,
  subscriptionLinesCommandArbitrary,
} from "@legbook/domain/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeInputs, encodeInputs } from "./inputs.ts";

const eventId = fc.uuid() as unknown as fc.Arbitrary<EventId>;
const stream = fc.constantFrom("account-DU1", "session-1") as unknown as fc.Arbitrary<StreamName>;

const task: fc.Arbitrary<TakenTask> = fc.oneof<fc.Arbitrary<TakenTask>[]>(
  gatewayConnectionCommandArbitrary().map((command) => ({ to: "gateway", command })),
  subscriptionLinesCommandArbitrary().map((command) => ({ to: "lines", command })),
  riskCommandArbitrary().map((command) => ({ to: "risk", account: "DU1", command })),
  corporateDatesCommandArbitrary().map((command) => ({ to: "dates", symbol: "GOOG", command })),
  scanPresetsCommandArbitrary().map((command) => ({ to: "presets", command })),
  fc.string().map((reason) => ({
    to: "order",
    orderRef: "lb-1" as OrderRef,
    command: { type: "CancelOrder", data: { reason } },
  })),
  fc.record({ to: fc.constant("log"), stream, eventId }),
  fc.record({
    to: fc.constant("optionLine"),
    conId: fc.nat(),
    purpose: fc.constantFrom("scan", "chain"),
    usedAt: fc.nat() as unknown as fc.Arbitrary<EpochMs>,
  }),
);

const input: fc.Arbitrary<TakenInput> = fc.record({
  task,
  cause: fc.record({
    actor: fc.constantFrom("gateway", "engine", "timer", "user:ada"),
    correlationId: fc.option(eventId),
    causationId: fc.option(eventId),
  }),
  requestIdNext: fc.integer({ min: 1, max: 1_000_000 }),
});

const inputs = fc.array(input, { minLength: 1, maxLength: 6 });
const inputsTaken: fc.Arbitrary<InputsTaken> = fc.oneof(
  fc.record({ attempt: fc.constant(1), overtaken: fc.constant([]), inputs }),
  fc.record({
    attempt: fc.integer({ min: 2, max: 5 }),
    overtaken: fc.array(stream, { maxLength: 2 }),
    inputs,
  }),
);

const CANCEL: InputsTaken = {
  attempt: 1,
  overtaken: [],
  inputs: [
    {
      task: {
        to: "order",
        orderRef: "lb-1" as OrderRef,
        command: { type: "CancelOrder", data: { reason: "user" } },
      },
      cause: { actor: "user:ada", correlationId: null, causationId: null },
      requestIdNext: 1_000,
    },
  ],
};
const STORED_CANCEL =
  '{"inputs":[{"cause":"user:ada","ids":1000,"task":{"to":"order","orderRef":"lb-1","command":{"type":"CancelOrder","data":{"reason":"user"}}}}]}';

describe("what a turn took in, as bytes", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(inputsTaken, (taken) => {
        expect(decodeInputs(encodeInputs(taken))).toEqual(taken);
      }),
    );
  });

  it("keeps its stored form", () => {
    expect(Buffer.from(encodeInputs(CANCEL)).toString()).toBe(STORED_CANCEL);
    expect(decodeInputs(Buffer.from(STORED_CANCEL))).toEqual(CANCEL);
  });

  it("keeps a quantity that is no number as what it was: a refusal says so, not the log", () => {
    const told = (quantity: number): InputsTaken => {
      const command = { type: "RequestOrder", data: { quantity } } as unknown as Extract<
        TakenTask,
        { to: "order" }
      >["command"];
      const asked: TakenTask = { to: "order", orderRef: "lb-1" as OrderRef, command };
      return { ...CANCEL, inputs: [{ ...CANCEL.inputs[0]!, task: asked }] };
    };
    for (const quantity of [Number.NaN, Infinity, -Infinity, 0.5])
      expect(decodeInputs(encodeInputs(told(quantity)))).toEqual(told(quantity));
  });

  it("is refused when it is nothing, or nothing that was ever written", () => {
    expect(() => encodeInputs({ ...CANCEL, inputs: [] })).toThrow(RangeError);
    const faulty = [
      "{}",
      '{"inputs":[]}',
      '{"attempt":1,"overtaken":[],"inputs":[{"cause":"gateway","ids":1,"task":{"to":"log","stream":"a-1","eventId":"x"}}]}',
      '{"inputs":[{"cause":"gateway","task":{"to":"log","stream":"a-1","eventId":"x"}}]}',
      '{"inputs":[{"cause":"gateway","ids":1,"task":{"to":"elsewhere","command":{"type":"A","data":{}}}}]}',
      '{"inputs":[{"cause":"gateway","ids":1,"task":{"to":"gateway","command":{"data":{}}}}]}',
      STORED_CANCEL.slice(1),
      `${STORED_CANCEL.slice(0, -1)},"added":1}`,
    ];
    for (const text of faulty) expect(() => decodeInputs(Buffer.from(text))).toThrow(RangeError);
  });
});

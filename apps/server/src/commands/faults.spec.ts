import { EventCodecError } from "@legbook/engine";
import { ViewsStopped } from "@legbook/projections";
import { expect, it } from "vitest";
import { describeFault } from "./faults.ts";

it("tells what stopped the views in a person's words, without a stack", () => {
  const cause = new EventCodecError("OrderSplit", 1, "this event type is not known");
  const told = describeFault(new ViewsStopped("the views stopped on an error", { cause }));
  expect(told).toBe(
    "The log holds an event that this Legbook cannot read: OrderSplit version 1: this event type is not known\nStart the Legbook that wrote it; nothing was changed.",
  );
});

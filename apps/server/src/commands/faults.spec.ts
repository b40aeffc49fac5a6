import { EventCodecError } from "@legbook/engine";
import { ViewsStopped } from "@legbook/projections";
import { expect, it } from "vitest";
import { ViewUnknown } from "../rebuild-views.ts";
import { describeFault } from "./faults.ts";

it("tells of a view that there is not by the option, without a stack", () => {
  expect(describeFault(new ViewUnknown("no view is called tea"))).toBe("--view: no view is called tea");
});

it("tells what stopped the views in a person's words, without a stack", () => {
  const cause = new EventCodecError("OrderSplit", 1, "this event type is not known");
  const told = describeFault(new ViewsStopped("the views stopped on an error", { cause }));
  expect(told).toBe(
    "The log holds an event that this Legbook cannot read: OrderSplit version 1: this event type is not known\nStart the Legbook that wrote it; nothing was changed.",
  );
});

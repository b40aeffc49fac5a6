import { describe, expect, it } from "vitest";
import { noteBeside } from "./order-words.ts";

describe("an order's note beside its status", () => {
  it("does not repeat the status, and keeps the broker's words and code", () => {
    expect(noteBeside("Cancelled", "Cancelled: Order Canceled - reason: (202).")).toBe(
      "Broker: Order Canceled (202).",
    );
    expect(noteBeside("Cancelled", "Cancelled.")).toBe("");
  });

  it("keeps a note that says more than the status", () => {
    const note = "Working at the broker (Submitted), 0 of 2 filled.";
    expect(noteBeside("Working", note)).toBe(note);
    expect(noteBeside("Cancelled", "Cancelled with 1 of 2 filled.")).toBe("Cancelled with 1 of 2 filled.");
  });
});

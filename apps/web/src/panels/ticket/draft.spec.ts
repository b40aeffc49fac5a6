import { describe, expect, it } from "vitest";
import { verticalSpread, type VerticalTerms } from "../../app/spread-legs.ts";
import {
  draftFaults,
  figuresInput,
  limitFrom,
  orderInput,
  orderWords,
  sideOf,
  signedPrice,
  type Draft,
} from "./draft.ts";

const bullPut = {
  symbol: "GOOG",
  expiry: "2027-01-15",
  right: "PUT",
  longStrike: "740",
  shortStrike: "745",
} as const;
const bullCall = {
  symbol: "GOOG",
  expiry: "2027-01-15",
  right: "CALL",
  longStrike: "740",
  shortStrike: "745",
} as const;
const figuresOf = (terms: VerticalTerms, draft: Draft, ask: string | null) =>
  figuresInput(verticalSpread(terms), draft, sideOf(terms), ask);
const limit = (price: string, quantity = "1"): Draft => ({
  quantity,
  priceKind: "LIMIT",
  price,
  timeInForce: "day",
});
const prices = { mid: "-1.35", ask: "-1.20", tick: "0.05" };

describe("the ticket's draft", () => {
  it("knows a credit from a debit by its strikes", () => {
    expect(sideOf(bullPut)).toBe("CREDIT");
    expect(sideOf(bullCall)).toBe("DEBIT");
    expect(sideOf({ ...bullCall, longStrike: "745", shortStrike: "740" })).toBe("CREDIT");
    expect(sideOf({ ...bullPut, longStrike: "745", shortStrike: "740" })).toBe("DEBIT");
  });

  it("sends a credit as a negative price, typed with its minus or without", () => {
    expect(signedPrice("1.35", "CREDIT")).toBe("-1.35");
    expect(signedPrice("-1.35", "CREDIT")).toBe("-1.35");
    expect(signedPrice("−1.35", "CREDIT")).toBe("-1.35");
    expect(signedPrice(".5", "CREDIT")).toBe("-0.5");
  });

  it("does not turn a negative debit into a positive one: the engine refuses it", () => {
    expect(signedPrice("-0.85", "DEBIT")).toBe("-0.85");
  });

  it("takes no text that is not a number", () => {
    expect(signedPrice("1.3.5", "DEBIT")).toBeNull();
    expect(signedPrice("NaN", "DEBIT")).toBeNull();
    expect(signedPrice("1e3", "DEBIT")).toBeNull();
    expect(draftFaults(limit("", "one"), "CREDIT")).toEqual({
      quantity: expect.stringContaining("whole number"),
      limitPrice: expect.stringContaining("number"),
    });
  });

  it("asks for nothing when a quote has the wrong sign for the spread", () => {
    expect(limitFrom("-1.33", "CREDIT", "0.05")).toBe("1.35");
    expect(limitFrom("0.10", "CREDIT", "0.05")).toBe("0.00");
    expect(limitFrom("-0.05", "DEBIT", "0.05")).toBe("0.00");
  });

  it("rests the figures on a limit only when a spread can be worth it", () => {
    expect(figuresOf(bullPut, limit("1.35"), "-1.20").price).toBe("-1.35");
    expect(figuresOf(bullPut, limit("5.05"), "-1.20").price).toBeNull();
    expect(figuresOf(bullCall, limit("-1"), "-1.20").price).toBeNull();
    expect(figuresOf(bullCall, limit("1", "0"), "-1.20").quantity).toBe(1);
  });

  it("rests the figures of a natural price on the combo's ask, and of a mid on the mid", () => {
    const natural = { ...limit("1.35"), priceKind: "NATURAL" } as const;
    expect(figuresOf(bullPut, natural, "-1.20").price).toBe("-1.20");
    expect(figuresOf(bullCall, natural, "2.10").price).toBe("2.10");
    expect(figuresOf(bullPut, natural, null).price).toBeNull();
    expect(figuresOf(bullPut, natural, "0.10").price).toBeNull();
    expect(figuresOf(bullPut, { ...natural, priceKind: "MID" }, "-1.20").price).toBeNull();
  });

  it("sends what was typed, so that the engine judges it", () => {
    const input = orderInput("web-1", "DU1", bullPut, limit("9", "40"));
    expect(input).toMatchObject({ quantity: 40, limitPrice: "-9", priceKind: "LIMIT", timeInForce: "day" });
    expect(orderInput("web-1", "DU1", bullPut, { ...limit("9"), priceKind: "MID" }).limitPrice).toBeNull();
  });

  it("says exactly what the button does", () => {
    expect(orderWords(limit("1.35"), "CREDIT", prices)).toBe("sell 1 vertical at 1.35 credit, limit");
    expect(orderWords(limit("0.85", "3"), "DEBIT", prices)).toBe("buy 3 verticals at 0.85 debit, limit");
    expect(orderWords({ ...limit(""), priceKind: "MID" }, "CREDIT", prices)).toBe(
      "sell 1 vertical at the mid, now 1.35 credit",
    );
    expect(orderWords({ ...limit(""), priceKind: "NATURAL" }, "CREDIT", prices)).toBe(
      "sell 1 vertical at the natural price, now 1.20 credit",
    );
  });
});

import { type Micros, micros, type OrderRef } from "@legbook/domain";
import type { OrderRow, SessionReport } from "@legbook/projections";
import { describe, expect, it } from "vitest";
import { median } from "./median.ts";
import { slippageSection } from "./sections/slippage.ts";

describe("the median", () => {
  it.each([
    [[], null],
    [[7], 7],
    [[9, 1, 4], 4],
    [[0.15, 0.04, 0.1, 0.04], 0.07],
  ])("of %j is %j", (values, expected) => {
    if (expected === null) expect(median(values)).toBeNull();
    else expect(median(values)).toBeCloseTo(expected, 12);
  });

  it("of an even number of slippages lies between the two middle ones", () => {
    const orders = [40_000, 100_000].map((perShare) => filledWith(micros(perShare)));
    const { blocks } = slippageSection({ orders } as unknown as SessionReport);
    expect(JSON.stringify(blocks)).toContain("2 orders: median +0.07 a share, worst +0.10");
  });
});

function filledWith(
  perShare: Micros,
): Pick<OrderRow, "orderRef" | "filled" | "averageFillPrice" | "slippage"> {
  const slippage = { mid: micros(500_000), perShare, amount: perShare, ofHalfSpread: 1 };
  return { orderRef: `o-${perShare}` as OrderRef, filled: 1, averageFillPrice: micros(540_000), slippage };
}

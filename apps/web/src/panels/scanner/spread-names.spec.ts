import { expect, it } from "vitest";
import { legsText, spreadName } from "./spread-names.ts";

const leg = (action: "buy" | "sell", strike: string | null, right: "CALL" | "PUT" | null, ratio = 1) => ({
  action,
  strike,
  right,
  ratio,
});

it("names a vertical by its direction and other spreads by their kind, with the right where it tells them apart", () => {
  const put = [leg("sell", "745", "PUT"), leg("buy", "740", "PUT")];
  expect(spreadName({ strategy: "VERTICAL", side: "CREDIT", legs: put })).toBe("Bull put");
  expect(spreadName({ strategy: "CALENDAR", side: "DEBIT", legs: put })).toBe("Put calendar");
  expect(spreadName({ strategy: "IRON_CONDOR", side: "CREDIT", legs: put })).toBe("Iron condor");
});

it("writes legs in a line, counts where they are more than one, and shares as such", () => {
  expect(legsText({ legs: [leg("sell", "745.00", "PUT"), leg("buy", "747.50", "CALL", 2)] })).toBe(
    "−745P +2×747.50C",
  );
  expect(legsText({ legs: [leg("buy", null, null, 100), leg("sell", "760", "CALL")] })).toBe(
    "+100 shares −760C",
  );
});

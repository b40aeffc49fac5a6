import { describe, expect, it } from "vitest";
import { fired } from "../support/night-books.ts";
import { nights } from "../support/nights.ts";
import { playNight } from "../support/night-usual.ts";

const open = nights();

/** What may go wrong with orders and what is told of them, beyond the failures of the field. */
const FAULTS = [
  "lost-acknowledgement count=3",
  "untold-fills count=5",
  "repeated-executions more=2",
  "corrections chance=1",
  "late-commissions by=5s",
  "lost-commissions count=2",
  "fill-after-cancel count=2",
  "cancel-after-fill count=1",
  "cancel-fate fate=fillFirst",
  "cancel-fate fate=tooLate",
  "cancel-fate fate=lost",
  "slow-cancel by=5s",
  "repeated-statuses more=2",
  "reset on placeOrder where whatIf=false",
  "reset on cancelOrder",
  "lose on placeOrder where whatIf=false chance 0.5",
  "lose on orderStatus chance 0.5",
  "lose on execution chance 0.5",
  "lose on commissionReport chance 0.5",
  "delay by=3s spread=3s on execution times always",
  "reorder on orderStatus times always",
  "reject-orders code=201 count=2",
  "reject-orders code=110 stage=request",
  "oversize on orderStatus",
  "connectivity-lost data=lost on placeOrder nth 2 for 5s",
];

describe("after a night of trades", () => {
  it.each(FAULTS)("with %s and a kill of the engine, our books are the broker's", async (fault) => {
    const night = await open("f08-credit-combo", {
      simulator: { speed: 1, partialFillChance: 0.5, faults: [fault] },
    });
    expect(await playNight(night)).toBeGreaterThan(1);
    expect(fired(night)).toContain(fault.slice(0, fault.indexOf(" ")));
  });
});

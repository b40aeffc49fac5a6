import { describe, expect, it } from "vitest";
import { ScriptedMarket } from "../testing/scripted-market.ts";
import { newYorkInstant } from "../venue/calendar.ts";
import { type OptionListing, shareListing, shareOption } from "../venue/listing.ts";
import { moneyFromUnits } from "../venue/money.ts";
import { openAccount } from "./books.ts";
import { type ExerciseRequest, instructExercise } from "./exercise.ts";
import { emptyPosition } from "./positions.ts";

const DAY = "2026-03-19";
const NOON = newYorkInstant(DAY, 12 * 3_600_000);

function answer(
  quantity: number,
  request: Partial<ExerciseRequest>,
  change: Partial<OptionListing> = {},
  told = { exercise: 0, lapse: 0 },
) {
  const market = new ScriptedMarket(DAY);
  const share = market.list(shareListing("XYZ", "SAMPLE CORPORATION"), { [DAY]: { open: 105, price: 105 } });
  const series = { expiry: "2026-03-20", strike: moneyFromUnits(100), right: "call" } as const;
  const call = market.list(
    { ...shareOption(share, series, { localSymbol: "call", minTick: 100 }), ...change },
    {},
  );
  const account = openAccount("DU1234567", 0);
  account.positions.set(call.conId, { ...emptyPosition(call.conId), quantity });
  account.instructions.set(call.conId, told);
  const asked = { conId: call.conId, action: "exercise", quantity: 1, override: false, ...request } as const;
  return instructExercise(market, account, asked, NOON);
}

describe("an exercise request", () => {
  it("becomes an instruction, added to what was instructed before", () => {
    expect(answer(3, { quantity: 2 }, {}, { exercise: 1, lapse: 0 })).toMatchObject({
      ok: true,
      fact: { type: "ExerciseInstructed", exercise: 3, lapse: 0 },
    });
    expect(answer(3, { action: "lapse", override: true })).toMatchObject({ fact: { exercise: 0, lapse: 1 } });
  });

  it.each<readonly [string, ReturnType<typeof answer>, string]>([
    ["for what is not held", answer(0, {}), "No unlapsed position"],
    ["for what is short", answer(-1, {}), "No unlapsed position"],
    [
      "for more than is left",
      answer(2, { quantity: 2 }, {}, { exercise: 0, lapse: 1 }),
      "No unlapsed position",
    ],
    ["for nothing", answer(2, { quantity: 0 }), "No unlapsed position"],
    ["out of the money", answer(1, {}, { strike: moneyFromUnits(110) }), "override"],
    ["to let lapse what is in the money", answer(1, { action: "lapse" }), "override"],
    ["for a European option before its day", answer(1, {}, { style: "european" }), "last day"],
  ])("%s is refused", (_, given, cause) => {
    expect(given).toMatchObject({ ok: false, code: 322 });
    expect(given.ok ? "" : given.message).toContain(cause);
  });
});

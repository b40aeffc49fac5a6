import { describe, expect, it } from "vitest";
import { isoDate } from "../../kernel/time.ts";
import { BACK_EXPIRY, leg, shares, spread } from "../../testing/spread-arbitraries.ts";
import { reversed } from "./spread-of.ts";
import { spreadTitle, spreadWords } from "./spread-words.ts";

const condor = spread(leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 760), leg(1, "call", 765));
const JUNE = isoDate("2016-06-17");

describe("a spread's title", () => {
  it.each([
    [spread(leg(1, "put", 740), leg(-1, "put", 745)), "15 Jan 2016 745/740 put credit"],
    [spread(leg(-1, "call", 745), leg(1, "call", 740)), "15 Jan 2016 740/745 call debit"],
    [condor, "15 Jan 2016 740/745/760/765 iron condor"],
    [reversed(condor), "15 Jan 2016 740/745/760/765 reverse iron condor"],
    [
      spread(leg(1, "put", 740), leg(-1, "put", 750), leg(-1, "call", 750), leg(1, "call", 765)),
      "15 Jan 2016 740/750/765 iron butterfly",
    ],
    [
      spread(leg(1, "call", 740), leg(-2, "call", 750), leg(1, "call", 760)),
      "15 Jan 2016 740/750/760 call butterfly",
    ],
    [
      spread(leg(-1, "put", 740), leg(2, "put", 750), leg(-1, "put", 765)),
      "15 Jan 2016 740/750/765 short put broken wing butterfly",
    ],
    [spread(leg(-1, "call", 750), leg(1, "call", 750, BACK_EXPIRY)), "15 Jan/19 Feb 2016 750 call calendar"],
    [
      spread(leg(1, "put", 750), leg(-1, "put", 745, BACK_EXPIRY)),
      "15 Jan/19 Feb 2016 750/745 short put diagonal",
    ],
    [spread(leg(1, "put", 745), leg(1, "call", 745)), "15 Jan 2016 745 long straddle"],
    [spread(leg(-1, "put", 740), leg(-1, "call", 760)), "15 Jan 2016 740/760 short strangle"],
    [spread(leg(1, "call", 740), leg(-2, "call", 750)), "15 Jan 2016 740/750 1x2 call ratio"],
    [spread(leg(-1, "put", 750), leg(3, "put", 740)), "15 Jan 2016 740/750 3x1 put backspread"],
    [spread(shares(1), leg(-1, "call", 760)), "15 Jan 2016 760 covered call"],
    [spread(leg(-1, "put", 730)), "15 Jan 2016 730 cash-secured put"],
    [spread(leg(1, "call", 752.5, JUNE)), "17 Jun 2016 752.5 long call"],
    [spread(shares(1), leg(1, "put", 700)), "15 Jan 2016 +100 shares +1 700 put custom"],
  ])("%# is as a trader says it", (made, title) => {
    expect(spreadTitle(made)).toBe(`GOOG ${title}`);
  });

  it("names both years of a spread over the turn of the year", () => {
    const december = isoDate("2015-12-31");
    const over = spread(leg(-1, "call", 750, december), leg(1, "call", 760));
    expect(spreadTitle(over)).toBe("GOOG 31 Dec 2015/15 Jan 2016 750/760 call diagonal");
  });
});

it("says every leg with its count, the sold ones first", () => {
  expect(spreadWords(spread(shares(1), leg(-1, "call", 760)), 3)).toEqual([
    "Sell 3 GOOG 15 Jan 760 call",
    "Buy 300 GOOG shares",
  ]);
});

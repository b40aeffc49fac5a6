import { call, type MarginCase, put, shares } from "./case.ts";

const IBM = ["share", 97.73] as const;
/** Implied by the sheet itself: 15 % x S - (1,460 - S) = 208.8685 for its short call. */
const SPX = ["index", 1451.19] as const;

/** The sheet's figure is the initial requirement against net liquidation value. */
function sample(
  title: string,
  [underlying, spot]: readonly [MarginCase["underlying"], number],
  positions: MarginCase["positions"],
  [published, maintenance]: readonly [number, number],
  arithmetic: string,
): MarginCase {
  const source = "Cboe, Margin Requirement Examples for Sample Options-based Positions (23 February 2007)";
  return {
    title,
    source,
    underlying,
    spot,
    positions,
    published: null,
    arithmetic,
    initial: published,
    maintenance,
  };
}

/** Cboe's sheet of strategy-based requirements, which counts the premiums already: those of a hundred contracts. */
export const SAMPLE_POSITION_CASES: readonly MarginCase[] = [
  sample("short calls", IBM, [call(-100, 100, 1.68)], [172_760, 172_760], "(20 % x 97.73 - 2.27) x 10,000"),
  sample("short puts", IBM, [put(-100, 100, 3.18)], [195_460, 195_460], "20 % x 97.73 x 10,000"),
  sample(
    "covered calls",
    IBM,
    [shares(10_000), call(-100, 100, 1.68)],
    [471_850, 227_525],
    "50 % x 977,300 - 16,800; later 25 % x 977,300 - 16,800",
  ),
  sample(
    "protective puts",
    IBM,
    [shares(10_000), put(100, 95, 1.02)],
    [498_850, 132_500],
    "50 % x 977,300 + 10,200; later (10 % x 95 + 2.73) x 10,000 + 10,200",
  ),
  sample(
    "synthetic long shares",
    IBM,
    [call(100, 100, 1.68), put(-100, 100, 3.18)],
    [212_260, 212_260],
    "16,800 + 20 % x 977,300",
  ),
  sample(
    "risk reversals",
    IBM,
    [put(100, 95, 1.02), call(-100, 105, 0.4)],
    [132_960, 132_960],
    "10,200 + (20 % x 97.73 - 7.27) x 10,000",
  ),
  sample(
    "collars",
    IBM,
    [shares(10_000), put(100, 95, 1.02), call(-100, 105, 0.4)],
    [494_850, 128_500],
    "50 % x 977,300 + 10,200 - 4,000; later (10 % x 95 + 2.73) x 10,000 + 10,200 - 4,000",
  ),
  sample(
    "call spreads for a debit",
    IBM,
    [call(100, 95, 4.53), call(-100, 105, 0.4)],
    [41_300, 41_300],
    "(4.53 - 0.40) x 10,000",
  ),
  sample(
    "short index calls",
    SPX,
    [call(-100, 1460, 21.66)],
    [2_088_685, 2_088_685],
    "(15 % x 1,451.19 - 8.81) x 10,000",
  ),
  sample(
    "short index puts",
    SPX,
    [put(-100, 1460, 22.55)],
    [2_176_785, 2_176_785],
    "15 % x 1,451.19 x 10,000",
  ),
  sample(
    "synthetic long index",
    SPX,
    [call(100, 1460, 21.66), put(-100, 1460, 22.55)],
    [2_393_385, 2_393_385],
    "216,600 + 15 % x 1,451.19 x 10,000",
  ),
  sample(
    "index risk reversals",
    SPX,
    [put(100, 1450, 18.72), call(-100, 1500, 5.96)],
    [1_875_885, 1_875_885],
    "187,200 + (15 % x 1,451.19 - 48.81) x 10,000",
  ),
  sample(
    "index call spreads for a debit",
    SPX,
    [call(100, 1450, 27.57), call(-100, 1500, 5.96)],
    [216_100, 216_100],
    "(27.57 - 5.96) x 10,000",
  ),
];

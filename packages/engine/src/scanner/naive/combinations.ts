import type { OptionContract, SpreadLeg, StockContract } from "@legbook/domain";
import type { ScanStrategy } from "../strategies.ts";

type Ratios = readonly number[];
type Fits = (a: number, b: number, c: number, d: number) => boolean;

function cartesian(lists: readonly (readonly OptionContract[])[]): readonly (readonly OptionContract[])[] {
  let chosen: readonly (readonly OptionContract[])[] = [[]];
  for (const list of lists) chosen = chosen.flatMap((before) => list.map((one) => before.concat(one)));
  return chosen;
}

function strikeOf(contract: OptionContract | undefined): number {
  return contract?.strike ?? Infinity;
}

/** Each choice of one of each list whose strikes fit, with each of the ratios. */
function choices(
  lists: readonly (readonly OptionContract[])[],
  fits: Fits,
  ratios: readonly Ratios[],
): readonly (readonly SpreadLeg[])[] {
  return cartesian(lists)
    .filter(([a, b, c, d]) => fits(strikeOf(a), strikeOf(b), strikeOf(c), strikeOf(d)))
    .flatMap((chosen) =>
      ratios.map((counts) => chosen.map((contract, leg) => ({ contract, ratio: counts[leg] ?? 0 }))),
    );
}

/** Strikes of a shorter spread end with Infinity. */
const rising: Fits = (a, b, c, d) => a < b && (b < c || c === Infinity) && (c < d || d === Infinity);
const BUTTERFLY = [
  [1, -2, 1],
  [-1, 2, -1],
];
const IRON = [
  [1, -1, -1, 1],
  [-1, 1, 1, -1],
];
const PAIR = [
  [1, -1],
  [-1, 1],
];
const RATIOS = [
  [1, -2],
  [2, -1],
  [-1, 2],
  [-2, 1],
];
const BOTH = [
  [1, 1],
  [-1, -1],
];

/** One expiry's options of one class. */
export interface NaiveSeries {
  readonly calls: readonly OptionContract[];
  readonly puts: readonly OptionContract[];
}

/** Every spread of a strategy within one series: by trying out everything. Calendars and diagonals have none there. */
export function combinations(
  strategy: ScanStrategy,
  { calls, puts }: NaiveSeries,
  shares: StockContract | null,
): readonly (readonly SpreadLeg[])[] {
  const ofEither = (count: number, fits: Fits, ratios: readonly Ratios[]) =>
    [calls, puts].flatMap((options) =>
      choices(
        Array.from({ length: count }, () => options),
        fits,
        ratios,
      ),
    );
  switch (strategy) {
    case "vertical":
      return ofEither(2, rising, PAIR);
    case "ratio":
      return ofEither(2, rising, RATIOS);
    case "butterfly":
      return ofEither(3, (a, b, c) => a < b && b < c && b - a === c - b, BUTTERFLY);
    case "brokenWing":
      return ofEither(3, (a, b, c) => a < b && b < c && b - a !== c - b, BUTTERFLY);
    case "ironCondor":
      return choices([puts, puts, calls, calls], rising, IRON);
    case "ironButterfly":
      return choices([puts, puts, calls, calls], (a, b, c, d) => a < b && b === c && c < d, IRON);
    case "straddle":
      return choices([puts, calls], (a, b) => a === b, BOTH);
    case "strangle":
      return choices([puts, calls], rising, BOTH);
    case "coveredCall":
      return shares === null ? [] : calls.map((contract) => covered(shares, contract));
    case "cashSecuredPut":
      return puts.map((contract) => [{ contract, ratio: -1 }]);
    case "calendar":
    case "diagonal":
      return [];
  }
}

function covered(shares: StockContract, contract: OptionContract): readonly SpreadLeg[] {
  return [
    { contract: shares, ratio: contract.multiplier },
    { contract, ratio: -1 },
  ];
}

/** Every calendar or diagonal of two series; other strategies have none. */
export function combinationsOfTwo(
  strategy: ScanStrategy,
  front: NaiveSeries,
  back: NaiveSeries,
): readonly (readonly SpreadLeg[])[] {
  if (strategy !== "calendar" && strategy !== "diagonal") return [];
  const fits: Fits = strategy === "calendar" ? (a, b) => a === b : (a, b) => a !== b;
  return [...choices([front.calls, back.calls], fits, PAIR), ...choices([front.puts, back.puts], fits, PAIR)];
}

import { isOptionLeg, legWeight, type Spread, type StrategyKind } from "./spread.ts";

/** One option leg as recognition sees it. */
interface Line {
  readonly right: "call" | "put";
  readonly strike: number;
  readonly expiry: string;
  readonly weight: number;
}

/**
 * The kind of legs in a spread's order. Either direction is of the kind: a bought iron condor is one too.
 *
 * - butterfly: 1/-2/1 of one right, equal wings; broken wing: the same with unequal wings
 * - iron condor and iron butterfly: a put vertical below a call vertical, both sold or both bought, wings as they are
 * - ratio: two strikes of one right, unlike counts; straddle and strangle: put and call alike, the put not above the call
 * - calendar and diagonal: one right, two expiries, alike counts; covered call: one lot of shares to each call sold
 */
export function recognise({ legs, multiplier }: Pick<Spread, "legs" | "multiplier">): StrategyKind {
  const lines = legs.filter(isOptionLeg).map((leg) => {
    const { right, strike, expiry } = leg.contract;
    return { right, strike, expiry, weight: leg.ratio };
  });
  const shares = legs.find((leg) => !isOptionLeg(leg));
  if (shares !== undefined) {
    const [line, ...more] = lines;
    const covered = more.length === 0 && line?.right === "call" && line.weight === -1;
    return covered && legWeight({ multiplier }, shares) === 1 ? "coveredCall" : "custom";
  }
  const [a, b, c, d] = lines;
  if (a === undefined) return "custom";
  if (b === undefined) return a.right === "put" && a.weight === -1 ? "cashSecuredPut" : "custom";
  if (c === undefined) return ofTwo(a, b);
  if (lines.some(({ expiry }) => expiry !== a.expiry)) return "custom";
  return d === undefined ? ofThree(a, b, c) : ofFour(a, b, c, d);
}

function ofTwo(a: Line, b: Line): StrategyKind {
  const opposite = a.weight === -b.weight;
  if (a.expiry !== b.expiry) {
    if (a.right !== b.right || !opposite) return "custom";
    return a.strike === b.strike ? "calendar" : "diagonal";
  }
  if (a.right === b.right) {
    if (opposite) return "vertical";
    return a.weight * b.weight < 0 ? "ratio" : "custom";
  }
  if (a.weight !== b.weight || a.right !== "put") return "custom";
  return a.strike === b.strike ? "straddle" : "strangle";
}

function ofThree(a: Line, b: Line, c: Line): StrategyKind {
  const alike = a.right === b.right && b.right === c.right;
  if (!alike || a.weight !== c.weight || b.weight !== -2 * a.weight) return "custom";
  return b.strike - a.strike === c.strike - b.strike ? "butterfly" : "brokenWing";
}

function ofFour(a: Line, b: Line, c: Line, d: Line): StrategyKind {
  const rights = a.right === "put" && b.right === "put" && c.right === "call" && d.right === "call";
  const weights = b.weight === -a.weight && c.weight === b.weight && d.weight === a.weight;
  if (!rights || !weights) return "custom";
  return b.strike === c.strike ? "ironButterfly" : "ironCondor";
}

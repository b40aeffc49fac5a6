import type { OptionContract, Right, StockContract } from "../../contract/contract.ts";
import { formatMicros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import { spreadOf } from "./spread-of.ts";
import type { SpreadResult, StrategyKind } from "./spread.ts";
import { spreadFault } from "./spread-refusals.ts";
import { STRATEGY_WORDS } from "./spread-words.ts";

/** A leg by the name that its kind gives it, with what it must be. */
interface Role {
  readonly name: string;
  readonly contract: OptionContract;
  readonly ratio: number;
  /** Undefined: as the first role's. */
  readonly right?: Right;
  /** How its strike relates to the role before it; undefined: as it likes. */
  readonly strike?: "above" | "same" | "other";
  /** How its expiry relates to the role before it; undefined: the same. */
  readonly expiry?: "later";
}

const RELATION_WORDS = {
  above: "above",
  same: "the same as",
  other: "another than",
} as const;

function relates(relation: keyof typeof RELATION_WORDS, strike: number, before: number): boolean {
  if (relation === "above") return strike > before;
  if (relation === "same") return strike === before;
  return strike !== before;
}

/** The first role that contradicts the kind, by its field. */
function contradiction(kind: StrategyKind, roles: readonly Role[]): Refusal | null {
  let before: Role | null = null;
  for (const role of roles) {
    const { name, contract } = role;
    const right = role.right ?? roles[0]?.contract.right ?? contract.right;
    if (contract.right !== right) {
      const message = `The ${STRATEGY_WORDS[kind]}'s ${name} is a ${right}.`;
      const inputs = { right: contract.right };
      return fault(`${name}.right`, message, inputs, right, `Choose a ${right}.`);
    }
    if (before !== null) {
      const refusal = strikeContradiction(role, before) ?? expiryContradiction(role, before);
      if (refusal !== null) return refusal;
    }
    before = role;
  }
  return null;
}

function strikeContradiction({ name, contract, strike }: Role, before: Role): Refusal | null {
  if (strike === undefined || relates(strike, contract.strike, before.contract.strike)) return null;
  const [here, there] = [formatMicros(contract.strike), formatMicros(before.contract.strike)];
  const rule = `${RELATION_WORDS[strike]} the ${before.name}'s`;
  const message = `The ${name}'s strike ${here} is not ${rule} ${there}.`;
  const inputs = { [name]: here, [before.name]: there };
  return fault(
    `${name}.strike`,
    message,
    inputs,
    rule,
    `Choose a strike ${RELATION_WORDS[strike]} ${there}.`,
  );
}

function expiryContradiction({ name, contract, expiry }: Role, before: Role): Refusal | null {
  const { expiry: there } = before.contract;
  if (expiry === "later" ? contract.expiry > there : contract.expiry === there) return null;
  const rule = `${expiry === "later" ? "later than" : "the same as"} the ${before.name}'s`;
  const message = `The ${name}'s expiry ${contract.expiry} is not ${rule} ${there}.`;
  const inputs = { [name]: contract.expiry, [before.name]: there };
  return fault(`${name}.expiry`, message, inputs, rule, `Choose an expiry ${rule}.`);
}

function fault(
  field: string,
  message: string,
  inputs: Refusal["inputs"],
  limit: string,
  remedy: string,
): Refusal {
  return spreadFault("legs-contradict", field, message, inputs, limit, remedy);
}

/** The spread of roles that fit its kind; whatever `spreadOf` refuses is refused as well. */
function made(kind: StrategyKind, roles: readonly Role[], shares: StockContract | null = null): SpreadResult {
  const refusal = contradiction(kind, roles);
  if (refusal !== null) return { kind: "refused", refusal };
  const options = roles.map(({ contract, ratio }) => ({ contract, ratio }));
  const lot = roles[0]?.contract.multiplier ?? 1;
  const result = spreadOf(shares === null ? options : [{ contract: shares, ratio: lot }, ...options]);
  if (result.kind === "refused" || result.spread.kind === kind) return result;
  const message = `These legs are a ${STRATEGY_WORDS[result.spread.kind]}, no ${STRATEGY_WORDS[kind]}.`;
  return {
    kind: "refused",
    refusal: fault(
      "legs",
      message,
      { kind: result.spread.kind },
      kind,
      `Choose the legs of a ${STRATEGY_WORDS[kind]}.`,
    ),
  };
}

/**
 * Named constructors. Each makes the kind's usual direction (what its title leaves unsaid); `reversed` makes the other.
 * Refused (`spread.legs-contradict`) with the role's field, such as `shortCall.strike`, when the legs are not of the kind.
 */
export function verticalOf(legs: {
  readonly long: OptionContract;
  readonly short: OptionContract;
}): SpreadResult {
  return made("vertical", [
    { name: "long", contract: legs.long, ratio: 1 },
    { name: "short", contract: legs.short, ratio: -1, strike: "other" },
  ]);
}

export interface IronLegs {
  readonly longPut: OptionContract;
  readonly shortPut: OptionContract;
  readonly shortCall: OptionContract;
  readonly longCall: OptionContract;
}

function ironRoles(legs: IronLegs, body: "above" | "same"): readonly Role[] {
  return [
    { name: "longPut", contract: legs.longPut, ratio: 1, right: "put" },
    { name: "shortPut", contract: legs.shortPut, ratio: -1, right: "put", strike: "above" },
    { name: "shortCall", contract: legs.shortCall, ratio: -1, right: "call", strike: body },
    { name: "longCall", contract: legs.longCall, ratio: 1, right: "call", strike: "above" },
  ];
}

/** Put and call sold apart, a put further below and a call further above bought. */
export function ironCondorOf(legs: IronLegs): SpreadResult {
  return made("ironCondor", ironRoles(legs, "above"));
}

/** The same with both sold at one strike. */
export function ironButterflyOf(legs: IronLegs): SpreadResult {
  return made("ironButterfly", ironRoles(legs, "same"));
}

export interface ButterflyLegs {
  readonly lowerWing: OptionContract;
  readonly body: OptionContract;
  readonly upperWing: OptionContract;
}

function butterflyRoles({ lowerWing, body, upperWing }: ButterflyLegs): readonly Role[] {
  return [
    { name: "lowerWing", contract: lowerWing, ratio: 1 },
    { name: "body", contract: body, ratio: -2, strike: "above" },
    { name: "upperWing", contract: upperWing, ratio: 1, strike: "above" },
  ];
}

/** Both wings bought, the body sold twice, at equal distances. */
export function butterflyOf(legs: ButterflyLegs): SpreadResult {
  return made("butterfly", butterflyRoles(legs));
}

/** The same at unequal distances. */
export function brokenWingOf(legs: ButterflyLegs): SpreadResult {
  return made("brokenWing", butterflyRoles(legs));
}

export interface TimeLegs {
  readonly near: OptionContract;
  readonly far: OptionContract;
}

/** The near expiry sold, the far one bought at the same strike. */
export function calendarOf({ near, far }: TimeLegs): SpreadResult {
  return made("calendar", [
    { name: "near", contract: near, ratio: -1 },
    { name: "far", contract: far, ratio: 1, strike: "same", expiry: "later" },
  ]);
}

/** The same at two strikes. */
export function diagonalOf({ near, far }: TimeLegs): SpreadResult {
  return made("diagonal", [
    { name: "near", contract: near, ratio: -1 },
    { name: "far", contract: far, ratio: 1, strike: "other", expiry: "later" },
  ]);
}

export interface PutAndCall {
  readonly put: OptionContract;
  readonly call: OptionContract;
}

/** Put and call bought at one strike. */
export function straddleOf({ put, call }: PutAndCall): SpreadResult {
  return made("straddle", [
    { name: "put", contract: put, ratio: 1, right: "put" },
    { name: "call", contract: call, ratio: 1, right: "call", strike: "same" },
  ]);
}

/** Put and call bought, the call's strike above the put's. */
export function strangleOf({ put, call }: PutAndCall): SpreadResult {
  return made("strangle", [
    { name: "put", contract: put, ratio: 1, right: "put" },
    { name: "call", contract: call, ratio: 1, right: "call", strike: "above" },
  ]);
}

/** So many bought at one strike, so many others sold at another. */
export function ratioOf(legs: {
  readonly long: OptionContract;
  readonly longCount: number;
  readonly short: OptionContract;
  readonly shortCount: number;
}): SpreadResult {
  for (const name of ["longCount", "shortCount"] as const) {
    if (Number.isInteger(legs[name]) && legs[name] > 0) continue;
    const message = `The ${name} is no whole number above 0.`;
    const inputs = { [name]: Number.isFinite(legs[name]) ? legs[name] : null };
    return { kind: "refused", refusal: fault(name, message, inputs, "1 or more, whole", "Use 1 and 2.") };
  }
  return made("ratio", [
    { name: "long", contract: legs.long, ratio: legs.longCount },
    { name: "short", contract: legs.short, ratio: 0 - legs.shortCount, strike: "other" },
  ]);
}

/** A lot of shares bought, a call on them sold. */
export function coveredCallOf({
  shares,
  call,
}: {
  readonly shares: StockContract;
  readonly call: OptionContract;
}): SpreadResult {
  return made("coveredCall", [{ name: "call", contract: call, ratio: -1, right: "call" }], shares);
}

/** A put sold, its strike held ready in cash. */
export function cashSecuredPutOf({ put }: { readonly put: OptionContract }): SpreadResult {
  return made("cashSecuredPut", [{ name: "put", contract: put, ratio: -1, right: "put" }]);
}

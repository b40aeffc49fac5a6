import {
  daysToExpiry,
  formatMicros,
  micros,
  type Refusal,
  type SpreadSide,
  verticalSpread,
  yearsToExpiry,
} from "@legbook/domain";
import {
  type ChainLeg,
  type ChainRow,
  type ChainSnapshot,
  chainTable,
  UNUSABLE_REASONS,
  unusableReason,
  type UnusableReason,
} from "./chain-table.ts";
import type { ScanCriteria } from "./criteria.ts";
import {
  bidAskWidthOf,
  judgeGroup,
  judgePair,
  naturalNetPrice,
  openInterestOf,
  type PairFilter,
  rewardToRiskAt,
  type ScanFilter,
} from "./enumerate.ts";

/** What a scan makes of one pair of options. */
export type WhyNot =
  | { readonly kind: "matches" }
  /** The first filter that it fails, with its value as text ("unknown" where there is none). */
  | { readonly kind: "excluded"; readonly filter: ScanFilter; readonly value: string }
  | { readonly kind: "unusable"; readonly leg: "long" | "short"; readonly reason: UnusableReason }
  | { readonly kind: "arbitrage"; readonly netPrice: string; readonly width: string }
  | { readonly kind: "no-vertical"; readonly refusal: Refusal }
  | { readonly kind: "not-in-chain"; readonly leg: "long" | "short" };

function valueOf(filter: PairFilter, side: SpreadSide, longLeg: ChainLeg, shortLeg: ChainLeg): string {
  const width = Math.abs(longLeg.contract.strike - shortLeg.contract.strike);
  const netPrice = naturalNetPrice(side, longLeg, shortLeg);
  switch (filter) {
    case "width":
      return formatMicros(micros(width));
    case "naturalPrice":
    case "netPrice":
      return formatMicros(micros(netPrice));
    case "rewardToRisk":
      return rewardToRiskAt(side, width, netPrice).toFixed(4);
    case "bidAskWidth":
      return formatMicros(micros(bidAskWidthOf(longLeg, shortLeg)));
    case "openInterest":
      return String(openInterestOf(longLeg, shortLeg) ?? "unknown");
    case "shortDelta":
      return shortLeg.delta === null ? "unknown" : Math.abs(shortLeg.delta).toFixed(4);
  }
}

/** The worse leg's fault, as the scan counts it. */
function unusableLeg(
  longRow: ChainRow,
  shortRow: ChainRow,
  { now }: ChainSnapshot,
  quoteAgeMaxMs: number,
): WhyNot | null {
  const expired = yearsToExpiry(now, longRow.contract.expiry) === 0;
  const long = expired ? "expired" : unusableReason(longRow, now, quoteAgeMaxMs);
  const short = expired ? "expired" : unusableReason(shortRow, now, quoteAgeMaxMs);
  const worst = UNUSABLE_REASONS.find((reason) => reason === long || reason === short);
  if (worst === undefined) return null;
  return { kind: "unusable", leg: worst === long ? "long" : "short", reason: worst };
}

/** Why a scan does not show the vertical of two contracts: what its counts took this pair for. */
export function whyNot(
  snapshot: ChainSnapshot,
  criteria: ScanCriteria,
  longConId: number,
  shortConId: number,
): WhyNot {
  const rows = snapshot.symbol === criteria.symbol ? snapshot.rows : [];
  const rowOf = (conId: number) =>
    rows.find(({ contract }) => contract.conId === conId && contract.symbol === criteria.symbol);
  const [longRow, shortRow] = [rowOf(longConId), rowOf(shortConId)];
  if (longRow === undefined) return { kind: "not-in-chain", leg: "long" };
  if (shortRow === undefined) return { kind: "not-in-chain", leg: "short" };
  const built = verticalSpread(longRow.contract, shortRow.contract);
  if (built.kind === "refused") return { kind: "no-vertical", refusal: built.refusal };
  const { expiry, right, side } = built.spread;
  const days = daysToExpiry(snapshot.now, expiry);
  const outer = judgeGroup({ right, daysToExpiry: days }, criteria);
  if (outer !== null)
    return { kind: "excluded", filter: outer, value: outer === "right" ? right : String(days) };
  const unusable = unusableLeg(longRow, shortRow, snapshot, criteria.quoteAgeMaxMs);
  if (unusable !== null) return unusable;
  if (!criteria.sides.includes(side)) return { kind: "excluded", filter: "side", value: side };
  const table = chainTable({ ...snapshot, rows: [longRow, shortRow] }, criteria.quoteAgeMaxMs);
  const legs = table.flatMap((group) => group.legs);
  const longLeg = legs.find(({ contract }) => contract.conId === longConId);
  const shortLeg = legs.find(({ contract }) => contract.conId === shortConId);
  if (longLeg === undefined || shortLeg === undefined)
    throw new Error("a usable quote has no leg in the table");
  return judged(side, longLeg, shortLeg, criteria);
}

function judged(side: SpreadSide, longLeg: ChainLeg, shortLeg: ChainLeg, criteria: ScanCriteria): WhyNot {
  const width = Math.abs(longLeg.contract.strike - shortLeg.contract.strike);
  const netPrice = naturalNetPrice(side, longLeg, shortLeg);
  const judgement = judgePair(side, width, netPrice, longLeg, shortLeg, criteria);
  if (judgement === null) return { kind: "matches" };
  if (judgement === "arbitrage") {
    return {
      kind: "arbitrage",
      netPrice: formatMicros(micros(netPrice)),
      width: formatMicros(micros(width)),
    };
  }
  return { kind: "excluded", filter: judgement, value: valueOf(judgement, side, longLeg, shortLeg) };
}

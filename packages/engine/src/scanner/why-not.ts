import type { CandidateBlock } from "./block.ts";
import type { ScanCriteria } from "./criteria.ts";
import { SCAN_FIELDS, type ScanField } from "./fields.ts";
import { LEG_PASSES, LEG_STAGES } from "./filters.ts";
import type { Judge } from "./judge.ts";
import { readField } from "./readers.ts";
import { type ScanFilter, type ScanWhyNot, UNUSABLE_REASONS, type UnusableReason } from "./result.ts";
import { sightingOf } from "./scan-rows.ts";
import { ARBITRAGE, MATCHED, OUTCOMES, type ScanUnit } from "./unit.ts";

type Excluded = Extract<ScanWhyNot, { kind: "excluded" }>;

function isField(filter: ScanFilter): filter is ScanField {
  return filter in SCAN_FIELDS;
}

const REMEDIES: Readonly<Record<Exclude<ScanFilter, ScanField>, (value: string) => string>> = {
  right: (value) => `Ask for ${value}s too.`,
  side: (value) => `Ask for ${value}s too.`,
  earnings: () => "Allow spreads that are open over earnings, or ask for earlier expiries.",
  exDividend: () => "Allow sold calls that are open over an ex-dividend date, or ask for earlier expiries.",
  naturalPrice: () => "None: at the natural price nothing can be gained, whatever the criteria.",
};

/** An exclusion by a bound or a choice, with the nearest change of the criteria that would pass it. */
function excluded(criteria: ScanCriteria, filter: ScanFilter, value: number | string): Excluded {
  if (!isField(filter)) {
    const word = String(value);
    return { kind: "excluded", filter, value: word, min: null, max: null, remedy: REMEDIES[filter](word) };
  }
  const { min, max } = criteria.filters.find((one) => one.field === filter) ?? { min: null, max: null };
  const { label } = SCAN_FIELDS[filter];
  if (typeof value === "string" || Number.isNaN(value)) {
    const remedy = `Take the bounds of “${label}” away: its value is not known.`;
    return { kind: "excluded", filter, value: null, min, max, remedy };
  }
  const tooLow = min !== null && value < min;
  const remedy = Number.isFinite(value)
    ? `${tooLow ? "Lower the minimum" : "Raise the maximum"} of “${label}” to ${value}.`
    : `Take the ${tooLow ? "minimum" : "maximum"} of “${label}” away: it is unlimited.`;
  return { kind: "excluded", filter, value, min, max, remedy };
}

/** What a filter of series or sides found, as a word or a number. */
function valueOf(block: CandidateBlock, filter: ScanFilter): number | string {
  if (isField(filter)) return readField(filter, block);
  if (filter === "right") return block.template.right ?? "call";
  if (filter === "side") return block.side(0) > 0 ? "debit" : "credit";
  return filter;
}

function isReason(outcome: string): outcome is UnusableReason {
  return (UNUSABLE_REASONS as readonly string[]).includes(outcome);
}

/** The first leg with the worst code that any leg has; null when all pass. */
function worstLeg(
  block: CandidateBlock,
  unit: ScanUnit,
): { readonly slot: number; readonly code: number } | null {
  let worst = { slot: -1, code: LEG_PASSES as number };
  for (let slot = 0; slot < block.count; slot += 1) {
    const code = unit.code(block.legs, slot, block.rows[slot as 0][0] as number);
    if (code < worst.code) worst = { slot, code };
  }
  return worst.slot < 0 ? null : worst;
}

function ofLeg(
  block: CandidateBlock,
  criteria: ScanCriteria,
  { slot, code }: { readonly slot: number; readonly code: number },
): ScanWhyNot {
  const row = block.rows[slot as 0][0] as number;
  const stage = LEG_STAGES[code];
  if (stage === undefined) throw new Error(`no stage ${code}`);
  const conId = block.market.contracts[row]?.conId ?? 0;
  if (isReason(stage)) return { kind: "unusable", conId, reason: stage };
  const { quoteAgeMs, openInterest, volume, delta } = block.legs;
  const values = { quoteAge: quoteAgeMs, openInterest, volume };
  const value =
    stage === "longDelta" || stage === "shortDelta"
      ? Math.abs(delta[row] as number)
      : (values[stage][row] as number);
  return excluded(criteria, stage, value);
}

/** What the scan's counts took a candidate for: the one of a block, which is of `unit`. */
export function whyNot(
  block: CandidateBlock,
  unit: ScanUnit,
  criteria: ScanCriteria,
  judge: Judge,
): ScanWhyNot {
  if (unit.failure !== null) return excluded(criteria, unit.failure, valueOf(block, unit.failure));
  const leg = worstLeg(block, unit);
  if (leg !== null) return ofLeg(block, criteria, leg);
  const width = readField("width", block);
  const { min = null, max = null } = criteria.filters.find(({ field }) => field === "width") ?? {};
  if ((min !== null && width < min) || (max !== null && width > max))
    return excluded(criteria, "width", width);
  judge.judge(block);
  const outcome = judge.outcomes[0] as number;
  if (outcome === ARBITRAGE) return { kind: "arbitrage", sighting: sightingOf(block) };
  if (outcome === MATCHED) {
    judge.score(block);
    const score = judge.scores[0] as number;
    return { kind: "matches", score: Number.isFinite(score) ? score : null };
  }
  const filter = OUTCOMES[outcome] as ScanFilter;
  return excluded(criteria, filter, valueOf(block, filter));
}

import type { CandidateMarket } from "./candidate.ts";
import type { ScanCriteria } from "./criteria.ts";
import type { ScanField } from "./fields.ts";
import type { ScanNotice } from "./result.ts";
import { SCAN_CANDIDATES_MAX, SCAN_MODELLED_MAX, type ScanStrategy } from "./strategies.ts";
import type { ScanUnit } from "./unit.ts";

/** What a spread over two expiries has by the pricing model only, which takes far longer. */
const MODELLED_FIELDS: ReadonlySet<ScanField> = new Set([
  "maxGain",
  "maxLoss",
  "rewardToRisk",
  "returnOnMargin",
  "annualisedReturnOnMargin",
  "breakevenDistance",
  "probabilityOfProfit",
  "expectedProfit",
  "expectedReturn",
]);

function needsModel({ filters, rank }: ScanCriteria): boolean {
  const isBounded = ({ min, max }: ScanCriteria["filters"][number]) => min !== null || max !== null;
  return (
    filters.some((filter) => MODELLED_FIELDS.has(filter.field) && isBounded(filter)) ||
    rank.some(({ field }) => MODELLED_FIELDS.has(field))
  );
}

/** Strategies that are not scanned, and why: too many candidates, or shares without a quote. */
export function overfull(
  units: readonly ScanUnit[],
  criteria: ScanCriteria,
  { context, underlyingBid }: CandidateMarket,
): readonly ScanNotice[] {
  const modelled = needsModel(criteria);
  const shareless = context.underlying === null || Number.isNaN(underlyingBid);
  const open = new Map<ScanStrategy, number>();
  for (const { template, open: count } of units)
    open.set(template.strategy, (open.get(template.strategy) ?? 0) + count);
  const notices: ScanNotice[] = [];
  for (const [strategy, candidates] of open) {
    const spans = strategy === "calendar" || strategy === "diagonal";
    const most = spans && modelled ? SCAN_MODELLED_MAX : SCAN_CANDIDATES_MAX;
    if (strategy === "coveredCall" && shareless) {
      const message = "Covered calls are not scanned: the shares have no quote with two sides.";
      notices.push({ code: "no-underlying-quote", strategy, candidates, message });
    } else if (candidates > most) {
      const message = `${candidates.toLocaleString("en-US")} candidates are more than the ${most.toLocaleString("en-US")} that a scan looks at: none of this strategy is shown. Narrow days to expiry, width, deltas, open interest or quote age.`;
      notices.push({ code: "too-many-candidates", strategy, candidates, message });
    }
  }
  return notices;
}

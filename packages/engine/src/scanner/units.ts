import {
  type EpochMs,
  exchangeDate,
  hasEarningsBefore,
  hasExDividendBefore,
  type IsoDate,
} from "@legbook/domain";
import type { ScanContext } from "./context.ts";
import type { ScanCriteria } from "./criteria.ts";
import { boundsOf, passes } from "./filters.ts";
import type { ScanFilter } from "./result.ts";
import type { ExpiryWorld } from "./table/index.ts";
import { TEMPLATES, type Template } from "./templates.ts";
import { ScanUnit } from "./unit.ts";

/** Every template that the criteria ask for over every series, or pair of series of one multiplier and currency. */
export function unitsOf(
  worlds: readonly ExpiryWorld[],
  { strategies }: Pick<ScanCriteria, "strategies">,
): readonly ScanUnit[] {
  return TEMPLATES.filter(({ strategy }) => strategies.includes(strategy)).flatMap((template) =>
    worlds.flatMap((front) =>
      template.spansExpiries
        ? worlds.filter((back) => pairs(front, back)).map((back) => new ScanUnit(template, front, back))
        : [new ScanUnit(template, front, null)],
    ),
  );
}

function pairs(front: ExpiryWorld, back: ExpiryWorld): boolean {
  return (
    front.expiry < back.expiry && front.multiplier === back.multiplier && front.currency === back.currency
  );
}

function hasSoldCall({ slots }: Template, back: boolean): boolean {
  return slots.some((slot) => slot.right === "call" && slot.weight < 0 && slot.back === back);
}

/** The first filter that a whole series fails, null when none does. */
export function seriesFailure(
  { template, front, back }: Pick<ScanUnit, "template" | "front" | "back">,
  criteria: ScanCriteria,
  context: ScanContext,
  now: EpochMs,
): ScanFilter | null {
  const { right } = template;
  if (right !== null && !criteria.rights.includes(right)) return "right";
  const between = (field: "daysToExpiry" | "daysToBackExpiry" | "ivRank" | "ivPercentile", value: number) =>
    passes(boundsOf(criteria, field), value);
  if (!between("daysToExpiry", front.daysToExpiry)) return "daysToExpiry";
  if (!between("daysToBackExpiry", back?.daysToExpiry ?? Number.NaN)) return "daysToBackExpiry";
  const today = exchangeDate(now);
  const last = (back ?? front).expiry;
  if (criteria.excludeEarnings && hasEarningsBefore(context.earnings, today, last)) return "earnings";
  if (criteria.excludeExDividend) {
    const exDividendBy = (end: IsoDate) => hasExDividendBefore(context.exDividends, today, end);
    const sold =
      (hasSoldCall(template, false) && exDividendBy(front.expiry)) ||
      (back !== null && hasSoldCall(template, true) && exDividendBy(back.expiry));
    if (sold) return "exDividend";
  }
  if (!between("ivRank", context.ivRank ?? Number.NaN)) return "ivRank";
  return between("ivPercentile", context.ivPercentile ?? Number.NaN) ? null : "ivPercentile";
}

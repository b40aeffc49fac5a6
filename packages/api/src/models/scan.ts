import type { EpochMs } from "@legbook/domain";
import type { VerticalScanRow, VerticalScanUpdate } from "@legbook/engine/ports";
import type { Money } from "../schema/money.ts";
import { type CountModel, countModels } from "./counts.ts";

export interface ScanRowModel extends Omit<VerticalScanRow, "maxGain" | "maxLoss"> {
  /** Of one spread, at the natural price. */
  readonly maxGain: Money;
  readonly maxLoss: Money;
}

export interface ScanModel {
  readonly scanId: string;
  readonly at: EpochMs;
  readonly rows: readonly ScanRowModel[];
  readonly matched: number;
  readonly evaluated: number;
  readonly excluded: readonly CountModel[];
  readonly unusable: readonly CountModel[];
  readonly waitingFor: string | null;
}

/** A scan's update with amounts in their currency and tables of counts as lists. */
export function scanModel(update: VerticalScanUpdate): ScanModel {
  return {
    ...update,
    rows: update.rows.map((row) => {
      const { currency } = row.spread.longLeg;
      return {
        ...row,
        maxGain: { amount: row.maxGain, currency },
        maxLoss: { amount: row.maxLoss, currency },
      };
    }),
    excluded: countModels(update.excluded),
    unusable: countModels(update.unusable),
  };
}

import type { EpochMs } from "@legbook/domain";
import { linesView, type LinesView, type ViewStates } from "@legbook/projections";

export interface LinesModel extends LinesView {
  readonly max: number;
  readonly usagePercent: number;
}

/** Market data lines; until the log holds a limit, the session's is in force. */
export function linesModel(views: ViewStates, now: EpochMs, linesMaxOfSession: number): LinesModel {
  const view = linesView(views, now);
  const max = view.max ?? linesMaxOfSession;
  return { ...view, max, usagePercent: max === 0 ? 0 : (100 * view.used) / max };
}

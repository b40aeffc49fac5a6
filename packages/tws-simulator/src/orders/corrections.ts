import { moneyFromUnits } from "../venue/money.ts";
import { COMBO_TICK } from "../venue/price-increment.ts";
import { between, hashText, uniform } from "../venue/random.ts";
import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { Execution, Order } from "./order.ts";

/** `.02` after `.01`: a correction differs in its last part only [D]. */
function correctedId(execId: string): string {
  const [, stem = "", part = "0"] = /^(.*\.)(\d+)$/.exec(execId) ?? [];
  return `${stem}${String(Number(part) + 1).padStart(2, "0")}`;
}

/** Executions that come again with another price and count instead of the first. */
export class Corrections {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Draws which of a fill's executions will be corrected. A combo's own one is not: its legs carry the money. */
  plan(order: Order, executions: readonly Execution[]): void {
    const { quirks, habits, schedule } = this.#parts;
    if (quirks.correctionChance <= 0) return;
    for (const execution of executions) {
      if (execution.kind === "combo") continue;
      const keys = [hashText(habits.seed), hashText(execution.execId)] as const;
      if (uniform(...keys, 1) >= quirks.correctionChance) continue;
      const ticks = between(1, Math.max(1, quirks.correctionTicksMax), ...keys, 2);
      const sign = uniform(...keys, 3) < 0.5 ? -1 : 1;
      schedule.after(quirks.correctionMs, () => this.correct(order, execution, sign * ticks * COMBO_TICK));
    }
  }

  /** Corrects an execution by so much money a share or contract, never to less than a tick. */
  correct(order: Order, replaced: Execution, by: number): void {
    const { venue, listener, schedule, latency, quirks } = this.#parts;
    const price = Math.max(moneyFromUnits(0.01), replaced.price + by);
    const earlier = replaced.averagePrice * replaced.cumulativeQuantity;
    const execution: Execution = {
      ...replaced,
      execId: correctedId(replaced.execId),
      price,
      averagePrice: (earlier + (price - replaced.price) * replaced.quantity) / replaced.cumulativeQuantity,
      realisedProfit: this.#realised(replaced, price),
    };
    venue.record({ type: "ExecutionCorrected", ...identityOf(order), replaced, execution });
    const after = orderNow(venue, order.permId);
    listener.executed(after, [execution]);
    listener.accountChanged(after.terms.account);
    schedule.after(latency.commissionMs + quirks.commissionExtraMs, () =>
      listener.commissioned(after, [execution]),
    );
  }

  #realised(replaced: Execution, price: number): number | null {
    const { realisedProfit, conId } = replaced;
    const listing = conId === null ? undefined : this.#parts.venue.source.book.get(conId);
    if (realisedProfit === null || listing === undefined) return realisedProfit;
    const sign = replaced.side === "BOT" ? 1 : -1;
    return realisedProfit - sign * (price - replaced.price) * replaced.quantity * listing.multiplier;
  }
}

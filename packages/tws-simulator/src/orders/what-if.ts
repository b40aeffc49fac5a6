import type { DeskParts } from "./desk-parts.ts";
import { previewNow } from "./margin-reserve.ts";
import type { OrderTerms } from "./order.ts";
import { takeNext, type WhatIfMode } from "./quirks.ts";

/** Answers what-ifs: what an order would do to its account, without placing it. */
export class WhatIfs {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  answer(clientId: number, orderId: number, terms: OrderTerms): void {
    const { schedule, latency, listener, quirks } = this.#parts;
    const mode = this.#mode();
    if (mode === "hanging") return;
    schedule.after(latency.acknowledgeMs + quirks.acknowledgeExtraMs, () => {
      if (mode === "refused") {
        listener.orderFailed(clientId, orderId, quirks.whatIfRefusal);
        return;
      }
      const real = (): void =>
        listener.previewed(clientId, orderId, terms, previewNow(this.#parts.venue, terms), "");
      if (mode === "normal") {
        real();
        return;
      }
      listener.previewed(clientId, orderId, terms, null, quirks.whatIfWarning);
      schedule.after(quirks.whatIfSecondMs, real);
    });
  }

  #mode(): WhatIfMode {
    const { quirks } = this.#parts;
    if (quirks.whatIf === "normal") return "normal";
    return takeNext(quirks, "whatIfNext") ? quirks.whatIf : "normal";
  }
}

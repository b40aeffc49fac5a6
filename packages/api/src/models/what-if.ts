import type { EpochMs, Micros, OrderRef, Position, Refusal, RiskVerdict } from "@legbook/domain";
import type { ProfitBoundsModel, WhatIfScanModel } from "./what-if-scan.ts";

/** A recorded order on which other limits would have decided otherwise. */
export interface WhatIfOrderModel {
  readonly orderRef: OrderRef;
  readonly account: string;
  readonly symbol: string;
  readonly purpose: "preview" | "place";
  readonly quantity: number;
  readonly limitPrice: Micros;
  readonly position: Position;
  readonly at: EpochMs;
  readonly change: "blocked" | "allowed";
  readonly verdicts: readonly RiskVerdict[];
  /** Bounds by recorded quotes; null for a preview and without any. */
  readonly profit: ProfitBoundsModel | null;
  /** Combos, as recorded. */
  readonly filled: number;
  readonly crossedAfterMs: number | null;
}

/** An order that was placed, and when the recorded market came to other limit prices. */
export interface WhatIfLadderModel {
  readonly orderRef: OrderRef;
  readonly at: EpochMs;
  readonly limitPrice: Micros;
  readonly filled: number;
  readonly averageFillPrice: Micros | null;
  readonly ladder: readonly {
    /** 0 is the mid of the decision, 1 the natural price. */
    readonly share: number;
    readonly price: Micros;
    readonly crossedAfterMs: number | null;
  }[];
}

export interface WhatIfModel {
  readonly events: number;
  readonly assessed: number;
  readonly orders: readonly WhatIfOrderModel[];
  readonly ladders: readonly WhatIfLadderModel[];
  /** Whether a setting was about scans: they are not looked at otherwise. */
  readonly scansAsked: boolean;
  readonly scans: readonly WhatIfScanModel[];
}

export type WhatIfAnswer =
  | { readonly kind: "answered"; readonly model: WhatIfModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Judges the recorded orders and scans anew under other limits and filters. */
export interface WhatIfs {
  /** `settings` as the command line takes them: risk.orderValueMax=5000, scan.shortDeltaMax=0.25. Refused for one that is none. */
  run(settings: readonly string[]): Promise<WhatIfAnswer>;
}

import type { EpochMs, Micros, OrderRef, Position } from "@legbook/domain";

/** Bounds of a profit by recorded quotes, in the currency's micros. */
export interface ProfitBoundsModel {
  readonly low: Micros;
  readonly high: Micros;
  readonly markedAt: EpochMs;
}

/** Why something is not judged, or what of it is not known: a code and a sentence. */
export interface WhatIfReasonModel {
  readonly code: string;
  readonly message: string;
}

export interface WhatIfFilterModel {
  readonly filter: string;
  readonly words: string;
}

/** A spread that only one of both sets of criteria shows. */
export interface WhatIfCandidateModel {
  readonly id: string;
  readonly words: string;
  readonly rank: number;
  readonly ask: Micros;
  /** What keeps it out on the other side; null when it matches there and others rank before it. */
  readonly excludedBy: WhatIfFilterModel | null;
  readonly profit: ProfitBoundsModel | null;
}

/** One recorded look of a scan, and what it would have found. */
export interface WhatIfLookModel {
  readonly at: EpochMs;
  readonly position: Position;
  readonly notAnswered: WhatIfReasonModel | null;
  readonly matched: number;
  readonly matchedChanged: number;
  readonly shown: number;
  readonly shownChanged: number;
  readonly goneBy: Readonly<Record<string, number>>;
  readonly gone: readonly WhatIfCandidateModel[];
  readonly addedCount: number;
  readonly added: readonly WhatIfCandidateModel[];
  readonly gaps: readonly WhatIfReasonModel[];
}

/** An order for a spread that the scan had found at its last look before. */
export interface WhatIfScanOrderModel {
  readonly orderRef: OrderRef;
  readonly purpose: "preview" | "place";
  readonly words: string;
  readonly quantity: number;
  readonly at: EpochMs;
  readonly position: Position;
  readonly lookAt: EpochMs;
  /** Among those shown; null where others ranked before it. */
  readonly rank: number | null;
  readonly rankChanged: number | null;
  /** Null where it would have been found too. */
  readonly excludedBy: WhatIfFilterModel | null;
  readonly filled: number;
  readonly profit: ProfitBoundsModel | null;
}

export interface WhatIfScanModel {
  readonly scanId: string;
  readonly symbol: string;
  /** Empty while it showed nothing. */
  readonly currency: string;
  readonly startedAt: EpochMs;
  readonly stoppedAt: EpochMs | null;
  readonly criteriaChanges: readonly {
    readonly name: string;
    readonly recorded: string;
    readonly changed: string;
  }[];
  readonly notAnswered: WhatIfReasonModel | null;
  readonly looks: readonly WhatIfLookModel[];
  readonly orders: readonly WhatIfScanOrderModel[];
}

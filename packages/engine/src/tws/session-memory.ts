import type { Right } from "@legbook/domain";

/** What a session must remember of its requests in order to read the answers to them. */
export interface SessionMemory {
  /** Right of the option behind each open line; null for a stock. */
  readonly lineRights: Map<number, Right | null>;
  /** Order ids that were last used for a margin preview. */
  readonly previewOrderIds: Set<number>;
  /** Account summary requests: values by account until the end marker, then null. */
  readonly summaries: Map<number, Map<string, SummaryValues> | null>;
}

/** Values of one account by the gateway's tag, as text. */
export interface SummaryValues {
  readonly values: Map<string, string>;
  currency: string | null;
}

export function createSessionMemory(): SessionMemory {
  return { lineRights: new Map(), previewOrderIds: new Set(), summaries: new Map() };
}

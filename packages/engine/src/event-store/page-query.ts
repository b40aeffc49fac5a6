/** Consecutive events between two numbers, both included, in the order asked for; at most `count`. */
export interface PageQuery {
  readonly direction: "forwards" | "backwards";
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}

/** Of the events in that range, those of some types; at most `count` of them. */
export interface FilteredQuery extends PageQuery {
  readonly types: readonly string[];
}

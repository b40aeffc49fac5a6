/** What a benchmark found. Ratios are what counts: the machine is shared, and figures move with it. */
export interface BenchmarkReport {
  readonly name: string;
  /** By name with the unit last, such as `eventsPerSecond100`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Of two figures of the same run, higher is better. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/**
 * An execution's identity and its correction. TWS ids look like `0000e0d5.67fe667b.01.01`: a correction of an
 * execution differs from it only after the last point, and counts up. Ids of another form are never corrected.
 */
export interface ExecutionIdentity {
  readonly key: string;
  readonly correction: number;
}

/** Splits an execution id. */
export function executionIdentity(execId: string): ExecutionIdentity {
  const match = /^(.+\..+)\.(\d{1,9})$/.exec(execId);
  const key = match?.[1];
  return key === undefined ? { key: execId, correction: 0 } : { key, correction: Number(match?.[2]) };
}

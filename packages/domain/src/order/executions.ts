import type { ExecutionReport, OrderLeg } from "./events.ts";

/** An execution id without its revision: `0000e0d5.67fe667b.01.01` corrects to `….01.02`, only the last part differs. */
export function executionKey(execId: string): string {
  return splitExecId(execId).key;
}

/** The revision of an execution: corrections count up from the original's. */
export function executionRevision(execId: string): number {
  return splitExecId(execId).revision;
}

function splitExecId(execId: string): { readonly key: string; readonly revision: number } {
  const match = /^(.+)\.(\d+)$/.exec(execId);
  if (match === null) return { key: execId, revision: 0 };
  return { key: match[1] ?? execId, revision: Number(match[2]) };
}

/** By `executionKey`, each in its newest revision. */
export type Executions = ReadonlyMap<string, ExecutionReport>;

/** Whether the report is new, or corrects the one that is known. */
export function isNewExecution(executions: Executions, execId: string): boolean {
  const known = executions.get(executionKey(execId));
  return known === undefined || executionRevision(known.execId) < executionRevision(execId);
}

/** Combos that the executions prove: by the combo's own summaries, or by legs that executed in full sets. */
export function combosExecuted(executions: Executions, legs: readonly OrderLeg[]): number {
  let summaries = 0;
  for (const execution of executions.values()) if (execution.of === "combo") summaries += execution.quantity;
  const sets = legs.map((leg) => legExecuted(executions, leg) / leg.ratio);
  return Math.max(summaries, sets.length === 0 ? 0 : Math.floor(Math.min(...sets)));
}

/** Contracts of one leg that the executions prove. */
export function legExecuted(executions: Executions, leg: OrderLeg): number {
  let quantity = 0;
  for (const execution of executions.values()) {
    if (execution.of === "leg" && execution.conId === leg.contract.conId) quantity += execution.quantity;
  }
  return quantity;
}

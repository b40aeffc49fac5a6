import type { Contract, StockContract } from "@legbook/domain";
import type { ContractsState } from "./fold.ts";
import { contractWords } from "./words.ts";

/** The contract with an id, or null when the log never described it. */
export function contractOf(contracts: ContractsState, conId: number): Contract | null {
  return contracts.contracts.get(conId) ?? null;
}

/** The share that a symbol names, or null when it was never described. */
export function underlyingOf(contracts: ContractsState, symbol: string): StockContract | null {
  const conId = contracts.underlyings.get(symbol);
  const contract = conId === undefined ? undefined : contracts.contracts.get(conId);
  return contract?.kind === "stock" ? contract : null;
}

/** A contract in words; one that was never described goes by its id. */
export function wordsOf(contracts: ContractsState, conId: number): string {
  const contract = contractOf(contracts, conId);
  return contract === null ? `contract ${conId}` : contractWords(contract);
}

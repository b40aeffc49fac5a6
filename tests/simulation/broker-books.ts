import { readFileSync } from "node:fs";
import type { LedgerEntry } from "@legbook/tws-simulator";

/** What the simulated broker says of itself, folded from its own ledger: what our views are held against. */
export interface BrokerBooks {
  /** How often the broker was asked to place an order, by our reference. */
  readonly placed: ReadonlyMap<string, number>;
  /** Combos filled, by reference. */
  readonly filled: ReadonlyMap<string, number>;
  /** References of orders that may still execute. */
  readonly open: ReadonlySet<string>;
  readonly execIds: ReadonlySet<string>;
  /** Signed contracts by contract id, zero left out. */
  readonly positions: ReadonlyMap<number, number>;
  /** Sum of commissions, in ten-thousandths. */
  readonly commissions: number;
}

/** Reads a ledger file; a last line that is still being written is left out. */
export function readBrokerBooks(file: string): BrokerBooks {
  const text = readFileSync(file, "utf8");
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const entries = lines
    .filter((line) => line !== "")
    .flatMap((line) => {
      const parsed = JSON.parse(line) as { entry?: LedgerEntry };
      return parsed.entry === undefined ? [] : [parsed.entry];
    });
  return foldBooks(entries);
}

function foldBooks(entries: readonly LedgerEntry[]): BrokerBooks {
  const references = new Map<number, string>();
  const quantities = new Map<number, number>();
  const placed = new Map<string, number>();
  const filled = new Map<string, number>();
  const open = new Set<string>();
  const execIds = new Set<string>();
  const positions = new Map<number, number>();
  let commissions = 0;
  const add = <Key>(map: Map<Key, number>, key: Key, count: number) =>
    map.set(key, (map.get(key) ?? 0) + count);
  for (const entry of entries) {
    if (entry.type === "OrderPlaced") {
      const { orderRef, quantity } = entry.terms;
      references.set(entry.permId, orderRef);
      quantities.set(entry.permId, quantity);
      add(placed, orderRef, 1);
      open.add(orderRef);
    } else if (entry.type === "OrderCancelled" || entry.type === "OrderRejected") {
      const orderRef = references.get(entry.permId);
      if (orderRef !== undefined) open.delete(orderRef);
    } else if (entry.type === "OrderExecuted") {
      const orderRef = references.get(entry.permId) ?? "";
      for (const { execId, kind, conId, side, quantity, commission } of entry.executions) {
        execIds.add(execId);
        commissions += commission;
        if (kind === "combo") add(filled, orderRef, quantity);
        else if (conId !== null) add(positions, conId, side === "BOT" ? quantity : -quantity);
      }
      if (filled.get(orderRef) === quantities.get(entry.permId)) open.delete(orderRef);
    }
  }
  for (const [conId, quantity] of positions) if (quantity === 0) positions.delete(conId);
  return { placed, filled, open, execIds, positions, commissions };
}

import type { OrderState } from "../ledger/order-state.ts";
import { hashText } from "../venue/random.ts";

const PERM_IDS = 900_000_000;
const PERM_ID_FIRST = 1_000_000_000;

/** The next permanent id: above all before, from a start that the seed gives. */
export function nextPermId(state: OrderState, seed: string): number {
  return Math.max(state.highestPermId, PERM_ID_FIRST + (hashText(seed) % PERM_IDS)) + 1;
}

import type { CheckedAccount } from "../checked-options.ts";
import { SimulatorOptionError } from "../options.ts";
import type { ListingBook } from "../venue/listing-book.ts";
import { moneyFromUnits, type Money } from "../venue/money.ts";
import type { Position } from "./positions.ts";

/** An account as it is before anything happens in it. */
export interface StartingAccount {
  readonly id: string;
  readonly cash: Money;
  readonly positions: readonly Pick<Position, "conId" | "quantity" | "cost">[];
}

/** Finds the contracts that the accounts hold. Throws `SimulatorOptionError` for one that the market does not list. */
export function startingAccounts(
  accounts: readonly CheckedAccount[],
  book: ListingBook,
): readonly StartingAccount[] {
  return accounts.map(({ id, cash, positions }, account) => ({
    id,
    cash: moneyFromUnits(cash),
    positions: positions.map(({ contract, quantity, averageCost }, index) => {
      const listing = typeof contract === "number" ? book.get(contract) : book.byName(contract);
      if (listing === undefined) {
        const field = `accounts[${account}].positions[${index}].${typeof contract === "number" ? "conId" : "localSymbol"}`;
        throw new SimulatorOptionError(field, `the market lists no contract ${contract}`);
      }
      return {
        conId: listing.conId,
        quantity,
        cost: Math.round(moneyFromUnits(averageCost) * quantity),
      };
    }),
  }));
}

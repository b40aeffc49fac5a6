import { COMBO_TICK, type IsoDate, type OrderContext } from "@legbook/domain";
import { isAccountAllowed, type AccountsAllowed } from "../accounts-allowed.ts";
import type { World } from "./world.ts";

/** What a request for an order in `symbol` is judged against. */
export function orderContext(
  world: World,
  accountsAllowed: AccountsAllowed,
  symbol: string,
  today: IsoDate,
): OrderContext {
  const chain = world.chains.get(symbol);
  const parameters = chain?.parameters ?? null;
  return {
    accountsAllowed: world.gateway.state.accounts.filter((account) =>
      isAccountAllowed(accountsAllowed, account),
    ),
    today,
    tick: COMBO_TICK,
    chain:
      chain === undefined || parameters === null
        ? null
        : {
            symbol,
            expiries: parameters.expiries,
            strikes: (expiry, right) =>
              (chain.contracts.get(expiry) ?? []).flatMap((contract) =>
                contract.right === right ? [contract.strike] : [],
              ),
            contract: (expiry, right, strike) =>
              chain.contracts
                .get(expiry)
                ?.find((contract) => contract.strike === strike && contract.right === right) ?? null,
          },
  };
}

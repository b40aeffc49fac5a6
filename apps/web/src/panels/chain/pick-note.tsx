import type { ReactNode } from "react";
import { formatStrike } from "../../format/prices.ts";
import { useValue } from "../../market/value-store.ts";
import { pickStore } from "./picks.ts";

/** Says what the next choice on the chain does. */
export function PickNote(): ReactNode {
  const pick = useValue(pickStore);
  if (pick === null) {
    return (
      <p className="pick-note muted">Choose a bid to sell and an ask to buy; the two make a vertical.</p>
    );
  }
  const verb = pick.action === "SELL" ? "Sell" : "Buy";
  const other = pick.action === "SELL" ? "an ask to buy" : "a bid to sell";
  const right = pick.right === "CALL" ? "call" : "put";
  return (
    <p className="pick-note" role="status">
      <b>
        {verb} {formatStrike(pick.strike)} {right}
      </b>
      : now choose {other} of another {right}.{" "}
      <button type="button" className="small" onClick={() => pickStore.set(null)}>
        Let go (Esc)
      </button>
    </p>
  );
}

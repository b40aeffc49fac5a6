import type { LedgerFact } from "../ledger/entry.ts";
import { exchangeDate } from "../venue/calendar.ts";
import type { MarketSource } from "../venue/market.ts";
import type { AccountState } from "./books.ts";
import { intrinsicValue } from "./delivery.ts";
import { markAt } from "./valuation.ts";

/** What a client asks for with an exercise request. */
export interface ExerciseRequest {
  readonly conId: number;
  readonly action: "exercise" | "lapse";
  /** Contracts. */
  readonly quantity: number;
  /** Do it even when it goes against the option's value. */
  readonly override: boolean;
}

export type ExerciseAnswer =
  | { readonly ok: true; readonly fact: LedgerFact }
  | { readonly ok: false; readonly code: number; readonly message: string };

const PROCESSING_FAILED = 322;

function refused(cause: string): ExerciseAnswer {
  return {
    ok: false,
    code: PROCESSING_FAILED,
    message: `Error processing request.-'bA' : cause - ${cause}`,
  };
}

/**
 * What an exercise request does to the books: an instruction that the night carries out, an answer when there is nothing
 * to instruct. Only long contracts that no earlier instruction has can be instructed [D]; what goes against the option's
 * value needs the override [D]; a European option is exercised on its last day only [D]. The wording of all but the
 * first refusal is not recorded anywhere [U].
 */
export function instructExercise(
  source: MarketSource,
  account: AccountState,
  request: ExerciseRequest,
  at: number,
): ExerciseAnswer {
  const { conId, action, quantity, override } = request;
  const listing = source.book.get(conId);
  const told = account.instructions.get(conId) ?? { exercise: 0, lapse: 0 };
  const held = account.positions.get(conId)?.quantity ?? 0;
  if (listing?.kind !== "option" || !(quantity > 0) || held - told.exercise - told.lapse < quantity) {
    return refused(`No unlapsed position exists in this option in account ${account.id}.`);
  }
  if (action === "exercise" && listing.style === "european" && exchangeDate(at) < listing.expiry) {
    return refused("This option can be exercised on its last day only.");
  }
  const isInTheMoney = intrinsicValue(listing, markAt(source, listing.underlyingConId, at)) > 0;
  if (!override && isInTheMoney !== (action === "exercise")) {
    return refused(`The option is ${isInTheMoney ? "in" : "out of"} the money: override is needed.`);
  }
  return {
    ok: true,
    fact: {
      type: "ExerciseInstructed",
      account: account.id,
      conId,
      exercise: told.exercise + (action === "exercise" ? quantity : 0),
      lapse: told.lapse + (action === "lapse" ? quantity : 0),
    },
  };
}

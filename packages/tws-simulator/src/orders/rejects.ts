import type { ListingBook } from "../venue/listing-book.ts";
import { secTypeOf } from "../venue/listing.ts";
import type { OrderTerms } from "./order.ts";
import type { OrderFilter, OrderQuirks, RejectQuirk } from "./quirks.ts";
import type { OrderFault } from "./order-fault.ts";

function symbolAndSecType(book: ListingBook, terms: OrderTerms): readonly [string, string] {
  if (terms.contract.kind === "combo") return [terms.contract.symbol, "BAG"];
  const listing = book.get(terms.contract.conId);
  if (listing === undefined) throw new RangeError(`no contract ${terms.contract.conId}`);
  return [listing.symbol, secTypeOf(listing)];
}

/** Whether an order fits everything that a filter gives. */
export function fits(book: ListingBook, filter: OrderFilter, clientId: number, terms: OrderTerms): boolean {
  const [symbol, secType] = symbolAndSecType(book, terms);
  const actual: Required<OrderFilter> = {
    clientId,
    symbol,
    secType,
    account: terms.account,
    action: terms.action,
    orderType: terms.orderType,
    orderRef: terms.orderRef,
  };
  return (Object.keys(filter) as (keyof OrderFilter)[]).every(
    (key) => filter[key] === undefined || filter[key] === actual[key],
  );
}

/** The refusal that waits for such an order, counted down; null when none does. */
export function takeReject(
  quirks: OrderQuirks,
  book: ListingBook,
  stage: RejectQuirk["stage"],
  clientId: number,
  terms: OrderTerms,
): OrderFault | null {
  const reject = quirks.rejects.find(
    (candidate) =>
      candidate.stage === stage && candidate.remaining > 0 && fits(book, candidate.filter, clientId, terms),
  );
  if (reject === undefined) return null;
  reject.remaining -= 1;
  quirks.rejects = quirks.rejects.filter(({ remaining }) => remaining > 0);
  return { code: reject.code, message: reject.message };
}

import * as z from "zod";
import { orderTerms } from "../../orders/validation.ts";
import { blankField } from "../../wire/field-text.ts";
import { REQUEST_LAYOUTS } from "../../wire/request-layouts.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import { defineAction } from "../action.ts";
import { FaultFailure } from "../world.ts";

type PlaceOrder = RequestValues<"placeOrder">;

/** An order in which nothing is said. */
function blankOrder(): PlaceOrder {
  const values = REQUEST_LAYOUTS.placeOrder.flatMap((element): [string, unknown][] => {
    if (element.element === "version") return [];
    if (element.element === "field") return [[element.name, blankField(element.kind)]];
    return [[element.name, element.element === "list" ? [] : null]];
  });
  return Object.fromEntries(values) as unknown as PlaceOrder;
}

/** What people do at TWS itself, beside all API clients. */
export const BY_HAND_ACTIONS = [
  defineAction({
    name: "order-by-hand",
    family: "orders",
    summary: "A person places an order at TWS: it belongs to client 0 and has no order id until it is bound.",
    mark: "D",
    parameters: z.strictObject({
      localSymbol: z.string().describe("which contract, by its exchange's name"),
      side: z.enum(["BUY", "SELL"]).describe("what it does"),
      quantity: z.int().min(1).default(1).describe("of it"),
      limit: z.number().optional().describe("the price; a market order when absent"),
      account: z.string().optional().describe("the first one when absent"),
    }),
    example: 'order-by-hand localSymbol="LBX" side=BUY quantity=100 at 10:15:00',
    needsMessage: false,
    lasts: false,
    apply: ({ world: { venue, desk } }, { localSymbol, side, quantity, limit, account }) => {
      const listing = venue.source.book.byName(localSymbol);
      if (listing === undefined) throw new FaultFailure(`no contract ${localSymbol}`);
      const order: PlaceOrder = {
        ...blankOrder(),
        conId: listing.conId,
        exchange: "SMART",
        account: account ?? venue.accountIds[0] ?? "",
        action: side,
        totalQuantity: quantity,
        orderType: limit === undefined ? "MKT" : "LMT",
        limitPrice: limit ?? null,
        tif: "DAY",
        transmit: true,
      };
      const terms = orderTerms(order, venue.source, venue.accountIds, venue.clock.now());
      if (!terms.ok) throw new FaultFailure(`${terms.fault.code}: ${terms.fault.message}`);
      desk.placeByHand(terms.value);
    },
  }),
] as const;

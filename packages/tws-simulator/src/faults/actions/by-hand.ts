import * as z from "zod";
import { defineAction } from "../action.ts";
import { FaultFailure } from "../world.ts";

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
      const placed = desk.placeByHand({
        contract: { conId: listing.conId },
        action: side,
        quantity,
        account: account ?? venue.accountIds[0] ?? "",
        ...(limit === undefined ? { orderType: "MKT" } : { limitPrice: limit }),
      });
      if (!placed.ok) throw new FaultFailure(`${placed.fault.code}: ${placed.fault.message}`);
    },
  }),
] as const;

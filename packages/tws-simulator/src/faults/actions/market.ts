import * as z from "zod";
import { defineAction } from "../action.ts";
import { secTypeOfLine } from "../farms.ts";
import { tell } from "../world.ts";

const family = "market";
/** What is said of a book that is not to be trusted any more, and of one that has ended [D]. */
const DEPTH_NOTICES = {
  reset: {
    code: 317,
    message:
      "Market depth data has been RESET. Please empty deep book contents before applying any new entries.",
  },
  halted: { code: 316, message: "Market depth data has been HALTED. Please re-subscribe." },
} as const;
/** What TWS sends for a price and for a greek that it has not computed [M]. */
const [NO_PRICE, NO_GREEK] = [-1, -2];

export const MARKET_ACTIONS = [
  defineAction({
    name: "missing-greeks",
    family,
    summary: "Option computations are there without values, or are not sent at all.",
    mark: "D",
    parameters: z.strictObject({
      how: z.enum(["unset", "absent"]).default("unset").describe("which of them"),
      chance: z.number().gt(0).max(1).default(1).describe("for each computation"),
    }),
    example: "missing-greeks how=absent for 2m",
    needsMessage: false,
    lasts: true,
    apply: ({ intercept, random }, { how, chance }) => {
      let seen = 0;
      return intercept("reply", ["tickOptionComputation"], (message) => {
        seen += 1;
        if (random(seen) >= chance) return;
        if (how === "absent") {
          message.isLost = true;
          return;
        }
        message.change((values) => ({
          ...values,
          impliedVolatility: NO_PRICE,
          delta: NO_GREEK,
          price: NO_PRICE,
          dividendValue: NO_PRICE,
          gamma: NO_GREEK,
          vega: NO_GREEK,
          theta: NO_GREEK,
          underlyingPrice: NO_PRICE,
        }));
      });
    },
  }),
  defineAction({
    name: "frozen-quotes",
    family,
    summary: "Quotes stand still without a word: no tick, no error, no notice.",
    mark: "D",
    parameters: z.strictObject({
      secType: z.string().optional().describe("only of such contracts: OPT, STK, BAG; all when absent"),
    }),
    example: "frozen-quotes secType=OPT at 11:00:00 for 5m",
    needsMessage: false,
    lasts: true,
    apply: ({ eachClient }, { secType }) =>
      eachClient(({ lines }) => {
        const isSilent: Parameters<typeof lines.silences.add>[0] = (line) =>
          secType === undefined || secTypeOfLine(line) === secType;
        lines.silences.add(isSilent);
        return () => void lines.silences.delete(isSilent);
      }),
  }),
  defineAction({
    name: "depth-reset",
    family,
    summary: "Each market depth subscription is told to begin anew, and gets its book again as new rows.",
    mark: "D",
    parameters: z.strictObject({
      how: z
        .enum(["reset", "halted"])
        .default("reset")
        .describe("reset: 317, and the book comes again; halted: 316, and the subscription has ended"),
    }),
    example: "depth-reset at 11:00:00",
    needsMessage: false,
    lasts: false,
    apply: ({ targets }, { how }) => {
      const { code, message } = DEPTH_NOTICES[how];
      for (const connection of targets()) {
        for (const line of connection.depth.all) {
          tell(connection, line.requestId, code, message);
          if (how === "reset") line.forget();
          else connection.depth.cancel(line.requestId, line.isSmart);
        }
      }
    },
  }),
] as const;

import * as z from "zod";
import { deliveryOf } from "../../account/delivery.ts";
import { UNSET_DOUBLE_TEXT } from "../../wire/field-text.ts";
import { defineAction } from "../action.ts";
import { textOf } from "../passing-message.ts";
import { type FaultContext, FaultFailure, type FaultWorld, type Undo } from "../world.ts";

const family = "account";

/** The option of this name that an account holds, and how many. */
function heldOption(world: FaultWorld, accountId: string | undefined, localSymbol: string | undefined) {
  const id = accountId ?? world.venue.accountIds[0] ?? "";
  const account = world.venue.state.accounts.get(id);
  if (account === undefined) throw new FaultFailure(`no account ${id}`);
  for (const { conId, quantity } of account.positions.values()) {
    const listing = world.venue.source.book.get(conId);
    const isMeant = localSymbol === undefined ? quantity < 0 : listing?.localSymbol === localSymbol;
    if (listing?.kind === "option" && quantity !== 0 && isMeant) return { account, listing, quantity };
  }
  throw new FaultFailure(`${id} holds no ${localSymbol ?? "short option"}`);
}

/** Portfolios, and account values as well when `accountToo` says so, come without their amounts. */
export function unsetValues({ intercept }: FaultContext, accountToo: boolean): Undo {
  const names = ["portfolioValue", ...(accountToo ? ["accountValue", "accountSummary"] : [])];
  return intercept("reply", names, (message) => {
    message.change((values) => {
      if (message.name !== "portfolioValue") {
        const isAmount = /^-?\d+(?:\.\d+)?$/.test(textOf(values, "value"));
        return isAmount ? { ...values, value: UNSET_DOUBLE_TEXT } : values;
      }
      const unset = { marketPrice: null, marketValue: null, averageCost: null, unrealisedProfit: null };
      return { ...values, ...unset };
    });
  });
}

export const ACCOUNT_ACTIONS = [
  defineAction({
    name: "unset-portfolio",
    family,
    summary:
      "Portfolio prices, values, average costs and profits come as the unset double, as after a restart.",
    mark: "D",
    parameters: z.strictObject({
      values: z.boolean().default(false).describe("account values and summaries come unset as well"),
    }),
    example: "unset-portfolio for 30s",
    needsMessage: false,
    lasts: true,
    apply: (context, { values }) => unsetValues(context, values),
  }),
  defineAction({
    name: "uncovered-margin",
    family,
    summary:
      "Nothing covers anything: previews, account values and refusals ask for each contract as if it were alone.",
    mark: "D",
    parameters: z.strictObject({}),
    example: "uncovered-margin for 10m",
    needsMessage: false,
    lasts: true,
    apply: ({ world: { venue } }) => {
      const before = venue.marginManner;
      venue.marginManner = "alone";
      return () => {
        venue.marginManner = before;
      };
    },
  }),
  defineAction({
    name: "assign",
    family,
    summary: "A short option is assigned: it becomes shares, and no order and no execution tells of it.",
    mark: "D",
    parameters: z.strictObject({
      account: z.string().optional().describe("the first one when absent"),
      localSymbol: z.string().optional().describe("which option; the first short one when absent"),
      quantity: z.int().min(1).optional().describe("contracts; all when absent"),
    }),
    example: "assign at 2026-03-17T07:00:00",
    needsMessage: false,
    lasts: false,
    apply: ({ world }, parameters) => {
      const { account, listing, quantity } = heldOption(world, parameters.account, parameters.localSymbol);
      const most = Math.abs(quantity);
      const contracts = Math.min(most, parameters.quantity ?? most) * Math.sign(quantity);
      const delivery = deliveryOf(account, listing, contracts, true);
      world.venue.record({ type: "OptionAssigned", reason: "by a fault", ...delivery });
      world.hub.accountChanged(account.id);
    },
  }),
] as const;

import type { Position } from "@legbook/domain";
import type { CommandAnswer } from "@legbook/engine/ports";
import type { ApiContext } from "../context.ts";
import type { OptionChainModel } from "../models/chain.ts";
import { VIEWS_OF } from "../models/models.ts";
import { builder } from "./builder.ts";
import { optionChainType } from "./chain.ts";
import { shown } from "./read-your-writes.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";

interface ChainOpened {
  readonly position: Position;
  readonly chain: OptionChainModel;
}

const openChainInput = builder.inputType("OpenChainInput", {
  fields: (t) => ({ symbol: t.string({ required: true }) }),
});

const openExpiryInput = builder.inputType("OpenExpiryInput", {
  fields: (t) => ({
    symbol: t.string({ required: true }),
    expiry: t.field({ type: "Date", required: true }),
  }),
});

const chainOpenedType = builder.objectRef<ChainOpened>("ChainOpened").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    chain: t.expose("chain", { type: optionChainType }),
  }),
});

async function opened(
  context: ApiContext,
  symbol: string,
  answer: CommandAnswer,
): Promise<ChainOpened | RefusedCommand> {
  if (answer.kind === "refused") return new RefusedCommand(answer.refusal);
  await shown(context, answer.position, VIEWS_OF.chain);
  const chain = context.models.chain(symbol);
  if (chain === null) throw new Error(`the chain of ${symbol} was opened and is not in the views`);
  return { position: answer.position, chain };
}

builder.mutationField("openChain", (t) =>
  t.field({
    type: resultUnion("OpenChainResult", chainOpenedType),
    args: { input: t.arg({ type: openChainInput, required: true }) },
    resolve: async (_root, { input: { symbol } }, context) => {
      const answer = await context.engine.openChain(symbol, context.user);
      return opened(context, answer.kind === "accepted" ? answer.symbol : symbol, answer);
    },
  }),
);

builder.mutationField("openExpiry", (t) =>
  t.field({
    type: resultUnion("OpenExpiryResult", chainOpenedType),
    args: { input: t.arg({ type: openExpiryInput, required: true }) },
    resolve: async (_root, { input: { symbol, expiry } }, context) =>
      opened(context, symbol, await context.engine.openExpiry(symbol, expiry, context.user)),
  }),
);

import type { SymbolMatch } from "@legbook/engine/ports";
import { builder } from "./builder.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";

const symbolMatchType = builder.objectRef<SymbolMatch>("SymbolMatch").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    symbol: t.exposeString("symbol"),
    description: t.exposeString("description"),
    primaryExchange: t.exposeString("primaryExchange"),
    currency: t.exposeString("currency"),
    hasOptions: t.exposeBoolean("hasOptions"),
  }),
});

const symbolsType = builder
  .objectRef<{ readonly matches: readonly SymbolMatch[] }>("Symbols")
  .implement({ fields: (t) => ({ matches: t.expose("matches", { type: [symbolMatchType] }) }) });

builder.queryField("symbols", (t) =>
  t.field({
    type: resultUnion("SymbolsResult", symbolsType),
    description: "Symbols that match a text, as the gateway knows them.",
    args: { pattern: t.arg.string({ required: true }) },
    resolve: async (_root, { pattern }, { engine }) => {
      const answer = await engine.findSymbols(pattern);
      return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : { matches: answer.matches };
    },
  }),
);

import type { InputObjectRef } from "@pothos/core";
import type { AsOf } from "../past/as-of.ts";
import { builder } from "./builder.ts";

type AsOfRef = InputObjectRef<typeof builder.$inferSchemaTypes, AsOf>;

const asOfInput: AsOfRef = builder.inputRef<AsOf>("AsOf").implement({
  description: "A place in the log to look from: right after one event. One of the two.",
  isOneOf: true,
  fields: (t) => ({
    position: t.field({ type: "LogPosition", description: "Of that event: a stable link to a moment." }),
    time: t.field({
      type: "DateTime",
      description: "The event is the last one whose gateway time is not later.",
    }),
  }),
});

/** The argument of every query that shows a view: `args: { asOf: t.arg(AS_OF) }`, then `context.viewpoint`. */
export const AS_OF: { readonly type: AsOfRef; readonly description: string } = {
  type: asOfInput,
  description: "What it was then, by that moment's clock. Left out: what it is now.",
};

/** The same for a moment that has to be given. */
export const MOMENT: { readonly type: AsOfRef; readonly required: true } = {
  type: asOfInput,
  required: true,
};

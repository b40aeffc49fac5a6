import type { Refusal } from "@legbook/domain";
import type { ObjectRef } from "@pothos/core";
import { builder } from "./builder.ts";

/** A refusal as a member of the commands' unions: told from the others by its class. */
export class RefusedCommand {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/** The refusal with its field as this API's input calls it, where the engine's name is another. */
export function refusedWithField(refusal: Refusal, rename: (field: string) => string): RefusedCommand {
  return new RefusedCommand({ ...refusal, field: refusal.field === null ? null : rename(refusal.field) });
}

export const commandRefusedType = builder.objectRef<RefusedCommand>("CommandRefused").implement({
  description: "Refused by a rule or for a faulty input. Nothing was done but to record the refusal.",
  isTypeOf: (value) => value instanceof RefusedCommand,
  fields: (t) => ({
    code: t.string({
      description: "Stable: order.limit-price-outside-width.",
      resolve: ({ refusal }) => refusal.code,
    }),
    message: t.string({ resolve: ({ refusal }) => refusal.message }),
    field: t.string({
      nullable: true,
      description: "Path of the faulty input, when it is one input.",
      resolve: ({ refusal }) => refusal.field,
    }),
    inputs: t.field({ type: "JSON", resolve: ({ refusal }) => refusal.inputs }),
    limit: t.string({ nullable: true, resolve: ({ refusal }) => refusal.limit }),
    remedy: t.string({ resolve: ({ refusal }) => refusal.remedy }),
  }),
});

/** A union of what a command gives when it is accepted and `CommandRefused`. */
export function resultUnion<Accepted extends object>(
  name: string,
  accepted: ObjectRef<typeof builder.$inferSchemaTypes, Accepted>,
) {
  return builder.unionType(name, {
    types: [accepted, commandRefusedType],
    resolveType: (value) => (value instanceof RefusedCommand ? commandRefusedType : accepted),
  });
}

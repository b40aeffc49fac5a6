import type { EpochMs, IsoDate, Micros, OrderRef, Refusal } from "@legbook/domain";
import { z } from "zod";
import type { EventFormat } from "../event-codec.ts";

/** A type that never changed, as JSON. */
export function json<Schema extends z.ZodType>(
  schema: Schema,
): Omit<EventFormat, "schema"> & { readonly schema: Schema } {
  return { schemaVersion: 1, schema };
}

export const micros = z.int() as unknown as z.ZodType<Micros>;
export const microsOrUnset = micros.nullable();
export const epochMs = z.int() as unknown as z.ZodType<EpochMs>;
export const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/) as unknown as z.ZodType<IsoDate>;
export const orderRef = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/) as unknown as z.ZodType<OrderRef>;

/** A broker's id or code. */
export const integer = z.int();
export const integerOrNull = integer.nullable();

/** Named values for a person or an audit. */
export const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const refusal = z.strictObject({
  code: z.string(),
  message: z.string(),
  field: z.string().nullable(),
  inputs: scalars,
  limit: z.string().nullable(),
  remedy: z.string(),
}) satisfies z.ZodType<Refusal>;

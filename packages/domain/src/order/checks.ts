import type { Refusal, RefusalInput } from "../kernel/outcome.ts";

/** A step of the check: what it made of the text, or why not. */
export type Checked<Value> = { readonly value: Value } | { readonly refusal: Refusal };

/** A fault of one field of an order's terms. `code` without the `order.` in front of it. */
export function fault(
  code: string,
  field: string,
  message: string,
  inputs: Readonly<Record<string, RefusalInput>>,
  limit: string | null,
  remedy: string,
): Refusal {
  return { code: `order.${code}`, field, message, inputs, limit, remedy };
}

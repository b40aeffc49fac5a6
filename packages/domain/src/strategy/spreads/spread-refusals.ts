import type { Refusal, RefusalInput } from "../../kernel/outcome.ts";

/** A fault of a spread's legs or price. `code` without the `spread.` in front of it. */
export function spreadFault(
  code: string,
  field: string | null,
  message: string,
  inputs: Readonly<Record<string, RefusalInput>>,
  limit: string | null,
  remedy: string,
): Refusal {
  return { code: `spread.${code}`, field, message, inputs, limit, remedy };
}

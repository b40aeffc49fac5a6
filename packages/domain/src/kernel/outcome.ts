/** What a refused command tells its sender: which rule, on which inputs, against which limit, and the way out. */
export interface Refusal {
  /** Stable, dotted, lower case: `order.limit-price-outside-width`. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  /** Path of the faulty input, as the sender named it (`quantity`, `legs[1].strike`); null when no one field is at fault. */
  readonly field: string | null;
  /** The values that decided. */
  readonly inputs: Readonly<Record<string, RefusalInput>>;
  /** The limit that was in force, in words and units; null when there is none. */
  readonly limit: string | null;
  /** The nearest change that would pass, as a sentence. */
  readonly remedy: string;
}

export type RefusalInput = string | number | boolean | null;

/** The result of a decision: events to append (none when there is nothing to do), or a refusal. Bugs throw instead. */
export type Outcome<Event> =
  | { readonly kind: "emitted"; readonly events: readonly Event[] }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export function emit<Event>(...events: readonly Event[]): Outcome<Event> {
  return { kind: "emitted", events };
}

/** The command was already carried out, or changes nothing: repeating it is harmless. */
export function nothing(): Outcome<never> {
  return { kind: "emitted", events: [] };
}

export function refuse(refusal: Refusal): Outcome<never> {
  return { kind: "refused", refusal };
}

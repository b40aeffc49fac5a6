import type { GraphQLFormattedError } from "graphql";
import type { Harness } from "./harness.ts";

export type Data = Readonly<Record<string, unknown>>;

export interface Result {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

export interface Subscription {
  next(): Promise<Result>;
  /** Results until one satisfies. */
  until(passes: (data: Data) => boolean): Promise<Data>;
  ended(): Promise<boolean>;
  stop(): Promise<unknown>;
}

/** Results one after the other; those that came before they were asked for wait. */
export async function subscribeTo(
  harness: Harness,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Subscription> {
  const client = await harness.client();
  const results = client.iterate<Data>({ query, variables });
  return {
    next: async () => {
      const result = await results.next();
      return result.done === true ? { data: null } : result.value;
    },
    until: async (passes) => {
      for (;;) {
        const result = await results.next();
        if (result.done === true) throw new Error("the subscription ended");
        const { data } = result.value;
        if (data !== null && data !== undefined && passes(data)) return data;
      }
    },
    ended: async () => (await results.next()).done === true,
    stop: async () => results.return?.(),
  };
}

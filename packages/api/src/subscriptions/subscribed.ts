import type { ViewName } from "@legbook/projections";
import type { ApiContext } from "../context.ts";
import { Conflated } from "./conflated.ts";
import { onQuotes } from "./watch.ts";

export interface SubscribedOptions<Model> {
  /** Views whose change is delivered, at most once every `intervalMs`. */
  readonly views: readonly ViewName[];
  readonly intervalMs: number;
  /** Contracts whose quotes are delivered too, at most once every `intervalMs` of it. */
  readonly quotes?: { readonly conIds: () => Iterable<number>; readonly intervalMs: number };
  /** Delivers without any change after this time. */
  readonly refreshMs?: number;
  /** The whole, as it is now. */
  readonly snapshot: () => Model;
}

/** Wholes of a view, the first at once: what every subscription but deltas and the event tail is made of. */
export function subscribed<Model>(
  { views }: ApiContext,
  { views: names, intervalMs, quotes, refreshMs, snapshot }: SubscribedOptions<Model>,
): Conflated<Model> {
  return new Conflated({
    ...(refreshMs === undefined ? {} : { refreshMs }),
    watch: (changed) => {
      const stops = [views.onChange(names, () => changed(intervalMs))];
      if (quotes !== undefined) {
        stops.push(onQuotes(views, quotes.conIds, () => changed(quotes.intervalMs)));
      }
      return () => {
        for (const stop of stops) stop();
      };
    },
    read: snapshot,
  });
}

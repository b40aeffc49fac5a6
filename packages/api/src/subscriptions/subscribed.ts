import type { ViewName } from "@legbook/projections";
import type { ApiContext } from "../context.ts";
import { Conflated } from "./conflated.ts";

export interface SubscribedOptions<Model> {
  /** Views whose change is delivered, at most once every `intervalMs`. */
  readonly views: readonly ViewName[];
  readonly intervalMs: number;
  /** Delivers after quotes changed too, at most once every so often. */
  readonly quotesIntervalMs?: number;
  /** Delivers without any change after this time. */
  readonly refreshMs?: number;
  /** The whole, as it is now. */
  readonly snapshot: () => Model;
}

/** Wholes of a view, the first at once: what every subscription but deltas and the event tail is made of. */
export function subscribed<Model>(
  { views }: ApiContext,
  { views: names, intervalMs, quotesIntervalMs, refreshMs, snapshot }: SubscribedOptions<Model>,
): Conflated<Model> {
  return new Conflated({
    ...(refreshMs === undefined ? {} : { refreshMs }),
    watch: (changed) => {
      const stops = [views.onChange(names, () => changed(intervalMs))];
      if (quotesIntervalMs !== undefined) {
        stops.push(views.onChange(["market"], () => changed(quotesIntervalMs)));
      }
      return () => {
        for (const stop of stops) stop();
      };
    },
    read: snapshot,
  });
}

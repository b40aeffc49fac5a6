import type { IsoDate, Position } from "@legbook/domain";
import type { ApiContext } from "../context.ts";
import { chainQuotesModel, type ChainQuotesModel } from "../models/chain.ts";
import { Conflated } from "./conflated.ts";
import { conIdsOf, onQuotes } from "./watch.ts";

const INTERVAL_MS = 100;
/** A reader that leaves a delivery waiting for longer gets the whole. */
const SLOW_READER_MS = 1_000;

/**
 * An expiry's rows, then those that changed since the reader last took some. Nothing is queued: a delta is worked out
 * when the reader takes it, from the position that its last one showed.
 */
export function chainQuotes(
  context: ApiContext,
  symbol: string,
  expiry: IsoDate,
): Conflated<ChainQuotesModel> {
  const { views, engine } = context;
  let shown: Position | null = null;
  return new Conflated({
    watch: (changed) => {
      const tell = (): void => changed(INTERVAL_MS);
      const stops = [
        onQuotes(views, () => conIdsOf(views, symbol, expiry), tell),
        views.onChange(["optionChain"], tell),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    read: (lateMs) => {
      const since = lateMs > SLOW_READER_MS ? null : shown;
      const model = chainQuotesModel(views, symbol, expiry, since, engine.now());
      shown = model.position;
      return model;
    },
  });
}

import {
  applyTicks,
  createQuoteTable,
  type MarketEvent,
  type Position,
  type QuoteTable,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

/** The newest quote of every contract: one table that all views read their prices from. */
export interface MarketState extends ViewState {
  readonly quotes: QuoteTable;
  /** By contract id: the event that last changed its row. */
  readonly changedAt: Map<number, Position>;
}

export const market = projection<MarketState, MarketEvent>({
  name: "market",
  version: 1,
  init: () => ({ position: null, quotes: createQuoteTable(), changedAt: new Map() }),
  on: {
    TicksRecorded(state, ticks, record) {
      const { changedAt } = state;
      const { position } = record;
      applyTicks(state.quotes, ticks, (conId) => {
        changedAt.set(conId, position);
      });
      return true;
    },
  },
});

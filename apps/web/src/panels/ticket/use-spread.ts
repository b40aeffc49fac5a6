import { useEffect, useMemo, useRef, useState } from "react";
import { useFeed, type FeedState } from "../../graphql/feed.ts";
import { spreadFeed } from "../../graphql/feeds.ts";
import type { SpreadInput, SpreadSubscription } from "../../gql/graphql.ts";

export type Spread = Extract<SpreadSubscription["spread"], { __typename: "Spread" }>;

export interface SpreadView {
  readonly state: FeedState<SpreadSubscription["spread"]>;
  /** The newest figures, also while those for a changed ticket are on their way. */
  readonly spread: Spread | null;
  readonly settling: boolean;
}

const settleMs = 150;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Refusals of what was typed leave the figures that there were; others leave none. */
const typedFields = new Set(["price", "chosen", "years", "volatility"]);

/** Follows the figures of the ticket's spread, a moment after the last change. */
export function useSpread(input: SpreadInput): SpreadView {
  const wanted = JSON.stringify(input);
  const settled = useSettled(wanted);
  const feed = useMemo(() => spreadFeed(JSON.parse(settled) as SpreadInput), [settled]);
  const state = useFeed(feed);
  const last = useRef<Spread | null>(null);
  const fresh = state.data?.__typename === "Spread" ? state.data : null;
  useEffect(() => {
    if (fresh !== null) last.current = fresh;
  }, [fresh]);
  const gone = state.data?.__typename === "CommandRefused" && !typedFields.has(state.data.field ?? "");
  return {
    state,
    spread: fresh ?? (gone ? null : last.current),
    settling: wanted !== settled || fresh === null,
  };
}

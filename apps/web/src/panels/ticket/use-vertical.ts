import { useEffect, useMemo, useRef, useState } from "react";
import { useFeed, type FeedState } from "../../graphql/feed.ts";
import { verticalFeed } from "../../graphql/feeds.ts";
import type { VerticalInput, VerticalSubscription } from "../../gql/graphql.ts";

export type Vertical = Extract<VerticalSubscription["vertical"], { __typename: "Vertical" }>;

export interface VerticalView {
  readonly state: FeedState<VerticalSubscription["vertical"]>;
  /** The newest figures, also while those for a changed ticket are on their way. */
  readonly vertical: Vertical | null;
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

/** Follows the figures of the ticket's vertical, a moment after the last change. */
export function useVertical(input: VerticalInput): VerticalView {
  const wanted = JSON.stringify(input);
  const settled = useSettled(wanted);
  const feed = useMemo(() => verticalFeed(JSON.parse(settled) as VerticalInput), [settled]);
  const state = useFeed(feed);
  const last = useRef<Vertical | null>(null);
  const fresh = state.data?.__typename === "Vertical" ? state.data : null;
  useEffect(() => {
    if (fresh !== null) last.current = fresh;
  }, [fresh]);
  const refused = state.data?.__typename === "CommandRefused";
  return {
    state,
    vertical: fresh ?? (refused ? null : last.current),
    settling: wanted !== settled || fresh === null,
  };
}

import type { ReactNode } from "react";
import { formatCount, formatPercent } from "../../format/numbers.ts";
import { scanState } from "../../market/scan-store.ts";
import { useValue } from "../../market/value-store.ts";

/** How young the quotes are that the scan rests on, while market lines take turns over the chain. */
export function Freshness(): ReactNode {
  const freshness = useValue(scanState, (state) => (state.phase === "live" ? state.summary.freshness : null));
  if (freshness === null) return null;
  const { relevant, all } = freshness;
  const shares = [
    ["1 s", relevant.within1s],
    ["5 s", relevant.within5s],
    ["30 s", relevant.within30s],
  ] as const;
  return (
    <span
      className="freshness muted"
      role="status"
      aria-label="Freshness"
      title={`Of ${formatCount(relevant.contracts)} contracts that matter to this scan, the share seen within 1, 5 and 30 seconds. Of all ${formatCount(all.contracts)} contracts ${formatPercent(all.within30s, 0)} were seen within 30 s.`}
    >
      Seen {shares.map(([span, share]) => `≤${span} ${formatPercent(share, 0)}`).join(" · ")} of{" "}
      {formatCount(relevant.contracts)}
    </span>
  );
}

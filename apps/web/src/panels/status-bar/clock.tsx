import type { ReactNode } from "react";
import { formatMinutes, formatNewYorkClock, formatNewYorkDay, newYorkZone } from "../../format/times.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { connectionFeed } from "../../graphql/feeds.ts";
import type { SessionPhase } from "../../gql/graphql.ts";
import { useEachSecond } from "../../market/clock.ts";
import { gatewayNow } from "../../market/gateway-time.ts";

const phaseWords: Record<SessionPhase, string> = {
  PRE: "pre-market",
  REGULAR: "open",
  POST: "after hours",
  CLOSED: "closed",
};

/** The market's own time in New York and how long the session has left. */
export function Clock(): ReactNode {
  const known = useFeedPart(connectionFeed, (data) => data !== undefined);
  const phase = useFeedPart(connectionFeed, (data) => data?.sessionPhase ?? null);
  const minutes = useFeedPart(connectionFeed, (data) => data?.minutesToClose ?? null);
  const text = useEachSecond(() => formatNewYorkClock(gatewayNow()));
  const now = gatewayNow();
  const session = phase === null ? "session unknown" : `Market ${phaseWords[phase]}`;
  const left = minutes === null || phase !== "REGULAR" ? "" : ` · ${formatMinutes(minutes)} to close`;
  return (
    <div className="reading clock" role="group" aria-label="New York clock">
      <span className="reading-label">
        {session}
        {left}
      </span>
      <span
        className="reading-value strong"
        title={`${formatNewYorkDay(now)} in New York · here ${new Date().toLocaleTimeString()}`}
      >
        {known ? text : "––:––:––"} <span className="unit">{newYorkZone(now)}</span>{" "}
        <span className="unit day">{known ? formatNewYorkDay(now) : ""}</span>
      </span>
    </div>
  );
}

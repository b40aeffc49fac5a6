import { useState, type ReactNode } from "react";
import { useSession } from "../../app/session.ts";
import { useFeed } from "../../graphql/feed.ts";
import { connectionFeed, type Connection } from "../../graphql/feeds.ts";
import type { ConnectionPhase } from "../../gql/graphql.ts";
import { Moment } from "../../controls/moment.tsx";

const phaseWords: Record<ConnectionPhase, string> = {
  IDLE: "Idle",
  CONNECTING: "Connecting",
  HANDSHAKING: "Handshaking",
  SYNCHRONISING: "Synchronising",
  READY: "Ready",
  WAITING: "Waiting to retry",
  BLOCKED: "Blocked",
  CLOSED: "Closed",
};

function isFarmUp(status: string): boolean {
  return /^(ok|up|connected|inactive)$/i.test(status);
}

function farmSummary(connection: Connection): string {
  if (connection.farms.length === 0) return "no farm reported";
  const down = connection.farms.filter((farm) => !isFarmUp(farm.status));
  if (down.length === 0) return `${connection.farms.length} farms ok`;
  return `${down.length} of ${connection.farms.length} farms down`;
}

function Farms({ connection }: { readonly connection: Connection }): ReactNode {
  return (
    <ul className="farm-list">
      {connection.farms.map((farm) => (
        <li key={`${farm.kind} ${farm.name}`} data-tone={isFarmUp(farm.status) ? "good" : "danger"}>
          <span aria-hidden="true">{isFarmUp(farm.status) ? "●" : "▲"}</span> {farm.name}
          <span className="muted"> {farm.kind}</span> <b>{farm.status}</b>
        </li>
      ))}
    </ul>
  );
}

function Details({ connection }: { readonly connection: Connection }): ReactNode {
  const session = useSession();
  return (
    <div className="popover" role="group" aria-label="Gateway details">
      <dl className="pairs">
        <dt>Gateway</dt>
        <dd>{session?.gateway ?? "–"}</dd>
        <dt>Server version</dt>
        <dd>{connection.serverVersion ?? "–"}</dd>
        <dt>Broker link</dt>
        <dd>{connection.brokerLinkOk ? "ok" : "broken"}</dd>
        <dt>Clock offset</dt>
        <dd>{connection.timeOffsetMs === null ? "–" : `${connection.timeOffsetMs} ms`}</dd>
        <dt>Attempts</dt>
        <dd>{connection.attempts}</dd>
        <dt>Our pacing</dt>
        <dd>
          {connection.throttling === null ? (
            "holds nothing back"
          ) : (
            <>
              holds {connection.throttling.priority} requests back since{" "}
              <Moment at={connection.throttling.since} />: {connection.throttling.limitMax} a second
            </>
          )}
        </dd>
      </dl>
      <Farms connection={connection} />
      {connection.lastNotice ? (
        <p className="muted">
          Last notice <Moment at={connection.lastNotice.at} />: {connection.lastNotice.message}{" "}
          <code>{connection.lastNotice.code}</code>
        </p>
      ) : null}
    </div>
  );
}

/** The gateway's state in a word, its farms in short, and all of it when asked. */
export function GatewayStatus(): ReactNode {
  const { data } = useFeed(connectionFeed);
  const [open, setOpen] = useState(false);
  const tone = data === undefined ? "plain" : data.ready ? "good" : "danger";
  return (
    <section
      className="reading gateway"
      role="status"
      aria-label="Gateway"
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <span className="reading-label">Gateway</span>
      <button
        type="button"
        className="reading-value bare"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span data-tone={tone}>
          <span aria-hidden="true">{data?.ready ? "●" : "▲"} </span>
          {data ? phaseWords[data.phase] : "Unknown"}
        </span>
        <span className="muted farm-summary">{data ? ` · ${farmSummary(data)}` : ""}</span>
        <span aria-hidden="true" className="muted">
          {" "}
          ▾
        </span>
      </button>
      {open && data ? <Details connection={data} /> : null}
    </section>
  );
}

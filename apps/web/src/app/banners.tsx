import type { ReactNode } from "react";
import { Moment } from "../controls/moment.tsx";
import { formatAge } from "../format/times.ts";
import { useFeed } from "../graphql/feed.ts";
import { connectionFeed, riskFeed } from "../graphql/feeds.ts";
import { linkStore, type Link } from "../graphql/link.ts";
import { useEachSecond } from "../market/clock.ts";
import { useValue } from "../market/value-store.ts";
import { usePastPosition } from "../past/past-store.ts";
import { dialogStore } from "./dialogs.ts";
import { useAccount } from "./session.ts";

function EngineLost({ link }: { readonly link: Extract<Link, { phase: "down" }> }): ReactNode {
  const text = useEachSecond(() => {
    const lost = formatAge(Date.now() - link.since);
    const next =
      link.retryAt === null ? "" : ` Next attempt in ${formatAge(Math.max(0, link.retryAt - Date.now()))}.`;
    return `Everything shown is ${lost} old or older; working orders go on at the broker, and the kill switch is out of reach.${next}`;
  });
  return (
    <div className="banner" data-tone="danger" role="alert" aria-label="Engine disconnected">
      <b>▲ This page has lost the engine.</b> {text}{" "}
      <button type="button" className="small" onClick={() => location.reload()}>
        Load the page anew
      </button>
    </div>
  );
}

function GatewayLost(): ReactNode {
  const { data } = useFeed(connectionFeed);
  const past = usePastPosition() !== null;
  if (data === undefined || data.ready) return null;
  const notice = data.lastNotice;
  return (
    <div className="banner" data-tone="danger" role="alert" aria-label="Gateway not ready">
      <b>
        {past
          ? "▲ At that moment the gateway was not ready."
          : "▲ The gateway is not ready: quotes stand still and nothing can be sent."}
      </b>{" "}
      {data.reasons.join(" ")}{" "}
      {notice === null ? null : (
        <>
          Last notice <Moment at={notice.at} />: {notice.message} <code>{notice.code}</code>
        </>
      )}
    </div>
  );
}

function Killed(): ReactNode {
  const { data } = useFeed(riskFeed(useAccount()));
  const past = usePastPosition() !== null;
  if (data === undefined || !data.killSwitchEngaged) return null;
  return (
    <div className="banner" data-tone="danger" role="alert" aria-label="Kill switch engaged">
      <b>
        {past ? "■ At that moment the kill switch was engaged." : "■ Kill switch engaged: no order is sent."}
      </b>{" "}
      {data.killSwitchReason} ({data.killSwitchBy}){" "}
      {past ? null : (
        <button type="button" className="small" onClick={() => dialogStore.set({ kind: "kill-switch" })}>
          Release…
        </button>
      )}
    </div>
  );
}

/** What concerns the whole screen, above everything. */
export function Banners(): ReactNode {
  const link = useValue(linkStore);
  return (
    <div className="banners">
      {link.phase === "down" ? <EngineLost link={link} /> : <GatewayLost />}
      <Killed />
    </div>
  );
}

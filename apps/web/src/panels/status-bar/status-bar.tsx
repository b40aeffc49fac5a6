import { memo, type ReactNode } from "react";
import { actions, openKillSwitch } from "../../app/actions.ts";
import { dialogStore } from "../../app/dialogs.ts";
import { NoticeList } from "../../app/notice-list.tsx";
import { chooseAccount, useAccount, useSession } from "../../app/session.ts";
import { themeStore, toggleTheme } from "../../app/theme.ts";
import { Gain } from "../../controls/figure.tsx";
import { formatCount } from "../../format/numbers.ts";
import { useFeed, useFeedPart } from "../../graphql/feed.ts";
import { connectionFeed, linesFeed, profitFeed, riskFeed } from "../../graphql/feeds.ts";
import { linkStore } from "../../graphql/link.ts";
import { useValue } from "../../market/value-store.ts";
import { toggleTimeline, timelineOpen } from "../../past/timeline-data.ts";
import { usePastPosition } from "../../past/past-store.ts";
import { Clock } from "./clock.tsx";
import { GatewayStatus } from "./gateway-status.tsx";

/** One reading: what it is above, its value below. */
function Reading({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="reading">
      <span className="reading-label">{label}</span>
      <span className="reading-value">{children}</span>
    </div>
  );
}

const dataTypeWords: Record<string, string> = {
  live: "● Live",
  frozen: "■ Frozen",
  delayed: "◐ Delayed",
  "delayed-frozen": "■ Delayed, frozen",
};

function DataType(): ReactNode {
  const type = useFeedPart(connectionFeed, (data) => data?.marketDataType ?? null);
  const key = type?.toLowerCase().replaceAll("_", "-") ?? "";
  return (
    <Reading label="Data">
      <span data-tone={key === "live" ? "good" : "warn"}>
        {type === null ? "–" : (dataTypeWords[key] ?? type)}
      </span>
    </Reading>
  );
}

function LinesUsed(): ReactNode {
  const { data } = useFeed(linesFeed);
  const percent = data?.usagePercent ?? 0;
  return (
    <Reading label="Lines">
      <span data-tone={percent >= 95 ? "warn" : "plain"}>
        {data ? `${formatCount(data.used)}/${formatCount(data.max)}` : "–"}
      </span>
      <meter
        className="lines-meter"
        min={0}
        max={100}
        value={percent}
        aria-label="Subscription lines used, percent of allowed"
      />
    </Reading>
  );
}

function Queue(): ReactNode {
  const size = useFeedPart(connectionFeed, (data) => data?.requestQueueSize ?? null);
  return <Reading label="Queue">{formatCount(size)}</Reading>;
}

function DayProfit({ account }: { readonly account: string }): ReactNode {
  const daily = useFeedPart(profitFeed(account), (data) => data?.daily ?? null);
  return (
    <div className="reading" role="group" aria-label="Day's P&L">
      <span className="reading-label">Day&apos;s P&amp;L</span>
      <span className="reading-value strong">
        <Gain money={daily} currency />
      </span>
    </div>
  );
}

function Account(): ReactNode {
  const session = useSession();
  const account = useAccount();
  const mode = session?.mode;
  return (
    <div className="mode" data-mode={mode ?? "NONE"} role="status" aria-label="Account and mode">
      <span className="mode-word">{mode ?? "…"}</span>
      {session && session.accounts.length > 1 ? (
        <select aria-label="Account" value={account} onChange={(event) => chooseAccount(event.target.value)}>
          {session.accounts.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      ) : (
        <span className="mode-account">{account || "no account"}</span>
      )}
    </div>
  );
}

function KillSwitch({
  account,
  compact,
}: {
  readonly account: string;
  readonly compact: boolean;
}): ReactNode {
  const engaged = useFeedPart(riskFeed(account).live, (data) => data?.killSwitchEngaged ?? false);
  const past = usePastPosition() !== null;
  const reachable = useValue(linkStore, (link) => link.phase === "up");
  return (
    <button
      type="button"
      className="kill"
      data-engaged={engaged}
      disabled={!reachable}
      title={
        past
          ? "Shift+K. It acts now, so it leads back to now first."
          : reachable
            ? "Shift+K"
            : "Out of reach: this page has lost the engine. Cancel in the gateway itself."
      }
      onClick={openKillSwitch}
    >
      {past && !compact ? "Now: " : ""}
      {engaged ? "Release kill switch" : "Kill switch"}
    </button>
  );
}

function Tools(): ReactNode {
  const theme = useValue(themeStore);
  const palette = actions.find((action) => action.id === "palette");
  const history = useValue(timelineOpen);
  return (
    <div className="tools">
      <button
        type="button"
        className="quiet"
        title="Look back in the log (H)"
        aria-pressed={history}
        onClick={toggleTimeline}
      >
        <span aria-hidden="true">⟲</span> History
      </button>
      <button
        type="button"
        className="quiet"
        title="Command palette"
        aria-label="Command palette, Ctrl+K"
        onClick={palette?.run}
      >
        Ctrl+K
      </button>
      <button
        type="button"
        className="quiet"
        title="Keyboard shortcuts (?)"
        aria-label="Keyboard shortcuts ?"
        onClick={() => dialogStore.set({ kind: "shortcuts" })}
      >
        ?
      </button>
      <button
        type="button"
        className="quiet"
        aria-label={theme === "dark" ? "Use the light theme" : "Use the dark theme"}
        title="Dark or light (Shift+D)"
        onClick={toggleTheme}
      >
        {theme === "dark" ? "☀" : "☾"}
      </button>
    </div>
  );
}

/** What must be seen at any moment, whatever else is open. */
export const StatusBar = memo(function StatusBar({ compact }: { readonly compact: boolean }) {
  const account = useAccount();
  return (
    <header className="status-bar" aria-label="Status">
      <h1 className="hidden">Legbook</h1>
      <Account />
      <GatewayStatus />
      {compact ? null : (
        <>
          <DataType />
          <LinesUsed />
          <Queue />
        </>
      )}
      <NoticeList />
      <span className="spacer" />
      <DayProfit account={account} />
      <Clock />
      {compact ? null : <Tools />}
      <KillSwitch account={account} compact={compact} />
    </header>
  );
});

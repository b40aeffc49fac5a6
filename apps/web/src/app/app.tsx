import { useEffect, type ReactNode } from "react";
import { Provider } from "urql";
import { client } from "../graphql/client.ts";
import { connectionFeed } from "../graphql/feeds.ts";
import { linkStore } from "../graphql/link.ts";
import { useFeedPart } from "../graphql/feed.ts";
import { setGatewayTime } from "../market/gateway-time.ts";
import { useValue } from "../market/value-store.ts";
import { followPast } from "../past/past.ts";
import { usePastPosition } from "../past/past-store.ts";
import { readingStore } from "../past/reading.ts";
import { StreamDialog } from "../panels/events/stream-dialog.tsx";
import { ExplainDialog } from "../panels/explain/explain-dialog.tsx";
import { WhatIfDialog } from "../panels/risk/what-if.tsx";
import { MissingTradeDialog } from "../panels/explain/missing-trade.tsx";
import { KillSwitchDialog } from "../panels/status-bar/kill-switch-dialog.tsx";
import { listenForShortcuts } from "./actions.ts";
import { dialogStore } from "./dialogs.ts";
import { announceOrders } from "./notices.ts";
import { Palette } from "./palette.tsx";
import { followMoment } from "./desk.ts";
import { followSession, sessionStore, useSession } from "./session.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { SignedOut, Unreachable, Waiting } from "./gate.tsx";
import { Workspace } from "./workspace.tsx";

function Dialogs(): ReactNode {
  const dialog = useValue(dialogStore);
  switch (dialog?.kind) {
    case "shortcuts":
      return <ShortcutsDialog />;
    case "palette":
      return <Palette />;
    case "kill-switch":
      return <KillSwitchDialog />;
    case "stream":
      return <StreamDialog stream={dialog.stream} title={dialog.title} />;
    case "missing-trade":
      return <MissingTradeDialog symbol={dialog.symbol} />;
    case "what-if":
      return <WhatIfDialog limits={dialog.limits} />;
    case "explain":
      return <ExplainDialog of={dialog.of} title={dialog.title} />;
    case undefined:
      return null;
  }
}

function useGatewayTime(): void {
  useEffect(
    () =>
      connectionFeed.live.subscribe(() => {
        const time = connectionFeed.live.get().data?.time;
        if (time !== undefined) setGatewayTime(time);
      }),
    [],
  );
}

function Signed(): ReactNode {
  const link = useValue(linkStore, (state) => state.phase);
  const ready = useFeedPart(connectionFeed, (data) => data?.ready ?? null);
  const mode = useSession()?.mode;
  const past = usePastPosition() !== null;
  const stillReading = useValue(readingStore, (count) => count > 0);
  useGatewayTime();
  useEffect(announceOrders, []);
  useEffect(listenForShortcuts, []);
  useEffect(() => {
    const stops = [followMoment(), followPast()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <div
      className="screen"
      data-past={past}
      data-reading={past && stillReading}
      data-mode={mode}
      data-link={link}
      data-gateway={ready === false && !past ? "down" : "up"}
    >
      <Workspace />
      <Dialogs />
    </div>
  );
}

/** Asks who is signed in, and shows the screen or why there is none. */
export function App(): ReactNode {
  const session = useValue(sessionStore);
  const signedOut = useValue(linkStore, (link) => link.phase === "signed-out");
  useEffect(followSession, []);
  if (signedOut) return <SignedOut />;
  return (
    <Provider value={client}>
      {session.phase === "known" ? (
        <Signed />
      ) : session.phase === "failed" ? (
        <Unreachable failure={session.failure} />
      ) : (
        <Waiting />
      )}
    </Provider>
  );
}

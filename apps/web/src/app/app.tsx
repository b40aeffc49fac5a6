import { useEffect, type ReactNode } from "react";
import { Provider } from "urql";
import { client } from "../graphql/client.ts";
import { connectionFeed } from "../graphql/feeds.ts";
import { linkStore } from "../graphql/link.ts";
import { useFeedPart } from "../graphql/feed.ts";
import { setGatewayTime } from "../market/gateway-time.ts";
import { useValue } from "../market/value-store.ts";
import { WhyDialog } from "../panels/events/why-dialog.tsx";
import { KillSwitchDialog } from "../panels/status-bar/kill-switch-dialog.tsx";
import { listenForShortcuts } from "./actions.ts";
import { dialogStore } from "./dialogs.ts";
import { announceOrders } from "./notices.ts";
import { Palette } from "./palette.tsx";
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
    case "why":
      return <WhyDialog stream={dialog.stream} title={dialog.title} />;
    case undefined:
      return null;
  }
}

function useGatewayTime(): void {
  useEffect(
    () =>
      connectionFeed.subscribe(() => {
        const time = connectionFeed.get().data?.time;
        if (time !== undefined) setGatewayTime(time);
      }),
    [],
  );
}

function Signed(): ReactNode {
  const link = useValue(linkStore, (state) => state.phase);
  const ready = useFeedPart(connectionFeed, (data) => data?.ready ?? null);
  const mode = useSession()?.mode;
  useGatewayTime();
  useEffect(announceOrders, []);
  useEffect(listenForShortcuts, []);
  return (
    <div className="screen" data-mode={mode} data-link={link} data-gateway={ready === false ? "down" : "up"}>
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

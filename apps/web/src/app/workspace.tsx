import { useEffect, type CSSProperties, type ReactNode } from "react";
import { useMedia } from "../controls/media.ts";
import { Tabs } from "../controls/tabs.tsx";
import { formatCount } from "../format/numbers.ts";
import { chainStore } from "./desk.ts";
import { scanState } from "../market/scan-store.ts";
import { useValue } from "../market/value-store.ts";
import { Chain } from "../panels/chain/chain.tsx";
import { useChainQuotes } from "../panels/chain/expiries.tsx";
import { FilterPanel } from "../panels/scanner/filter-panel.tsx";
import { ScanResults, useScan } from "../panels/scanner/results.tsx";
import { UnderlyingChooser } from "../panels/scanner/underlying-chooser.tsx";
import { SmilePanel } from "../panels/smile/smile-panel.tsx";
import { StatusBar } from "../panels/status-bar/status-bar.tsx";
import { TicketPanel } from "../panels/ticket/ticket.tsx";
import { PastBar } from "../past/past-bar.tsx";
import { TimelineBar } from "../past/timeline.tsx";
import { Banners } from "./banners.tsx";
import { Bottom } from "./bottom.tsx";
import { centreTab, drawerStore, ticketStore } from "./desk.ts";
import { PanelGuard } from "./panel-guard.tsx";
import { pixels, preference } from "./preferences.ts";
import { Splitter } from "./splitter.tsx";

const leftWidth = preference("left", pixels(220, 420), 272);
const rightWidth = preference("right", pixels(340, 640), 404);
const bottomHeight = preference("bottom", pixels(120, 700), 268);

const panels = {
  scanner: { name: "Scanner results", content: <ScanResults /> },
  chain: { name: "The option chain", content: <Chain /> },
  smile: { name: "The smile", content: <SmilePanel /> },
} as const;

function Centre(): ReactNode {
  const tab = useValue(centreTab);
  const symbol = useValue(chainStore, (chain) => chain?.symbol ?? null);
  const matched = useValue(scanState, (state) => (state.phase === "live" ? state.summary.matched : null));
  return (
    <Tabs
      label="Market"
      tabs={[
        {
          id: "scanner",
          label: "Scanner results",
          badge: matched === null ? undefined : formatCount(matched),
        },
        { id: "chain", label: "Option chain", badge: symbol ?? undefined },
        { id: "smile", label: "Smile" },
      ]}
      chosen={tab}
      onChoose={(id) => centreTab.set(id)}
      aside={<DrawerButtons />}
    >
      <PanelGuard key={tab} name={panels[tab].name}>
        {panels[tab].content}
      </PanelGuard>
    </Tabs>
  );
}

function DrawerButtons(): ReactNode {
  const drawer = useValue(drawerStore);
  const onTicket = useValue(ticketStore, (ticket) => ticket !== null);
  const toggle = (side: "left" | "right") => () => drawerStore.set(drawer === side ? "none" : side);
  return (
    <span className="drawer-buttons">
      <button
        type="button"
        className="small open-left"
        aria-expanded={drawer === "left"}
        onClick={toggle("left")}
      >
        Symbol and filters
      </button>
      <button
        type="button"
        className="small open-right"
        aria-expanded={drawer === "right"}
        onClick={toggle("right")}
      >
        Ticket{onTicket ? " ●" : ""}
      </button>
    </span>
  );
}

function useDrawerEscape(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented) drawerStore.set("none");
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

function Desktop(): ReactNode {
  const drawer = useValue(drawerStore);
  const sizes = {
    "--left": `${useValue(leftWidth)}px`,
    "--right": `${useValue(rightWidth)}px`,
    "--bottom": `${useValue(bottomHeight)}px`,
  } as CSSProperties;
  useDrawerEscape();
  return (
    <main className="desk" data-drawer={drawer} style={sizes}>
      <div className="area-left">
        <PanelGuard name="The scanner's filters">
          <UnderlyingChooser />
          <FilterPanel />
        </PanelGuard>
      </div>
      <Splitter
        label="Width of the left pane"
        store={leftWidth}
        min={220}
        max={420}
        orientation="vertical"
        grows={1}
      />
      <div className="area-centre">
        <Centre />
      </div>
      <Splitter
        label="Width of the ticket"
        store={rightWidth}
        min={340}
        max={640}
        orientation="vertical"
        grows={-1}
      />
      <div className="area-right">
        <PanelGuard name="The ticket">
          <TicketPanel />
        </PanelGuard>
      </div>
      <Splitter
        label="Height of the account pane"
        store={bottomHeight}
        min={120}
        max={700}
        orientation="horizontal"
        grows={-1}
      />
      <div className="area-bottom">
        <Bottom />
      </div>
    </main>
  );
}

function Phone(): ReactNode {
  return (
    <main className="phone">
      <div className="area-bottom">
        <Bottom only={["positions", "orders", "changes"]} />
      </div>
    </main>
  );
}

/** The whole screen once the session is known. */
export function Workspace(): ReactNode {
  const phone = useMedia("(max-width: 599px)");
  useScan();
  useChainQuotes();
  return (
    <>
      <StatusBar compact={phone} />
      <PastBar />
      <Banners />
      {phone ? null : <TimelineBar />}
      {phone ? <Phone /> : <Desktop />}
    </>
  );
}

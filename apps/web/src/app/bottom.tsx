import type { ReactNode } from "react";
import { Tabs, type Tab } from "../controls/tabs.tsx";
import { useFeedPart } from "../graphql/feed.ts";
import { linesFeed, positionsFeed, riskFeed, workingOrdersFeed } from "../graphql/feeds.ts";
import { useValue } from "../market/value-store.ts";
import { Changes } from "../panels/changes/changes.tsx";
import { Events } from "../panels/events/events.tsx";
import { Executions } from "../panels/executions/executions.tsx";
import { Lines } from "../panels/lines/lines.tsx";
import { Orders } from "../panels/orders/orders.tsx";
import { Positions } from "../panels/positions/positions.tsx";
import { ProfitPanel } from "../panels/profit/profit.tsx";
import { RiskPanel } from "../panels/risk/risk.tsx";
import { bottomTab, type BottomTab } from "./desk.ts";
import { PanelGuard } from "./panel-guard.tsx";
import { useAccount } from "./session.ts";

function Panel({ tab }: { readonly tab: BottomTab }): ReactNode {
  switch (tab) {
    case "positions":
      return <Positions />;
    case "orders":
      return <Orders />;
    case "executions":
      return <Executions />;
    case "risk":
      return <RiskPanel />;
    case "lines":
      return <Lines />;
    case "events":
      return <Events />;
    case "profit":
      return <ProfitPanel />;
    case "changes":
      return <Changes />;
  }
}

function useTabs(): readonly Tab<BottomTab>[] {
  const account = useAccount();
  const positions = useFeedPart(positionsFeed(account), (data) => data?.groups.length);
  const working = useFeedPart(workingOrdersFeed, (data) => data?.totalCount);
  const tripped = useFeedPart(riskFeed(account), (data) => data?.breakersTripped.length ?? 0);
  const used = useFeedPart(linesFeed, (data) => data?.used);
  return [
    { id: "positions", label: "Positions", badge: positions },
    { id: "orders", label: "Orders", badge: working === undefined ? undefined : `${working} working` },
    { id: "executions", label: "Executions" },
    { id: "risk", label: "Risk", badge: tripped > 0 ? `▲ ${tripped}` : undefined },
    { id: "lines", label: "Lines", badge: used },
    { id: "events", label: "Events" },
    { id: "profit", label: "P&L" },
    { id: "changes", label: "What changed" },
  ];
}

/** What is held, what works, what happened. `only` leaves those tabs that a small screen shows. */
export function Bottom({ only }: { readonly only?: readonly BottomTab[] }): ReactNode {
  const tabs = useTabs();
  const chosen = useValue(bottomTab);
  const shown = only === undefined ? tabs : tabs.filter((tab) => only.includes(tab.id));
  const tab = shown.some((each) => each.id === chosen) ? chosen : (shown[0]?.id ?? "positions");
  return (
    <Tabs label="Account" tabs={shown} chosen={tab} onChoose={(id) => bottomTab.set(id)}>
      <PanelGuard key={tab} name="This panel">
        <Panel tab={tab} />
      </PanelGuard>
    </Tabs>
  );
}

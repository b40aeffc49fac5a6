import type { DomainEvent, DomainEventType } from "@legbook/domain";
import type { EntryChange } from "./difference.ts";

/** Which events can have made a change; the newest of them did. */
export interface Maker {
  readonly types: readonly DomainEventType[];
  readonly made: (event: DomainEvent) => boolean;
}

/** What of the log a view is about. */
export interface Scope {
  readonly account: string | null;
  readonly symbol: string | null;
}

/** Null where no one event made it: quotes and the clock move figures too. */
type MakerOf = (change: EntryChange, scope: Scope) => Maker | null;

function any(...types: readonly DomainEventType[]): Maker {
  return { types, made: () => true };
}

/** Events whose payload has this value, itself or in its contract. */
function about(key: string, value: unknown, ...types: readonly DomainEventType[]): Maker {
  const has = (data: object): boolean => (data as Readonly<Record<string, unknown>>)[key] === value;
  const made = ({ data }: DomainEvent): boolean => has(data) || ("contract" in data && has(data.contract));
  return { types, made };
}

function both(one: Maker, other: Maker): Maker {
  return {
    types: [...one.types, ...other.types],
    made: (event) => [one, other].some(({ types, made }) => types.includes(event.type) && made(event)),
  };
}

const LINK = [
  "ConnectionRequested",
  "ConnectionOpenReported",
  "ConnectionLossReported",
  "ReconnectionScheduled",
  "ConnectionBlocked",
  "ConnectionCloseRequested",
  "SynchronisationStarted",
  "SynchronisationPartCompleted",
  "SynchronisationCompleted",
  "FarmStatusReported",
  "BrokerLinkReported",
] as const satisfies readonly DomainEventType[];

const connection: MakerOf = ({ part, name }) => {
  switch (part) {
    case "farms":
      return about("farm", name, "FarmStatusReported");
    case "brokerLinkOk":
      return any("BrokerLinkReported", "ConnectionOpenReported", "ConnectionLossReported");
    case "marketDataType":
      return any("MarketDataTypeRequested", "ConnectionOpenReported");
    case "lastNotice":
      return any("GatewayNoticeReported");
    case "throttling":
      return any("RequestThrottlingBegan", "RequestThrottlingEnded");
    case "accounts":
      return any("ManagedAccountsReported");
    case "link":
      return any(...LINK);
    default:
      return null;
  }
};

const OF_A_LINE = [
  "LineRequested",
  "LineOpened",
  "LineEvicted",
  "LineReleased",
  "LinePinned",
  "LineUnpinned",
  "LineRejectionReported",
  "LineDataTypeReported",
] as const satisfies readonly DomainEventType[];
const OF_ALL_LINES = [
  "LinesInvalidated",
  "ConnectionLossReported",
  "ConnectionBlocked",
  "ConnectionCloseRequested",
] as const satisfies readonly DomainEventType[];

const subscriptionLines: MakerOf = ({ part, name }) =>
  part === "lines"
    ? both(about("conId", Number(name), ...OF_A_LINE), any(...OF_ALL_LINES))
    : any(...OF_A_LINE, ...OF_ALL_LINES, "LinesLimitSet", "SynchronisationCompleted");

/** What is held is the broker's word and our executions; what it is worth is the market's. */
const HELD: ReadonlySet<string> = new Set(["quantity", "cost", "strategy", "words", "maxGain", "maxLoss"]);

function legsOf(entry: unknown): ReadonlySet<unknown> {
  const legs = (entry as { readonly legs?: readonly { readonly conId: number }[] }).legs ?? [];
  return new Set(legs.map(({ conId }) => conId));
}

const positions: MakerOf = ({ kind, entry, fields }) => {
  if (kind === "changed" && !fields.some(({ path }) => HELD.has(path))) return null;
  const legs = legsOf(entry);
  return {
    types: ["ExecutionReported", "PositionReported"],
    made: (event) =>
      (event.type === "ExecutionReported" && event.data.of === "leg" && legs.has(event.data.conId)) ||
      (event.type === "PositionReported" && legs.has(event.data.contract.conId)),
  };
};

const profitAndLoss: MakerOf = ({ part, fields }, { account }) => {
  switch (part) {
    case "reported":
      return about("account", account, "AccountProfitAndLossReported");
    case "summary":
      return about("account", account, "AccountSummaryReported");
    case "own":
      return fields.some(({ path }) => path !== "ownUnrealised")
        ? any("ExecutionReported", "CommissionReported")
        : null;
    default:
      return null;
  }
};

const risk: MakerOf = ({ part, name, fields }, { account }) => {
  switch (part) {
    case "killSwitch":
      return about("account", account, "KillSwitchEngaged", "KillSwitchReleased");
    case "limits":
      return about("account", account, "RiskLimitsSet");
    case "breakersTripped":
      return about("underlying", name, "VolatilityBreakerTripped", "VolatilityBreakerReset");
    case "hits":
      return {
        types: ["RiskAssessed"],
        made: (event) =>
          event.type === "RiskAssessed" &&
          event.data.verdicts.some(({ rule, verdict }) => rule === name && verdict === "block"),
      };
    case "usage":
      return fields.some(({ path }) => path === "limit")
        ? about("account", account, "RiskLimitsSet")
        : usage(name, account);
    default:
      return null;
  }
};

function usage(rule: string | null, account: string | null): Maker | null {
  switch (rule ?? "") {
    case "position":
      return any("OrderPlacementIntended", "OrderStatusReported", "ExecutionReported", "PositionReported");
    case "dailyLoss":
      return about("account", account, "AccountProfitAndLossReported");
    case "buyingPower":
      return about("account", account, "AccountSummaryReported");
    default:
      return null;
  }
}

const chain: MakerOf = ({ part, name }, { symbol }) => {
  switch (part) {
    case "underlying":
      return null;
    case "expiries":
      return both(
        about("expiry", name, "ExpiryContractsReported"),
        about("symbol", symbol, "ChainParametersReported"),
      );
    default:
      return about("symbol", symbol, "ChainParametersReported", "ExpiryContractsReported");
  }
};

/** By view. Orders and executions know the event that last changed them. */
const MAKERS: Readonly<Record<string, MakerOf>> = {
  connection,
  subscriptionLines,
  positions,
  profitAndLoss,
  risk,
  chain,
  corporateDates: (_change, { symbol }) => about("symbol", symbol, "CorporateDatesSet"),
  volatilityRank: (_change, { symbol }) => about("symbol", symbol, "UnderlyingVolatilityRecorded"),
  scanPresets: ({ name }) => about("name", name, "ScanPresetSaved", "ScanPresetRemoved"),
};

/** Which events can have made a change of a view; null where no one event did, or the view itself knows. */
export function makerOf(view: string, change: EntryChange, scope: Scope): Maker | null {
  return MAKERS[view]?.(change, scope) ?? null;
}

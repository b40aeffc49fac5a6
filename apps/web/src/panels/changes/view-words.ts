import { formatCount } from "../../format/numbers.ts";
import { formatNet, formatPrice } from "../../format/prices.ts";
import { inWords } from "../../format/words.ts";
import type { DifferenceView } from "../../gql/graphql.ts";
import type { Order } from "../../graphql/feeds.ts";
import { sideWord, type Execution } from "../executions/execution-words.ts";
import { orderName } from "../orders/order-words.ts";
import * as as from "./figures.ts";
import type { Figure } from "./figures.ts";
import type { Change, ComparedView } from "./load.ts";

type Entry = Readonly<Record<string, unknown>>;

/** How a view's changes are told to a trader. */
interface ViewWords {
  readonly view: DifferenceView;
  readonly title: string;
  /** What a change is of. */
  readonly titleOf: (change: Change, entry: Entry) => string;
  /** Figures by their path, in the order in which they are told. */
  readonly figures: Readonly<Record<string, Figure>>;
}

const partTitles: Readonly<Record<string, string>> = {
  reported: "As the broker reports it",
  own: "By our own books",
  summary: "The account",
  killSwitch: "Kill switch",
  limits: "Limits",
  use: "Lines in use",
  link: "Connection",
  brokerLinkOk: "Gateway's link to the broker",
  marketDataType: "Kind of market data",
  lastNotice: "Gateway's last notice",
  accounts: "Accounts",
  throttling: "Requests that our own pacing holds back",
  sessionPhase: "The exchange's session",
};

function partTitle({ part }: Change): string {
  return partTitles[part] ?? inWords(part);
}

function riskTitle(change: Change): string {
  const name = inWords(change.name ?? "").toLowerCase();
  switch (change.part) {
    case "usage":
      return `Use of the limit: ${name}`;
    case "hits":
      return `Blocks by the rule: ${name}`;
    case "breakersTripped":
      return `Volatility breaker of ${change.name ?? "an underlying"}`;
    default:
      return partTitle(change);
  }
}

function executionTitle(_change: Change, entry: Entry): string {
  const execution = entry as unknown as Execution;
  const { of, quantity, words, price } = execution;
  const at = of === "combo" ? formatNet(price) : formatPrice(price);
  return `${sideWord(execution)} ${formatCount(quantity)} ${words} at ${at}`;
}

function connectionTitle(change: Change): string {
  return change.part === "farms" ? `Farm ${change.name ?? ""}` : partTitle(change);
}

/** Every view that is compared, those about money first. */
export const viewWords: Readonly<Record<ComparedView, ViewWords>> = {
  positions: {
    view: "POSITIONS",
    title: "Positions",
    titleOf: (_change, entry) => String(entry["words"]),
    figures: {
      quantity: as.signed("Quantity"),
      profitOpen: as.gain("P&L open"),
      profitDay: as.gain("P&L day"),
      cost: as.money("Cost"),
      value: as.money("Value"),
      maxGain: as.money("Max gain"),
      maxLoss: as.money("Max loss"),
      delta: as.decimal("Δ of the position", 1),
      gamma: as.decimal("Γ of the position", 2),
      vega: as.decimal("Vega of the position", 1),
      theta: as.decimal("Θ of the position a day", 1),
    },
  },
  orders: {
    view: "ORDERS",
    title: "Orders",
    titleOf: (_change, entry) => orderName(entry as unknown as Order),
    figures: {
      phase: as.phase("Status"),
      filled: as.count("Filled"),
      quantity: as.count("Of"),
      limitPrice: as.net("Limit"),
      averageFillPrice: as.net("Average"),
      commission: as.money("Commission"),
      brokerStatus: as.text("Broker's status"),
      note: as.text("Note"),
      permId: as.anything("Broker id"),
    },
  },
  executions: {
    view: "EXECUTIONS",
    title: "Executions",
    titleOf: executionTitle,
    figures: {
      commission: as.money("Commission"),
      realisedProfit: as.gain("Realised"),
    },
  },
  profitAndLoss: {
    view: "PROFIT_AND_LOSS",
    title: "P&L",
    titleOf: partTitle,
    figures: {
      daily: as.gain("Day's P&L"),
      unrealised: as.gain("Unrealised"),
      realised: as.gain("Realised"),
      ownUnrealised: as.gain("Unrealised, ours"),
      ownRealised: as.gain("Realised, ours"),
      commissions: as.money("Commissions"),
      netLiquidation: as.money("Net liquidation"),
      buyingPower: as.money("Buying power"),
      initialMargin: as.money("Initial margin"),
      maintenanceMargin: as.money("Maintenance margin"),
    },
  },
  risk: {
    view: "RISK",
    title: "Risk",
    titleOf: riskTitle,
    figures: {
      killSwitchEngaged: as.either("Switch", "engaged", "released"),
      killSwitchReason: as.text("Reason"),
      killSwitchBy: as.text("By"),
      positionContractsMax: as.count("Position, at most"),
      orderContractsMax: as.count("One order, at most"),
      orderValueMax: as.money("One order's value, at most"),
      dailyLossMax: as.money("Day's loss, at most"),
      buyingPowerMin: as.money("Buying power kept, at least"),
      volatilityMax: as.percent("Volatility breaker, at"),
      quoteAgeMaxMs: as.span("Quote age, at most"),
      priceCollarShare: as.percent("Price collar, of the width"),
      duplicateWindowMs: as.span("Same order again, not within"),
      used: as.text("Used"),
      limit: as.text("Limit"),
      percent: as.share("Share of the limit"),
      count: as.count("Blocks"),
      volatility: as.percent("Volatility"),
    },
  },
  subscriptionLines: {
    view: "SUBSCRIPTION_LINES",
    title: "Lines",
    titleOf: (change, entry) => (change.part === "lines" ? String(entry["description"]) : partTitle(change)),
    figures: {
      used: as.count("Used"),
      max: as.count("Allowed"),
      usagePercent: as.share("Share"),
      pinned: as.count("Pinned"),
      evictions: as.count("Evicted so far"),
      purpose: as.text("For"),
      open: as.either("Open", "yes", "no"),
      pinnedBy: as.anything("Pinned by"),
      dataType: as.text("Data"),
      rejected: as.anything("Rejected"),
    },
  },
  connection: {
    view: "CONNECTION",
    title: "Connection",
    titleOf: connectionTitle,
    figures: {
      phase: as.words("State"),
      ready: as.either("Orders can be sent", "yes", "no"),
      attempts: as.count("Attempts"),
      serverVersion: as.count("Server version"),
      status: as.text("Status"),
      waiting: as.count("Requests that wait"),
      request: as.words("First of them"),
      limitMax: as.count("Messages a second, at most"),
      code: as.text("Code"),
      message: as.text("Message"),
      "": as.anything("Now"),
    },
  },
  scanPresets: {
    view: "SCAN_PRESETS",
    title: "Presets",
    titleOf: (change, entry) => String((entry["title"] as string | undefined) ?? change.name),
    figures: {},
  },
};

/** The views in the order in which they are told. */
export const comparedViews = Object.keys(viewWords) as readonly ComparedView[];

import {
  DEFAULT_RISK_LIMITS,
  micros,
  streamName,
  type BrokerOrderStatus,
  type ComboMarketView,
  type DomainEvent,
  type EpochMs,
  type ExecutionReport,
  type MarginPreview,
  type Micros,
  type OptionContract,
  type OrderEvent,
  type OrderLeg,
  type OrderRef,
  type RiskAssessment,
  type RiskInputs,
  type RiskLimits,
  type StreamName,
} from "@legbook/domain";

/** An event and the stream that it belongs to. */
export interface Told {
  readonly stream: StreamName;
  readonly event: DomainEvent;
}

export interface OrderStoryTerms {
  readonly number: number;
  readonly account: string;
  readonly long: OptionContract;
  readonly short: OptionContract;
  readonly at: EpochMs;
  readonly assess: (inputs: RiskInputs, limits: RiskLimits) => RiskAssessment;
}

const LEG_PRICES: readonly [Micros, Micros] = [micros(3_000_000), micros(4_350_000)];
/** The broker's id for a combo of any contracts. */
const COMBO_CON_ID = 28_812_380;
const COMMISSION = micros(700_000);

/** All that the log ever hears of one order for one vertical: of ten, seven fill, two are cancelled and one is refused. */
export function orderStory(terms: OrderStoryTerms): readonly Told[] {
  const stream = streamName("order", refOf(terms));
  const events: readonly OrderEvent[] = [...begun(terms), ...ended(terms)];
  return [...events.map((event): Told => ({ stream, event })), ...positions(terms)];
}

type Ending = "filled" | "cancelled" | "refused";

/** Both orders of a pair end alike, so that what one opens the other closes. */
function endingOf({ number }: OrderStoryTerms): Ending {
  const place = Math.floor(number / 2) % 10;
  return place < 7 ? "filled" : place < 9 ? "cancelled" : "refused";
}

function refOf({ number }: OrderStoryTerms): OrderRef {
  return `lb-${number.toString(36).padStart(6, "0")}` as OrderRef;
}

function legsOf({ long, short }: OrderStoryTerms): readonly OrderLeg[] {
  return [
    { contract: long, ratio: 1, action: "buy" },
    { contract: short, ratio: 1, action: "sell" },
  ];
}

/** The lower put is worth less: buying it against the higher is a credit. */
function limitPriceOf({ long, short }: OrderStoryTerms): Micros {
  const [lower, higher] = LEG_PRICES;
  return long.strike < short.strike ? micros(lower - higher) : micros(higher - lower);
}

function begun(terms: OrderStoryTerms): readonly OrderEvent[] {
  const { account, at, number } = terms;
  const orderRef = refOf(terms);
  const orderId = 1_000 + 2 * number;
  const limitPrice = limitPriceOf(terms);
  const quotes = quotesOf(terms);
  const refused = endingOf(terms) === "refused";
  const assessment = terms.assess(riskInputs(terms, quotes, refused), DEFAULT_RISK_LIMITS);
  if (assessment.passed === refused) throw new Error(`order ${number} was to be ${endingOf(terms)}`);
  return [
    {
      type: "OrderRequested",
      data: {
        orderRef,
        purpose: "place",
        account,
        symbol: "GOOG",
        strategy: "vertical",
        legs: legsOf(terms),
        quantity: 1,
        price: { kind: "limit", price: limitPrice },
        timeInForce: "day",
        width: micros(5_000_000),
        tick: micros(10_000),
        requestedBy: "user",
      },
    },
    { type: "MarginPreviewRequested", data: { orderRef, orderId, limitPrice, deadlineMs: 5_000 } },
    { type: "MarginPreviewReported", data: { orderRef, orderId, margin: MARGIN } },
    {
      type: "RiskAssessed",
      data: { orderRef, ...assessment, limits: DEFAULT_RISK_LIMITS, limitPrice, quotes: { ...quotes, at } },
    },
  ];
}

function ended(terms: OrderStoryTerms): readonly OrderEvent[] {
  const { number, account } = terms;
  const orderRef = refOf(terms);
  const orderId = 1_001 + 2 * number;
  const permId = 1_400_000_000 + number;
  const limitPrice = limitPriceOf(terms);
  if (endingOf(terms) === "refused") return [refusal(orderRef)];
  const placement = {
    orderRef,
    orderId,
    account,
    symbol: "GOOG",
    legs: legsOf(terms),
    quantity: 1,
    limitPrice,
    timeInForce: "day",
  } as const;
  const status = (word: BrokerOrderStatus, filled: number): OrderEvent => ({
    type: "OrderStatusReported",
    data: {
      orderRef,
      orderId,
      permId,
      status: word,
      filled,
      remaining: 1 - filled,
      averageFillPrice: filled === 0 ? micros(0) : limitPrice,
      whyHeld: "",
    },
  });
  const placed: readonly OrderEvent[] = [
    { type: "OrderPlacementIntended", data: placement },
    { type: "OrderTransmitted", data: { orderRef, orderId } },
    {
      type: "OrderOpenReported",
      data: {
        orderRef,
        orderId,
        permId,
        clientId: 17,
        account,
        status: "Submitted",
        quantity: 1,
        limitPrice,
      },
    },
    status("Submitted", 0),
  ];
  if (endingOf(terms) === "filled") return [...placed, ...fills(terms, orderId, permId), status("Filled", 1)];
  return [
    ...placed,
    { type: "OrderCancelRequested", data: { orderRef, orderId, reason: "no longer wanted" } },
    { type: "OrderCancelTransmitted", data: { orderRef, orderId } },
    status("PendingCancel", 0),
    status("Cancelled", 0),
  ];
}

function fills(terms: OrderStoryTerms, orderId: number, permId: number): readonly OrderEvent[] {
  const { account, at, number, long, short } = terms;
  const orderRef = refOf(terms);
  const execution = (
    part: string,
    what: Pick<ExecutionReport, "conId" | "of" | "side" | "price">,
  ): ExecutionReport => ({
    orderRef,
    orderId,
    permId,
    account,
    symbol: "GOOG",
    quantity: 1,
    executedAt: at,
    execId: `0000e0d5.${(0x67f00000 + number).toString(16)}.${part}.01`,
    ...what,
  });
  const legs = legsOf(terms).map(({ contract: { conId, strike }, action }, index) => {
    const price = strike === Math.min(long.strike, short.strike) ? LEG_PRICES[0] : LEG_PRICES[1];
    return execution(`0${index + 2}`, { conId, of: "leg", side: action, price });
  });
  const price = limitPriceOf(terms);
  const combo = execution("01", { conId: COMBO_CON_ID, of: "combo", side: "buy", price });
  return [
    ...[combo, ...legs].map((data): OrderEvent => ({ type: "ExecutionReported", data })),
    ...legs.map(({ execId }): OrderEvent => ({
      type: "CommissionReported",
      data: { orderRef, execId, commission: COMMISSION, currency: "USD", realisedProfit: null },
    })),
  ];
}

/** What the broker says it holds afterwards: the legs of the first of a pair, nothing after the second. */
function positions(terms: OrderStoryTerms): readonly Told[] {
  if (endingOf(terms) !== "filled") return [];
  const { account, number } = terms;
  const opens = number % 2 === 0;
  return legsOf(terms).map(({ contract, action }): Told => {
    const quantity = opens ? (action === "buy" ? 1 : -1) : 0;
    const averageCost = quantity === 0 ? micros(0) : micros(LEG_PRICES[0] * 100);
    const event: DomainEvent = {
      type: "PositionReported",
      data: { account, contract, quantity, averageCost },
    };
    return { stream: streamName("account", account), event };
  });
}

function refusal(orderRef: OrderRef): OrderEvent {
  return {
    type: "OrderRefused",
    data: {
      orderRef,
      refusal: {
        code: "risk.blocked",
        message: "A risk rule blocks the order.",
        field: null,
        inputs: { orderRef },
        limit: null,
        remedy: "See the rule's own remedy.",
      },
      terms: {},
    },
  };
}

function quotesOf({ long, short, at }: OrderStoryTerms): ComboMarketView {
  const leg = (contract: OptionContract) => {
    const price = contract.strike === Math.min(long.strike, short.strike) ? LEG_PRICES[0] : LEG_PRICES[1];
    const [bid, ask] = [micros(price - 50_000), micros(price + 50_000)];
    return { conId: contract.conId, bid, ask, volatility: 0.31, delta: -0.42, quotedAt: at };
  };
  const [bought, sold] = [leg(long), leg(short)];
  return {
    legs: [bought, sold],
    bid: micros(bought.bid - sold.ask),
    ask: micros(bought.ask - sold.bid),
    underlying: micros(740_250_000),
    at,
  };
}

function riskInputs(terms: OrderStoryTerms, quotes: ComboMarketView, killed: boolean): RiskInputs {
  const limitPrice = limitPriceOf(terms);
  return {
    now: terms.at,
    account: terms.account,
    killSwitch: { engaged: killed, reason: killed ? "measured" : null },
    connection: { ready: true, reasons: [] },
    quotes,
    limitPrice,
    width: micros(5_000_000),
    tick: micros(10_000),
    side: limitPrice < 0 ? "credit" : "debit",
    quantity: 1,
    multiplier: 100,
    margin: MARGIN,
    marginFailure: null,
    position: { existing: 0, working: 0 },
    dailyProfit: micros(0),
    buyingPower: micros(50_000_000_000),
    breaker: { tripped: false, volatility: 0.31 },
    duplicates: [],
  };
}

const MARGIN: MarginPreview = {
  initialBefore: micros(0),
  initialAfter: micros(500_000_000),
  maintenanceBefore: micros(0),
  maintenanceAfter: micros(500_000_000),
  equityBefore: micros(100_000_000_000),
  equityAfter: micros(100_000_000_000),
  commission: micros(1_400_000),
  commissionMax: micros(2_000_000),
  warning: "",
};

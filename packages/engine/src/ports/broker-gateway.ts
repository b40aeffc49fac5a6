import type {
  AccountSummary,
  Action,
  BrokerOrderStatus,
  ChainParameters,
  Contract,
  EpochMs,
  FarmKind,
  FarmStatus,
  BrokerLinkStatus,
  ConnectionLossCause,
  IsoDate,
  MarginPreview,
  MarketDataType,
  Micros,
  OptionContract,
  OrderLeg,
  OrderRef,
  Right,
  StockContract,
  TickKind,
  TimeInForce,
} from "@legbook/domain";

/** Everything that the engine asks of a gateway. One request is one message on the wire. */
export type GatewayRequest =
  | { readonly kind: "currentTime" }
  | { readonly kind: "managedAccounts" }
  | { readonly kind: "orderIds" }
  | { readonly kind: "marketDataType"; readonly dataType: MarketDataType }
  | { readonly kind: "openLine"; readonly requestId: number; readonly contract: Contract }
  | { readonly kind: "closeLine"; readonly requestId: number }
  | { readonly kind: "matchingSymbols"; readonly requestId: number; readonly pattern: string }
  | { readonly kind: "stockDetails"; readonly requestId: number; readonly symbol: string }
  | {
      readonly kind: "chainParameters";
      readonly requestId: number;
      readonly symbol: string;
      readonly underlyingConId: number;
    }
  | {
      readonly kind: "expiryDetails";
      readonly requestId: number;
      readonly symbol: string;
      readonly tradingClass: string;
      readonly exchange: string;
      readonly expiry: IsoDate;
      readonly right: Right | null;
    }
  | {
      readonly kind: "placeOrder";
      readonly orderId: number;
      readonly order: GatewayOrder;
      readonly whatIf: boolean;
    }
  | { readonly kind: "cancelOrder"; readonly orderId: number }
  /** Orders of every client of this gateway and those placed by hand. */
  | { readonly kind: "openOrders" }
  /** Of today (since the gateway's midnight), every client. */
  | { readonly kind: "executions"; readonly requestId: number }
  | { readonly kind: "positions" }
  | { readonly kind: "cancelPositions" }
  | { readonly kind: "accountSummary"; readonly requestId: number }
  | { readonly kind: "cancelAccountSummary"; readonly requestId: number }
  | { readonly kind: "accountProfitAndLoss"; readonly requestId: number; readonly account: string }
  | { readonly kind: "cancelAccountProfitAndLoss"; readonly requestId: number }
  | {
      readonly kind: "positionProfitAndLoss";
      readonly requestId: number;
      readonly account: string;
      readonly conId: number;
    }
  | { readonly kind: "cancelPositionProfitAndLoss"; readonly requestId: number };

/** A combo of option legs bought at a signed limit: a credit is a negative price. */
export interface GatewayOrder {
  readonly orderRef: OrderRef;
  readonly account: string;
  readonly symbol: string;
  readonly currency: string;
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
  readonly limitPrice: Micros;
  readonly timeInForce: TimeInForce;
}

/** What happened to a request at the socket. `refused`: proven not to have left (no session, not encodable). */
export type SendOutcome = { readonly kind: "sent" } | { readonly kind: "refused"; readonly message: string };

/**
 * Everything that a gateway says, parsed and nothing more: ids are the wire's, meaning is given by whoever asked.
 * Times are the gateway's where it sends them.
 */
export type GatewayMessage =
  /** Requests can be sent from here on. Accounts and the next order id follow at once, as messages of their own. */
  | { readonly kind: "opened"; readonly serverVersion: number; readonly connectionTime: string }
  | {
      readonly kind: "lost";
      readonly cause: ConnectionLossCause;
      readonly code: number | null;
      readonly message: string;
    }
  | { readonly kind: "managedAccounts"; readonly accounts: readonly string[] }
  | { readonly kind: "nextOrderId"; readonly orderId: number }
  /** Whole seconds on the wire, as milliseconds. */
  | { readonly kind: "currentTime"; readonly gatewayTime: EpochMs }
  | {
      readonly kind: "farmStatus";
      readonly farm: string;
      readonly farmKind: FarmKind;
      readonly status: FarmStatus;
      readonly code: number;
    }
  | { readonly kind: "brokerLink"; readonly status: BrokerLinkStatus; readonly code: number }
  /** `requestId` null for notices that name none. */
  | {
      readonly kind: "error";
      readonly code: number;
      readonly message: string;
      readonly requestId: number | null;
    }
  | { readonly kind: "tick"; readonly requestId: number; readonly tick: TickKind; readonly value: number }
  | { readonly kind: "lineDataType"; readonly requestId: number; readonly dataType: MarketDataType }
  | { readonly kind: "symbolMatches"; readonly requestId: number; readonly matches: readonly SymbolMatch[] }
  | { readonly kind: "stockDetails"; readonly requestId: number; readonly contract: StockContract }
  | { readonly kind: "optionDetails"; readonly requestId: number; readonly contract: OptionContract }
  | { readonly kind: "detailsEnd"; readonly requestId: number }
  | {
      readonly kind: "chainParameters";
      readonly requestId: number;
      readonly parameters: Omit<ChainParameters, "symbol">;
    }
  | { readonly kind: "chainParametersEnd"; readonly requestId: number }
  | { readonly kind: "openOrder"; readonly order: OpenOrderMessage }
  | { readonly kind: "marginPreview"; readonly orderId: number; readonly margin: MarginPreview }
  | { readonly kind: "openOrdersEnd" }
  | { readonly kind: "orderStatus"; readonly status: OrderStatusMessage }
  | { readonly kind: "execution"; readonly requestId: number; readonly execution: ExecutionMessage }
  | { readonly kind: "executionsEnd"; readonly requestId: number }
  | {
      readonly kind: "commission";
      readonly execId: string;
      readonly commission: Micros;
      readonly currency: string;
      readonly realisedProfit: Micros | null;
    }
  /**
   * With a position the gateway names neither the contract's tick nor its underlying's id, and often no exchange:
   * `minTick` and `underlyingConId` are 0, `exchange` is empty. A description by details has them.
   */
  | {
      readonly kind: "position";
      readonly account: string;
      readonly contract: Contract;
      readonly quantity: number;
      readonly averageCost: Micros | null;
    }
  /** A position in a kind of contract that this version does not trade: kept visible, not interpreted. */
  | {
      readonly kind: "foreignPosition";
      readonly account: string;
      readonly conId: number;
      readonly securityType: string;
      readonly symbol: string;
      readonly quantity: number;
    }
  | { readonly kind: "positionsEnd" }
  /** All values of one account that arrived before the end marker, or a change of some of them. */
  | {
      readonly kind: "accountSummary";
      readonly requestId: number;
      readonly summary: Partial<AccountSummary> & Pick<AccountSummary, "account">;
    }
  | { readonly kind: "accountSummaryEnd"; readonly requestId: number }
  | {
      readonly kind: "accountProfitAndLoss";
      readonly requestId: number;
      readonly daily: Micros | null;
      readonly unrealised: Micros | null;
      readonly realised: Micros | null;
    }
  | {
      readonly kind: "positionProfitAndLoss";
      readonly requestId: number;
      readonly quantity: number;
      readonly daily: Micros | null;
      readonly unrealised: Micros | null;
      readonly realised: Micros | null;
      readonly value: Micros | null;
    };

export interface SymbolMatch {
  readonly conId: number;
  readonly symbol: string;
  readonly description: string;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly hasOptions: boolean;
}

export interface OpenOrderMessage {
  /** Null when the order carries no reference of ours (placed by hand or by another program). */
  readonly orderRef: OrderRef | null;
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly account: string;
  readonly symbol: string;
  readonly status: BrokerOrderStatus;
  readonly quantity: number;
  readonly limitPrice: Micros | null;
}

export interface OrderStatusMessage {
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly status: BrokerOrderStatus;
  readonly filled: number;
  readonly remaining: number;
  readonly averageFillPrice: Micros;
  readonly whyHeld: string;
}

export interface ExecutionMessage {
  readonly orderRef: OrderRef | null;
  readonly execId: string;
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly of: "combo" | "leg";
  readonly side: Action;
  readonly quantity: number;
  readonly price: Micros;
  readonly executedAt: EpochMs;
}

/**
 * One connection to a gateway. It keeps no queue: `send` either hands the message to an open socket or refuses.
 * Messages arrive through the sink in the order of the wire; the sink must only enqueue.
 */
export interface BrokerGateway {
  /** Starts one attempt; its end is an `opened` or a `lost` message. Throws when an attempt or session is under way. */
  connect(target: { readonly host: string; readonly port: number; readonly clientId: number }): void;
  /** Ends the session, if any; a `lost` message with cause `requested` follows. */
  disconnect(): void;
  readonly isOpen: boolean;
  send(request: GatewayRequest): SendOutcome;
}

/** Called on the library's own stack for each message: enqueue, return. */
export type GatewaySink = (message: GatewayMessage) => void;

/** Makes a gateway that reports to `sink`. */
export type BrokerGatewayFactory = (sink: GatewaySink) => BrokerGateway;

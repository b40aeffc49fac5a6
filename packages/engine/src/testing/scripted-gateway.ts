import type { BrokerOrderStatus, ConnectionLossCause, EpochMs, MarginPreview } from "@legbook/domain";
import { micros } from "@legbook/domain";
import type {
  BrokerGateway,
  BrokerGatewayFactory,
  ExecutionMessage,
  GatewayMessage,
  GatewayRequest,
  GatewaySink,
  OpenOrderMessage,
} from "../ports/broker-gateway.ts";
import { ACCOUNT, CLIENT_ID, complete, CONTRACTS, PARAMETERS, quotesOf, STOCK } from "./listed-options.ts";

type Kind = GatewayRequest["kind"];
type Asked<K extends Kind> = Extract<GatewayRequest, { kind: K }>;
/** What the gateway says to a request, in order. */
type Answer<K extends Kind> = (request: Asked<K>) => readonly GatewayMessage[];

/**
 * A gateway that does what a spec says, at the level of the port. It stands in where a spec needs what no honest peer
 * does on demand: silence, loss at one exact moment, answers in another order or twice. It matches nothing and knows no
 * market; how messages look on the wire, and what a gateway makes of orders, is tested against the simulator.
 *
 * By default it lets the engine connect, synchronise, find one chain and quote it, and answers what-ifs; it says
 * nothing of orders. Requests are answered at once.
 */
export class ScriptedGateway implements BrokerGateway {
  /** Every request that left the engine, over all sessions. */
  readonly sent: GatewayRequest[] = [];
  /** Attempts to connect. */
  connects = 0;
  /** What the broker's books hold; told when asked for. */
  openOrders: OpenOrderMessage[] = [];
  executions: ExecutionMessage[] = [];
  positions: Extract<GatewayMessage, { kind: "position" }>[] = [];
  accounts: readonly string[] = [ACCOUNT];
  nextOrderId = 1;
  margin: MarginPreview = complete();
  /** How it meets an attempt to connect. */
  door: "open" | "silent" | "refused" | "clientIdInUse" = "open";
  /** Whether the socket takes requests; when not, `send` refuses though the session is open. */
  takesRequests: (request: GatewayRequest) => boolean = () => true;
  gatewayTime: () => EpochMs;
  #sink: GatewaySink | null = null;
  #state: "closed" | "connecting" | "open" = "closed";
  readonly #answers = new Map<Kind, (request: never) => readonly GatewayMessage[]>();

  constructor(gatewayTime: () => EpochMs) {
    this.gatewayTime = gatewayTime;
  }

  readonly factory: BrokerGatewayFactory = (sink) => {
    this.#sink = sink;
    return this;
  };

  get isOpen(): boolean {
    return this.#state === "open";
  }

  connect(): void {
    if (this.#state !== "closed") throw new Error("a session with the gateway is under way");
    this.connects += 1;
    this.#state = "connecting";
    if (this.door === "open") this.open();
    else if (this.door === "refused") this.lose("refused");
    else if (this.door === "clientIdInUse") {
      this.say({ kind: "error", code: 326, message: "client id in use", requestId: null });
      this.lose("closed");
    }
  }

  disconnect(): void {
    if (this.#state !== "closed") this.lose("requested");
  }

  send(request: GatewayRequest) {
    if (!this.isOpen) return { kind: "refused", message: "no session with the gateway is open" } as const;
    if (!this.takesRequests(request))
      return { kind: "refused", message: "the gateway does not read what it is sent" } as const;
    this.sent.push(request);
    const answer = this.#answers.get(request.kind) ?? this.#usual[request.kind];
    this.say(...((answer as Answer<Kind> | undefined)?.(request) ?? []));
    return { kind: "sent" } as const;
  }

  /** Answers requests of a kind with `answer` from now on; null for the usual answer. */
  answer<K extends Kind>(kind: K, answer: Answer<K> | null): void {
    if (answer === null) this.#answers.delete(kind);
    else this.#answers.set(kind, answer);
  }

  /** Says nothing to requests of these kinds. */
  silence(...kinds: readonly Kind[]): void {
    for (const kind of kinds) this.answer(kind, () => []);
  }

  open(): void {
    this.#state = "open";
    this.say({ kind: "opened", serverVersion: 193, connectionTime: "20261116 10:00:00 EST" });
    this.say({ kind: "managedAccounts", accounts: this.accounts });
    this.say({ kind: "nextOrderId", orderId: this.nextOrderId });
  }

  lose(cause: ConnectionLossCause = "closed"): void {
    this.#state = "closed";
    this.say({ kind: "lost", cause, code: null, message: `the connection was ${cause}` });
  }

  say(...messages: readonly GatewayMessage[]): void {
    if (this.#sink === null) throw new Error("the engine did not start");
    for (const message of messages) this.#sink(message);
  }

  sentOf<K extends Kind>(kind: K): readonly Asked<K>[] {
    return this.sent.filter((request): request is Asked<K> => request.kind === kind);
  }

  /** Orders sent, what-ifs left out. */
  get placed(): readonly Asked<"placeOrder">[] {
    return this.sentOf("placeOrder").filter(({ whatIf }) => !whatIf);
  }

  get whatIfs(): readonly Asked<"placeOrder">[] {
    return this.sentOf("placeOrder").filter(({ whatIf }) => whatIf);
  }

  /** What a gateway says of an order of the `index`-th placement with this status. */
  says(status: BrokerOrderStatus, index = -1): readonly GatewayMessage[] {
    const placed = this.placed.at(index);
    if (placed === undefined) throw new Error("no order was sent");
    const { orderId } = placed;
    const done = status === "Filled" ? placed.order.quantity : 0;
    return [
      { kind: "openOrder", order: { ...openOrderOf(placed), status } },
      {
        kind: "orderStatus",
        status: {
          orderId,
          permId: 9_000 + orderId,
          clientId: CLIENT_ID,
          status,
          filled: done,
          remaining: placed.order.quantity - done,
          averageFillPrice: done === 0 ? micros(0) : placed.order.limitPrice,
          whyHeld: "",
        },
      },
    ];
  }

  /** A well-behaved gateway's answers; to what is not here it says nothing. */
  readonly #usual: { readonly [K in Kind]?: Answer<K> } = {
    currentTime: () => [{ kind: "currentTime", gatewayTime: this.gatewayTime() }],
    positions: () => [...this.positions, { kind: "positionsEnd" }],
    accountSummary: ({ requestId }) => [
      {
        kind: "accountSummary",
        requestId,
        summary: { account: ACCOUNT, currency: "USD", buyingPower: micros(400_000_000_000) },
      },
      { kind: "accountSummaryEnd", requestId },
    ],
    openOrders: () => [
      ...this.openOrders.map((order) => ({ kind: "openOrder", order }) as const),
      { kind: "openOrdersEnd" },
    ],
    executions: ({ requestId }) => [
      ...this.executions.map((execution) => ({ kind: "execution", requestId, execution }) as const),
      { kind: "executionsEnd", requestId },
    ],
    accountProfitAndLoss: ({ requestId }) => [
      {
        kind: "accountProfitAndLoss",
        requestId,
        daily: micros(0),
        unrealised: micros(0),
        realised: micros(0),
      },
    ],
    placeOrder: ({ orderId, whatIf }) =>
      whatIf ? [{ kind: "marginPreview", orderId, margin: this.margin }] : [],
    openLine: ({ requestId, contract }) => quotesOf(requestId, contract),
    stockDetails: ({ requestId, symbol }) =>
      symbol === STOCK.symbol
        ? [
            { kind: "stockDetails", requestId, contract: STOCK },
            { kind: "detailsEnd", requestId },
          ]
        : [{ kind: "error", code: 200, message: "No security definition has been found", requestId }],
    chainParameters: ({ requestId }) => [
      { kind: "chainParameters", requestId, parameters: PARAMETERS },
      { kind: "chainParametersEnd", requestId },
    ],
    expiryDetails: ({ requestId, expiry }) => [
      ...CONTRACTS.filter((contract) => contract.expiry === expiry).map(
        (contract) => ({ kind: "optionDetails", requestId, contract }) as const,
      ),
      { kind: "detailsEnd", requestId },
    ],
  };
}

/** The order as the broker's list of open orders has it. */
export function openOrderOf({ orderId, order }: Asked<"placeOrder">): OpenOrderMessage {
  return {
    orderRef: order.orderRef,
    orderId,
    permId: 9_000 + orderId,
    clientId: CLIENT_ID,
    account: order.account,
    symbol: order.symbol,
    status: "Submitted",
    quantity: order.quantity,
    limitPrice: order.limitPrice,
  };
}

/** The executions of a fill, one a leg: of the whole order, or of `quantity` combos. */
export function executionsOf(
  { orderId, order }: Asked<"placeOrder">,
  executedAt: EpochMs,
  quantity = order.quantity,
): readonly ExecutionMessage[] {
  return order.legs.map(({ contract, action }) => ({
    orderRef: order.orderRef,
    execId: `0000e0d5.${orderId}.${contract.conId}.01`,
    orderId,
    permId: 9_000 + orderId,
    clientId: CLIENT_ID,
    account: order.account,
    conId: contract.conId,
    symbol: order.symbol,
    of: "leg",
    side: action,
    quantity,
    price: micros(1_000_000),
    executedAt,
  }));
}

import {
  type DomainEvent,
  formatMicros,
  type Micros,
  type MarginPreview,
  type OrderLeg,
  type TakenInput,
} from "@legbook/domain";
import { contractWords } from "../contracts/words.ts";

function amount(value: Micros | null): string {
  return value === null ? "unset" : formatMicros(value);
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(", ");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function legs(orderLegs: readonly OrderLeg[], quantity: number): string {
  return orderLegs
    .map(
      ({ action, ratio, contract }) =>
        `${action === "buy" ? "buy" : "sell"} ${ratio * quantity} ${contractWords(contract)}`,
    )
    .join(", ");
}

function coded(message: string, code: number | null): string {
  return code === null ? message : `${message} (${code})`;
}

function margin({ initialBefore, initialAfter, commission }: MarginPreview): string {
  return `initial margin ${amount(initialBefore)} before, ${amount(initialAfter)} after, commission ${amount(commission)}`;
}

function inputWords({ task }: TakenInput): string {
  if (task.to === "log") return `a fact for ${task.stream}`;
  return task.to === "optionLine" ? "RequestLine" : task.command.type;
}

type SummaryOf = {
  readonly [Type in DomainEvent["type"]]: (data: Extract<DomainEvent, { type: Type }>["data"]) => string;
};

type Part<Types extends DomainEvent["type"]> = Pick<SummaryOf, Types>;

const session: Part<
  "SessionStarted" | "SessionEnded" | "ScanStarted" | "ScanStopped" | "ScanLookTaken" | "InputsTaken"
> = {
  SessionStarted: ({ version, mode, gateway }) =>
    `Legbook ${version} started in ${mode} mode against ${gateway.host}:${gateway.port} as client ${gateway.clientId}.`,
  SessionEnded: ({ reason }) => `The session ended: ${reason}.`,
  ScanStarted: ({ scanId, symbol }) => `Scan ${scanId} of ${symbol} started.`,
  ScanStopped: ({ scanId }) => `Scan ${scanId} stopped.`,
  ScanLookTaken: ({ scanId, symbol, found }) =>
    `Scan ${scanId} of ${symbol} found ${plural(found.matched, "spread")} among ${plural(found.evaluated, "candidate")}.`,
  InputsTaken: ({ inputs, attempt }) =>
    `${plural(inputs.length, "input")} taken in${attempt === 1 ? "" : `, attempt ${attempt}`}: ${listed(inputs.slice(0, 5).map(inputWords))}${inputs.length > 5 ? ", ..." : ""}.`,
};

const connection: Part<
  | "ConnectionRequested"
  | "ConnectionOpenReported"
  | "ConnectionLossReported"
  | "ReconnectionScheduled"
  | "ConnectionBlocked"
  | "ConnectionCloseRequested"
  | "ManagedAccountsReported"
  | "NextOrderIdReported"
  | "FarmStatusReported"
  | "BrokerLinkReported"
  | "GatewayTimeReported"
  | "HeartbeatMissed"
  | "MarketDataTypeRequested"
  | "SynchronisationStarted"
  | "SynchronisationPartCompleted"
  | "SynchronisationCompleted"
  | "GatewayNoticeReported"
> = {
  ConnectionRequested: ({ host, port, clientId, attempt }) =>
    `Connecting to ${host}:${port} as client ${clientId}, attempt ${attempt}.`,
  ConnectionOpenReported: ({ serverVersion, connectionTime }) =>
    `The gateway answered with server version ${serverVersion} at ${connectionTime}.`,
  ConnectionLossReported: ({ cause, code, message }) =>
    `The connection to the gateway is lost, ${cause}: ${coded(message, code)}`,
  ReconnectionScheduled: ({ attempt, delayMs }) =>
    `Attempt ${attempt} to reconnect follows in ${delayMs} ms.`,
  ConnectionBlocked: ({ cause, message }) => `A person has to act, ${cause}: ${message}`,
  ConnectionCloseRequested: ({ reason }) => `The connection is being closed: ${reason}.`,
  ManagedAccountsReported: ({ accounts }) => `The gateway manages ${listed(accounts)}.`,
  NextOrderIdReported: ({ orderId }) => `The gateway's next order id is ${orderId}.`,
  FarmStatusReported: ({ farm, kind, status, code }) => `Farm ${farm} (${kind}) is ${status} (${code}).`,
  BrokerLinkReported: ({ status, code }) => `The gateway's link to the broker: ${status} (${code}).`,
  GatewayTimeReported: ({ offsetMs, roundTripMs }) =>
    `Gateway time is ${offsetMs} ms ahead of this machine's, asked in ${roundTripMs} ms.`,
  HeartbeatMissed: ({ deadlineMs }) => `The gateway did not answer within ${deadlineMs} ms.`,
  MarketDataTypeRequested: ({ dataType }) => `Market data of type ${dataType} asked for.`,
  SynchronisationStarted: ({ parts }) => `Reading the broker's books: ${listed(parts)}.`,
  SynchronisationPartCompleted: ({ part, count }) => `Read ${part}: ${plural(count, "entry", "entries")}.`,
  SynchronisationCompleted: ({ serverVersion }) =>
    `In step with the broker, server version ${serverVersion}.`,
  GatewayNoticeReported: ({ code, message }) => `The gateway says: ${coded(message, code)}`,
};

const requests: Part<"RequestThrottlingBegan" | "RequestThrottlingEnded"> = {
  RequestThrottlingBegan: ({ limit, limitMax, priority, request, waiting }) =>
    `Our own pacing holds back ${plural(waiting, "request")}, first ${request} (${priority}): ${limitMax} messages a second${limit === "messagesPerSecond" ? "" : " without those kept for orders and cancels"}.`,
  RequestThrottlingEnded: ({ cause, durationMs, held, refused, dropped }) => {
    const counts = held.map(
      ({ priority, count, longestWaitMs }) => `${count} ${priority} (longest ${longestWaitMs} ms)`,
    );
    const why =
      cause === "drained" ? "" : `, then the session ended and ${plural(dropped, "request")} never left`;
    const full = refused === 0 ? "" : `; ${plural(refused, "request")} refused because too many waited`;
    return `Our own pacing held requests back for ${durationMs} ms${why}: ${listed(counts)}${full}.`;
  },
};

const lines: Part<
  | "LineRequested"
  | "LineOpened"
  | "LineEvicted"
  | "LineReleased"
  | "LinePinned"
  | "LineUnpinned"
  | "LineRefused"
  | "LineRejectionReported"
  | "LineDataTypeReported"
  | "LinesInvalidated"
  | "LinesLimitSet"
> = {
  LineRequested: ({ conId, purpose }) => `A line of contract ${conId} is wanted for ${purpose}.`,
  LineOpened: ({ contract, purpose, requestId }) =>
    `Line of ${contractWords(contract)} opened for ${purpose}, request ${requestId}.`,
  LineEvicted: ({ conId, inFavourOf }) => `Line of contract ${conId} gave way to contract ${inFavourOf}.`,
  LineReleased: ({ conId }) => `Line of contract ${conId} closed.`,
  LinePinned: ({ conId, holder }) => `Line of contract ${conId} held by ${holder}.`,
  LineUnpinned: ({ conId, holder }) => `Line of contract ${conId} no longer held by ${holder}.`,
  LineRefused: ({ conId, linesMax, pinned }) =>
    `No line for contract ${conId}: ${pinned} of ${linesMax} are held and none can give way.`,
  LineRejectionReported: ({ conId, code, message }) =>
    `The gateway refused a line of contract ${conId}: ${coded(message, code)}`,
  LineDataTypeReported: ({ conId, dataType }) => `Quotes of contract ${conId} are ${dataType}.`,
  LinesInvalidated: ({ cause }) =>
    cause === "newSession"
      ? "A new session: every line has to be opened again."
      : "The gateway lost its lines: every one has to be opened again.",
  LinesLimitSet: ({ linesMax, actor }) => `${actor} set the limit to ${plural(linesMax, "line")}.`,
};

const market: Part<
  | "TicksRecorded"
  | "ChainRequested"
  | "UnderlyingReported"
  | "ChainParametersReported"
  | "ExpiryContractsReported"
  | "ChainRequestRefused"
  | "UnderlyingVolatilityRecorded"
> = {
  TicksRecorded: ({ conIds }) =>
    `${plural(conIds.length, "tick")} of ${plural(new Set(conIds).size, "contract")}.`,
  ChainRequested: ({ symbol }) => `Option chain of ${symbol} asked for.`,
  UnderlyingReported: ({ symbol, contract }) =>
    `${symbol} is contract ${contract.conId} on ${contract.primaryExchange}.`,
  ChainParametersReported: ({ symbol, tradingClass, exchange, expiries, strikes }) =>
    `${symbol} (${tradingClass}, ${exchange}) has ${plural(expiries.length, "expiry", "expiries")} and ${plural(strikes.length, "strike")}.`,
  ExpiryContractsReported: ({ symbol, expiry, contracts }) =>
    `${symbol} ${expiry} has ${plural(contracts.length, "contract")}.`,
  ChainRequestRefused: ({ symbol, code, message, remedy }) =>
    `No option chain of ${symbol}: ${coded(message, code)} ${remedy}`,
  UnderlyingVolatilityRecorded: ({ symbol, date, volatility, maturityDays }) =>
    `Volatility of ${symbol} on ${date}, ${maturityDays} days ahead: ${percent(volatility)}.`,
};

const choices: Part<"CorporateDatesSet" | "ScanPresetSaved" | "ScanPresetRemoved"> = {
  CorporateDatesSet: ({ symbol, earnings, exDividends, actor }) =>
    `${actor} set the dates of ${symbol}: earnings ${listed(earnings)}; ex-dividend ${listed(exDividends.map(({ date, amount: paid }) => (paid === null ? date : `${date} (${amount(paid)})`)))}.`,
  ScanPresetSaved: ({ name, actor }) => `${actor} saved the scan preset ${name}.`,
  ScanPresetRemoved: ({ name, actor }) => `${actor} removed the scan preset ${name}.`,
};

const account: Part<
  | "AccountSummaryReported"
  | "PositionReported"
  | "AccountProfitAndLossReported"
  | "PositionProfitAndLossReported"
> = {
  AccountSummaryReported: ({ account, currency, netLiquidation, buyingPower }) =>
    `${account}: net liquidation ${amount(netLiquidation)} ${currency}, buying power ${amount(buyingPower)} ${currency}.`,
  PositionReported: ({ account, contract, quantity, averageCost }) =>
    `${account} holds ${quantity} ${contractWords(contract)}, average cost ${amount(averageCost)}.`,
  AccountProfitAndLossReported: ({ account, daily, unrealised, realised }) =>
    `${account}: day's profit ${amount(daily)}, open ${amount(unrealised)}, realised ${amount(realised)}.`,
  PositionProfitAndLossReported: ({ account, conId, daily, unrealised }) =>
    `${account}, contract ${conId}: day's profit ${amount(daily)}, open ${amount(unrealised)}.`,
};

const orderDecisions: Part<
  | "OrderRequested"
  | "OrderRefused"
  | "MarginPreviewRequested"
  | "MarginPreviewReported"
  | "MarginPreviewFailed"
  | "RiskAssessed"
  | "OrderPlacementIntended"
  | "OrderTransmitted"
  | "OrderTransmissionFailed"
  | "OrderCancelRequested"
  | "OrderCancelTransmitted"
  | "OrderOutcomeUnknown"
  | "OrderReconciled"
> = {
  OrderRequested: ({ orderRef, purpose, requestedBy, quantity, legs: orderLegs, account }) =>
    `${requestedBy} asked ${purpose === "preview" ? "for a preview of" : "to place"} ${orderRef} in ${account}: ${legs(orderLegs, quantity)}.`,
  OrderRefused: ({ orderRef, refusal }) => `${orderRef} refused (${refusal.code}): ${refusal.message}`,
  MarginPreviewRequested: ({ orderRef, limitPrice }) =>
    `Margin preview of ${orderRef} at ${amount(limitPrice)} asked for.`,
  MarginPreviewReported: ({ orderRef, margin: preview }) =>
    `Margin preview of ${orderRef}: ${margin(preview)}.`,
  MarginPreviewFailed: ({ orderRef, cause, code, message }) =>
    `No margin preview of ${orderRef}, ${cause}: ${coded(message, code)}`,
  RiskAssessed: ({ orderRef, passed, verdicts, limitPrice }) => {
    const blocks = verdicts.filter(({ verdict }) => verdict === "block").map(({ rule }) => rule);
    return passed
      ? `${orderRef} passed all ${verdicts.length} risk rules at ${amount(limitPrice)}.`
      : `${orderRef} blocked at ${amount(limitPrice)} by ${listed(blocks)}.`;
  },
  OrderPlacementIntended: ({ orderRef, orderId, quantity, limitPrice, legs: orderLegs }) =>
    `${orderRef} is about to be sent as order ${orderId}: ${legs(orderLegs, quantity)} at ${amount(limitPrice)}.`,
  OrderTransmitted: ({ orderRef, orderId }) => `${orderRef} was handed to the socket as order ${orderId}.`,
  OrderTransmissionFailed: ({ orderRef, message }) => `${orderRef} never left this machine: ${message}`,
  OrderCancelRequested: ({ orderRef, reason }) => `Cancel of ${orderRef} asked for: ${reason}.`,
  OrderCancelTransmitted: ({ orderRef }) => `The cancel of ${orderRef} was handed to the socket.`,
  OrderOutcomeUnknown: ({ orderRef, cause }) => `What became of ${orderRef} is not known: ${cause}.`,
  OrderReconciled: ({ orderRef, outcome, evidence }) =>
    `The broker's books say that ${orderRef} is ${outcome}: ${evidence}.`,
};

const orderReports: Part<
  | "OrderOpenReported"
  | "OrderStatusReported"
  | "OrderErrorReported"
  | "ExecutionReported"
  | "CommissionReported"
> = {
  OrderOpenReported: ({ orderRef, status, quantity, limitPrice }) =>
    `The broker has ${orderRef} as ${status}: ${quantity} at ${amount(limitPrice)}.`,
  OrderStatusReported: ({ orderRef, status, filled, remaining, averageFillPrice }) =>
    `${orderRef} is ${status}: ${filled} filled${filled > 0 ? ` at ${amount(averageFillPrice)}` : ""}, ${remaining} left.`,
  OrderErrorReported: ({ orderRef, code, message }) =>
    `The broker about ${orderRef}: ${coded(message, code)}`,
  ExecutionReported: ({ orderRef, of, side, quantity, symbol, conId, price }) =>
    `${orderRef} ${side === "buy" ? "bought" : "sold"} ${quantity} ${of === "combo" ? `${symbol} combo` : `${symbol} contract ${conId}`} at ${amount(price)}.`,
  CommissionReported: ({ orderRef, execId, commission, currency }) =>
    `Commission of ${orderRef} for ${execId}: ${amount(commission)} ${currency}.`,
};

const risk: Part<
  | "RiskLimitsSet"
  | "KillSwitchEngaged"
  | "KillSwitchReleased"
  | "VolatilityBreakerTripped"
  | "VolatilityBreakerReset"
> = {
  RiskLimitsSet: ({ account, actor, reason }) => `${actor} set the risk limits of ${account}: ${reason}.`,
  KillSwitchEngaged: ({ account, actor, reason }) =>
    `${actor} engaged the kill switch of ${account}: ${reason}.`,
  KillSwitchReleased: ({ account, actor, reason }) =>
    `${actor} released the kill switch of ${account}: ${reason}.`,
  VolatilityBreakerTripped: ({ account, underlying, volatility, limit }) =>
    `Volatility breaker of ${account} tripped: ${underlying} at ${percent(volatility)}, limit ${percent(limit)}.`,
  VolatilityBreakerReset: ({ account, underlying, actor, reason }) =>
    `${actor} reset the volatility breaker of ${account} for ${underlying}: ${reason}.`,
};

const summaries: SummaryOf = {
  ...session,
  ...connection,
  ...requests,
  ...lines,
  ...market,
  ...choices,
  ...account,
  ...orderDecisions,
  ...orderReports,
  ...risk,
};

/** One sentence that says what an event means, for people. A new type of event does not type-check until it has one. */
export function eventSummary(event: DomainEvent): string {
  const summary = summaries[event.type] as (data: DomainEvent["data"]) => string;
  return summary(event.data);
}

/** Every type of event that a log can hold. */
export const EVENT_TYPES = Object.keys(summaries) as readonly DomainEvent["type"][];

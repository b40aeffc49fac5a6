import { type IBApi, MarketDataType as WireMarketDataType, SecType } from "@stoqey/ib";
import { type MarketDataType, unreachable } from "@legbook/domain";
import type { GatewayRequest } from "../../ports/broker-gateway.ts";
import { SUMMARY_TAGS } from "../inbound/account.ts";
import type { SessionMemory } from "../session-memory.ts";
import { comboContract, expiryQuery, lineContract, stockQuery } from "./contracts.ts";
import { comboOrder } from "./orders.ts";

export { unencodable } from "./encodable.ts";

const DATA_TYPES: Readonly<Record<MarketDataType, WireMarketDataType>> = {
  live: WireMarketDataType.REALTIME,
  frozen: WireMarketDataType.FROZEN,
  delayed: WireMarketDataType.DELAYED,
  delayedFrozen: WireMarketDataType.DELAYED_FROZEN,
};
/** Option volume, option open interest and implied volatility; the rest comes unasked. */
const OPTION_TICKS = "100,101,106";
/** Answers to older previews than these are told by the gateway's own mark alone. */
const PREVIEWS_REMEMBERED_MAX = 1_000;
const ALL_ACCOUNTS = "All";
/** No model portfolios. */
const NO_MODEL = null;

/** Writes one request as one message, by the library's call for it; notes what its answers will need. */
export function sendRequest(api: IBApi, request: GatewayRequest, memory: SessionMemory): void {
  switch (request.kind) {
    case "currentTime":
      return void api.reqCurrentTime();
    case "managedAccounts":
      return void api.reqManagedAccts();
    case "orderIds":
      return void api.reqIds();
    case "marketDataType":
      return void api.reqMarketDataType(DATA_TYPES[request.dataType]);
    case "openLine":
    case "closeLine":
      return sendLineRequest(api, request, memory);
    case "matchingSymbols":
      return void api.reqMatchingSymbols(request.requestId, request.pattern);
    case "stockDetails":
      return void api.reqContractDetails(request.requestId, stockQuery(request.symbol));
    case "chainParameters":
      return void api.reqSecDefOptParams(
        request.requestId,
        request.symbol,
        "",
        SecType.STK,
        request.underlyingConId,
      );
    case "expiryDetails":
      return void api.reqContractDetails(request.requestId, expiryQuery(request));
    case "placeOrder":
      return sendOrder(api, request, memory);
    case "cancelOrder":
      return void api.cancelOrder(request.orderId);
    case "openOrders":
      return void api.reqAllOpenOrders();
    case "executions":
      return void api.reqExecutions(request.requestId, {});
    case "positions":
      return void api.reqPositions();
    case "cancelPositions":
      return void api.cancelPositions();
    case "accountSummary":
    case "cancelAccountSummary":
      return sendSummaryRequest(api, request, memory);
    case "accountProfitAndLoss":
      return void api.reqPnL(request.requestId, request.account, NO_MODEL);
    case "cancelAccountProfitAndLoss":
      return void api.cancelPnL(request.requestId);
    case "positionProfitAndLoss":
      return void api.reqPnLSingle(request.requestId, request.account, NO_MODEL, request.conId);
    case "cancelPositionProfitAndLoss":
      return void api.cancelPnLSingle(request.requestId);
  }
  return unreachable(request);
}

type Of<Kind extends GatewayRequest["kind"]> = Extract<GatewayRequest, { kind: Kind }>;

function sendLineRequest(api: IBApi, request: Of<"openLine" | "closeLine">, memory: SessionMemory): void {
  if (request.kind === "closeLine") {
    memory.lineRights.delete(request.requestId);
    api.cancelMktData(request.requestId);
    return;
  }
  const { contract, requestId } = request;
  memory.lineRights.set(requestId, contract.kind === "option" ? contract.right : null);
  api.reqMktData(
    requestId,
    lineContract(contract),
    contract.kind === "option" ? OPTION_TICKS : "",
    false,
    false,
  );
}

/** A preview and an order may share an id: the later of them says what an open order under it is. */
function sendOrder(api: IBApi, request: Of<"placeOrder">, memory: SessionMemory): void {
  const { previewOrderIds } = memory;
  previewOrderIds.delete(request.orderId);
  if (request.whatIf) previewOrderIds.add(request.orderId);
  const [oldest] = previewOrderIds;
  if (oldest !== undefined && previewOrderIds.size > PREVIEWS_REMEMBERED_MAX) previewOrderIds.delete(oldest);
  api.placeOrder(request.orderId, comboContract(request.order), comboOrder(request.order, request.whatIf));
}

function sendSummaryRequest(
  api: IBApi,
  request: Of<"accountSummary" | "cancelAccountSummary">,
  memory: SessionMemory,
): void {
  if (request.kind === "accountSummary") {
    memory.summaries.set(request.requestId, new Map());
    api.reqAccountSummary(request.requestId, ALL_ACCOUNTS, [...SUMMARY_TAGS.keys()].join(","));
  } else {
    memory.summaries.delete(request.requestId);
    api.cancelAccountSummary(request.requestId);
  }
}

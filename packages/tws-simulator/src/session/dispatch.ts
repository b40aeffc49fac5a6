import { decodeRequest } from "../wire/codec.ts";
import { FieldError } from "../wire/fields.ts";
import { REQUEST, type RequestName, requestName } from "../wire/message-ids.ts";
import { isServedRequest, type RequestValues, type ServedRequest } from "../wire/request-layouts.ts";
import type { ClientSession } from "./client-session.ts";
import * as account from "./handlers/account.ts";
import * as contracts from "./handlers/contracts.ts";
import * as streams from "./handlers/data-streams.ts";
import * as depth from "./handlers/depth.ts";
import * as executions from "./handlers/executions.ts";
import * as exercise from "./handlers/exercise.ts";
import * as historyTicks from "./handlers/history-ticks.ts";
import * as history from "./handlers/history.ts";
import * as marketData from "./handlers/market-data.ts";
import * as orders from "./handlers/orders.ts";

type Handler<Name extends ServedRequest> = (session: ClientSession, request: RequestValues<Name>) => void;

/** Which field of a request that is not served is its id, so that the answer reaches who asked. */
const REQUEST_ID_FIELD: { readonly [Name in RequestName]?: number } = {
  newsArticle: 1,
  historicalNews: 1,
  histogramData: 1,
  cancelHistogramData: 1,
  wallStreetHorizonMetaData: 1,
  cancelWallStreetHorizonMetaData: 1,
  wallStreetHorizonEventData: 1,
  cancelWallStreetHorizonEventData: 1,
  scannerSubscription: 1,
  cancelScannerSubscription: 2,
  fundamentalData: 2,
  cancelFundamentalData: 2,
  queryDisplayGroups: 2,
  subscribeToGroupEvents: 2,
  unsubscribeFromGroupEvents: 2,
};

/** Before this version a scanner's subscription has a version of its own before its id [M]. */
const SCANNER_WITHOUT_VERSION = 143;

/** -1 for a request that has no id. */
function requestIdOf(name: RequestName, fields: readonly string[], serverVersion: number): number {
  const hasVersion = name === "scannerSubscription" && serverVersion < SCANNER_WITHOUT_VERSION;
  const field = (REQUEST_ID_FIELD[name] ?? 0) + (hasVersion ? 1 : 0);
  const requestId = field === 0 ? Number.NaN : Number(fields[field]);
  return Number.isInteger(requestId) ? requestId : -1;
}

/** The answer to a request that the simulator knows and does not serve. */
function answerNotServed(session: ClientSession, name: RequestName, requestId: number): void {
  const message = `Error validating request. Request ${REQUEST[name]} (${name}) is not served by the simulator`;
  session.error(requestId, 321, message);
}

/** Requests that change nothing here: what they would stop has ended already, or does not exist. */
const nothingToDo = (): void => undefined;

const HANDLERS: { readonly [Name in ServedRequest]: Handler<Name> } = {
  startApi: (session) =>
    session.error(-1, 321, "Error validating request.-'ak' : cause - API already started"),
  marketData: marketData.marketData,
  cancelMarketData: marketData.cancelMarketData,
  marketDataType: marketData.marketDataType,
  placeOrder: orders.placeOrder,
  cancelOrder: orders.cancelOrder,
  globalCancel: orders.globalCancel,
  openOrders: orders.openOrders,
  allOpenOrders: orders.allOpenOrders,
  autoOpenOrders: orders.autoOpenOrders,
  completedOrders: orders.completedOrders,
  executions: executions.executions,
  ids: account.ids,
  managedAccounts: account.managedAccounts,
  currentTime: account.currentTime,
  setServerLogLevel: nothingToDo,
  contractDetails: contracts.contractDetails,
  optionParameters: contracts.optionParameters,
  matchingSymbols: contracts.matchingSymbols,
  marketRule: contracts.marketRule,
  accountUpdates: account.accountUpdates,
  accountSummary: account.accountSummary,
  cancelAccountSummary: account.cancelAccountSummary,
  positions: account.positions,
  cancelPositions: account.cancelPositions,
  positionsMulti: account.positionsMulti,
  cancelPositionsMulti: account.cancelPositionsMulti,
  accountUpdatesMulti: account.accountUpdatesMulti,
  cancelAccountUpdatesMulti: account.cancelAccountUpdatesMulti,
  profitAndLoss: account.profitAndLoss,
  cancelProfitAndLoss: account.cancelProfitAndLoss,
  profitAndLossSingle: account.profitAndLossSingle,
  cancelProfitAndLossSingle: account.cancelProfitAndLoss,
  historicalData: history.historicalData,
  cancelHistoricalData: history.cancelHistoricalData,
  impliedVolatility: marketData.impliedVolatility,
  optionPrice: marketData.optionPrice,
  cancelImpliedVolatility: nothingToDo,
  cancelOptionPrice: nothingToDo,
  headTimestamp: historyTicks.headTimestamp,
  cancelHeadTimestamp: nothingToDo,
  historicalTicks: historyTicks.historicalTicks,
  realTimeBars: streams.realTimeBars,
  cancelRealTimeBars: streams.cancelRealTimeBars,
  tickByTick: streams.tickByTick,
  cancelTickByTick: streams.cancelTickByTick,
  marketDepth: depth.marketDepth,
  cancelMarketDepth: depth.cancelMarketDepth,
  marketDepthExchanges: depth.marketDepthExchanges,
  smartComponents: depth.smartComponents,
  softDollarTiers: depth.softDollarTiers,
  exerciseOptions: exercise.exerciseOptions,
  familyCodes: account.familyCodes,
  userInfo: account.userInfo,
};

function handle(
  session: ClientSession,
  name: ServedRequest,
  fields: readonly string[],
  serverVersion: number,
): void {
  // The table pairs each name with its own values; the compiler cannot follow that through a union of names.
  const handler = HANDLERS[name] as (session: ClientSession, request: unknown) => void;
  handler(session, decodeRequest(name, fields, serverVersion));
}

/** Serves one request. One that is unknown, not served or malformed is answered by an error that names it. */
export function dispatch(session: ClientSession, fields: readonly string[], serverVersion: number): void {
  const name = requestName(fields[0]);
  if (name === null) {
    session.error(
      -1,
      320,
      `Error reading request. Unknown message id ${fields[0]?.slice(0, 20) ?? "(none)"}`,
    );
    return;
  }
  if (!isServedRequest(name)) {
    answerNotServed(session, name, requestIdOf(name, fields, serverVersion));
    return;
  }
  try {
    handle(session, name, fields, serverVersion);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    session.error(
      -1,
      320,
      `Error reading request ${REQUEST[name]} (${name}). Unable to parse data: ${error.message}`,
    );
  }
}

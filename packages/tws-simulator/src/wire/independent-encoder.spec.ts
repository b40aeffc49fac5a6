import { Encoder } from "@stoqey/ib/dist/core/io/encoder.js";
import { describe, expect, it } from "vitest";
import { contractOf, orderOf } from "../testing/client-requests/place-order.ts";
import { type Choices, distinctValues } from "../testing/distinct-values.ts";
import { EACH_CONDITION } from "../testing/order-conditions.ts";
import { SERVED_VERSIONS } from "../testing/served-versions.ts";
import { decodeFields } from "./fields.ts";
import type { Layout } from "./layout.ts";
import { REQUEST } from "./message-ids.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "./request-layouts.ts";

/** The encoder's methods, untyped: some of its types forbid what its wire carries. */
type Send = Readonly<Record<string, (...values: unknown[]) => void>>;
type Asked<Name extends ServedRequest> = (send: Send, values: RequestValues<Name>) => void;

const contract = (v: RequestValues<"marketData">) => ({ ...contractOf(v as never), comboLegs: v.comboLegs });
const query = (v: unknown) => ({
  ...contractOf({ comboLegs: [], deltaNeutral: null, ...(v as object) } as never),
  includeExpired: (v as { includeExpired?: boolean }).includeExpired,
  issuerId: (v as { issuerId?: string }).issuerId,
});

/** How each request is asked for. Not here: startApi, which the socket writes. */
const ASKED: { readonly [Name in Exclude<ServedRequest, "startApi">]: Asked<Name> } = {
  marketData: (send, v) =>
    send["reqMktData"]?.(v.requestId, contract(v), v.genericTicks, v.snapshot, v.regulatorySnapshot),
  cancelMarketData: (send, v) => send["cancelMktData"]?.(v.requestId),
  marketDataType: (send, v) => send["reqMarketDataType"]?.(v.type),
  impliedVolatility: (send, v) =>
    send["calculateImpliedVolatility"]?.(v.requestId, query(v), v.optionPrice, v.underlyingPrice, []),
  optionPrice: (send, v) =>
    send["calculateOptionPrice"]?.(v.requestId, query(v), v.volatility, v.underlyingPrice, []),
  cancelImpliedVolatility: (send, v) => send["cancelCalculateImpliedVolatility"]?.(v.requestId),
  cancelOptionPrice: (send, v) => send["cancelCalculateOptionPrice"]?.(v.requestId),
  realTimeBars: (send, v) =>
    send["reqRealTimeBars"]?.(v.requestId, query(v), v.barSeconds, v.whatToShow, v.regularHours, []),
  cancelRealTimeBars: (send, v) => send["cancelRealTimeBars"]?.(v.requestId),
  tickByTick: (send, v) =>
    send["reqTickByTickData"]?.(v.requestId, query(v), v.tickType, v.tickCount, v.ignoreSize),
  cancelTickByTick: (send, v) => send["cancelTickByTickData"]?.(v.requestId),
  marketDepth: (send, v) => send["reqMktDepth"]?.(v.requestId, query(v), v.rows, v.isSmartDepth, []),
  cancelMarketDepth: (send, v) => send["cancelMktDepth"]?.(v.requestId, v.isSmartDepth),
  marketDepthExchanges: (send) => send["reqMktDepthExchanges"]?.(),
  smartComponents: (send, v) => send["reqSmartComponents"]?.(v.requestId, v.bboExchange),
  contractDetails: (send, v) => send["reqContractDetails"]?.(v.requestId, query(v)),
  optionParameters: (send, v) =>
    send["reqSecDefOptParams"]?.(v.requestId, v.symbol, v.futuresExchange, v.secType, v.conId),
  matchingSymbols: (send, v) => send["reqMatchingSymbols"]?.(v.requestId, v.pattern),
  marketRule: (send, v) => send["reqMarketRule"]?.(v.ruleId),
  placeOrder: (send, v) => send["placeOrder"]?.(v.orderId, contractOf(v), orderOf(v)),
  cancelOrder: (send, v) => send["cancelOrder"]?.(v.orderId, cancelOf(v)),
  globalCancel: (send, v) => send["reqGlobalCancel"]?.(cancelOf(v)),
  openOrders: (send) => send["reqOpenOrders"]?.(),
  allOpenOrders: (send) => send["reqAllOpenOrders"]?.(),
  autoOpenOrders: (send, v) => send["reqAutoOpenOrders"]?.(v.bind),
  completedOrders: (send, v) => send["reqCompletedOrders"]?.(v.apiOnly),
  executions: (send, v) => send["reqExecutions"]?.(v.requestId, { ...v, acctCode: v.account }),
  ids: (send, v) => send["reqIds"]?.(v.count),
  exerciseOptions: (send, v) =>
    send["exerciseOptions"]?.(
      v.requestId,
      query(v),
      v.action,
      v.quantity,
      v.account,
      v.override,
      v.manualOrderTime,
      v.customerAccount,
      v.professionalCustomer,
    ),
  softDollarTiers: (send, v) => send["reqSoftDollarTiers"]?.(v.requestId),
  managedAccounts: (send) => send["reqManagedAccts"]?.(),
  currentTime: (send) => send["reqCurrentTime"]?.(),
  setServerLogLevel: (send, v) => send["setServerLogLevel"]?.(v.level),
  accountUpdates: (send, v) => send["reqAccountUpdates"]?.(v.subscribe, v.account),
  accountSummary: (send, v) => send["reqAccountSummary"]?.(v.requestId, v.group, v.tags),
  cancelAccountSummary: (send, v) => send["cancelAccountSummary"]?.(v.requestId),
  positions: (send) => send["reqPositions"]?.(),
  cancelPositions: (send) => send["cancelPositions"]?.(),
  positionsMulti: (send, v) => send["reqPositionsMulti"]?.(v.requestId, v.account, v.model),
  cancelPositionsMulti: (send, v) => send["cancelPositionsMulti"]?.(v.requestId),
  accountUpdatesMulti: (send, v) =>
    send["reqAccountUpdatesMulti"]?.(v.requestId, v.account, v.model, v.ledgerAndNetLiquidation),
  cancelAccountUpdatesMulti: (send, v) => send["cancelAccountUpdatesMulti"]?.(v.requestId),
  profitAndLoss: (send, v) => send["reqPnL"]?.(v.requestId, v.account, v.model),
  cancelProfitAndLoss: (send, v) => send["cancelPnL"]?.(v.requestId),
  profitAndLossSingle: (send, v) => send["reqPnLSingle"]?.(v.requestId, v.account, v.model, v.conId),
  cancelProfitAndLossSingle: (send, v) => send["cancelPnLSingle"]?.(v.requestId),
  historicalData: (send, v) =>
    send["reqHistoricalData"]?.(
      v.requestId,
      { ...query(v), comboLegs: v.comboLegs },
      v.endDateTime,
      v.duration,
      v.barSize,
      v.whatToShow,
      v.regularHours,
      v.dateFormat,
      v.keepUpToDate,
      [],
    ),
  cancelHistoricalData: (send, v) => send["cancelHistoricalData"]?.(v.requestId),
  headTimestamp: (send, v) =>
    send["reqHeadTimestamp"]?.(v.requestId, query(v), v.whatToShow, v.regularHours, v.dateFormat),
  cancelHeadTimestamp: (send, v) => send["cancelHeadTimestamp"]?.(v.requestId),
  historicalTicks: (send, v) =>
    send["reqHistoricalTicks"]?.(
      v.requestId,
      query(v),
      v.startDateTime,
      v.endDateTime,
      v.tickCount,
      v.whatToShow,
      v.regularHours,
      v.ignoreSize,
      [],
    ),
  familyCodes: (send) => send["reqFamilyCodes"]?.(),
  userInfo: (send, v) => send["reqUserInfo"]?.(v.requestId),
};

/** A cancel's attributes; what the server is too old for is not sent, and not asked for either. */
function cancelOf(v: {
  manualCancelTime?: string;
  externalOperator: string;
  manualOrderIndicator: number | null;
}) {
  return {
    manualOrderCancelTime: v.manualCancelTime,
    extOperator: v.externalOperator,
    manualOrderIndicator: v.manualOrderIndicator ?? undefined,
  };
}

/** Fields that this client leaves blank, whatever it is asked, and the quantity that server 100 has whole only. */
const COMMON: Choices = { options: "", sharesAllocation: "", faProfile: "", totalQuantity: 7 };
const NO_PART: Choices = {
  secType: "OPT",
  hasDeltaNeutral: false,
  conditions: [],
  deltaNeutralOrderType: "",
  hedgeType: "",
  algoStrategy: "",
  exchange: "IBKRATS",
};

const CASES: readonly (readonly [keyof typeof ASKED, string, Choices])[] = [
  ...(Object.keys(ASKED) as (keyof typeof ASKED)[]).flatMap((name) => [
    [name, "of a combo", { secType: "BAG", hasDeltaNeutral: true, conditions: EACH_CONDITION }] as const,
    [name, "of an option", NO_PART] as const,
  ]),
  ...["PEG BENCH", "PEG BEST", "PEG MID"].map(
    (orderType) => ["placeOrder", `of type ${orderType}`, { ...NO_PART, orderType }] as const,
  ),
  [
    "placeOrder",
    "up to the mid-point",
    { orderType: "PEG BEST", competeAgainstBestOffset: Infinity, conditions: [] },
  ],
];

/** The fields that the client writes for the request, or what it says against it. */
function sent(version: number, ask: (send: Send) => void): readonly string[] | string {
  let tokens: readonly unknown[] = [];
  let refusal: string | null = null;
  const encoder = new Encoder({
    serverVersion: version,
    sendMsg: (message: unknown) => {
      tokens = [message].flat(Infinity);
    },
    emitError: (message: string) => {
      refusal = message;
    },
    emitInfo: () => undefined,
  } as never);
  ask(encoder as unknown as Send);
  // As its socket joins them: what is undefined becomes blank.
  const text = (token: unknown): string => [typeof token === "boolean" ? Number(token) : token].join("");
  return refusal ?? tokens.map((token) => text(token));
}

describe("the request", () => {
  it.each(CASES)(
    "%s %s is read as @stoqey/ib's encoder wrote it, at every server version",
    (name, _, choices) => {
      const layout: Layout = REQUEST_LAYOUTS[name];
      let asked = 0;
      for (const version of SERVED_VERSIONS) {
        const values = distinctValues(layout, version, { ...COMMON, ...choices });
        const fields = sent(version, (send) => (ASKED[name] as Asked<ServedRequest>)(send, values as never));
        if (typeof fields === "string") {
          expect(fields).toMatch(/support/);
          continue;
        }
        asked += 1;
        expect(Number(fields[0])).toBe(REQUEST[name]);
        expect({ version, values: decodeFields(layout, fields, version, true) }).toEqual({ version, values });
      }
      expect(asked).toBeGreaterThan(20);
    },
  );
});

import { type Contract, EventName, type IBApi, SecType } from "@stoqey/ib";
import { type AccountSummary, micros } from "@legbook/domain";
import type { SummaryValues } from "../session-memory.ts";
import { readOption, readStock } from "./contracts.ts";
import { type Listening, reading } from "./listening.ts";
import { amountOrNull, double, integer, nonEmpty, text } from "./values.ts";

type SummaryField = keyof Omit<AccountSummary, "account" | "currency">;

/** The gateway's tags, and what they are called here. What else it may send was not asked for. */
export const SUMMARY_TAGS: ReadonlyMap<string, SummaryField> = new Map<string, SummaryField>([
  ["NetLiquidation", "netLiquidation"],
  ["TotalCashValue", "totalCash"],
  ["BuyingPower", "buyingPower"],
  ["AvailableFunds", "availableFunds"],
  ["InitMarginReq", "initialMargin"],
  ["MaintMarginReq", "maintenanceMargin"],
]);

/** The gateway does not say it with a position. */
const TICK_UNSAID = micros(0);
const UNDERLYING_UNSAID = 0;

export function listenAccount(api: IBApi, listening: Listening): void {
  listenSummary(api, listening);
  api.on(
    EventName.position,
    reading(
      listening,
      "position",
      (account: string, contract: Contract, quantity: number, averageCost?: number) => {
        reportPosition(listening, account, contract, quantity, averageCost);
      },
    ),
  );
  api.on(
    EventName.positionEnd,
    reading(listening, "positionEnd", () => listening.report({ kind: "positionsEnd" })),
  );
  api.on(
    EventName.pnl,
    reading(listening, "pnl", (requestId: number, daily?: number, unrealised?: number, realised?: number) => {
      listening.report({
        kind: "accountProfitAndLoss",
        requestId,
        daily: amountOrNull(daily, "daily"),
        unrealised: amountOrNull(unrealised, "unrealised"),
        realised: amountOrNull(realised, "realised"),
      });
    }),
  );
  const parseSingle = (
    requestId: number,
    quantity: number,
    daily?: number,
    unrealised?: number,
    realised?: number,
    value?: number,
  ): void => {
    listening.report({
      kind: "positionProfitAndLoss",
      requestId,
      quantity: double(quantity, "quantity"),
      daily: amountOrNull(daily, "daily"),
      unrealised: amountOrNull(unrealised, "unrealised"),
      realised: amountOrNull(realised, "realised"),
      value: amountOrNull(value, "value"),
    });
  };
  api.on(EventName.pnlSingle, reading(listening, "pnlSingle", parseSingle));
}

function reportPosition(
  listening: Listening,
  account: string,
  wire: Contract,
  quantity: number,
  averageCost: number | undefined,
): void {
  const owner = nonEmpty(account, "account");
  const held = double(quantity, "quantity");
  if (wire.secType !== SecType.STK && wire.secType !== SecType.OPT) {
    listening.report({
      kind: "foreignPosition",
      account: owner,
      conId: integer(wire.conId, "conId"),
      securityType: text(wire.secType, "securityType"),
      symbol: text(wire.symbol, "symbol"),
      quantity: held,
    });
    return;
  }
  const contract =
    wire.secType === SecType.STK
      ? readStock(wire, TICK_UNSAID)
      : readOption(wire, TICK_UNSAID, UNDERLYING_UNSAID);
  listening.report({
    kind: "position",
    account: owner,
    contract,
    quantity: held,
    averageCost: amountOrNull(averageCost, "averageCost"),
  });
}

/** Values before the end marker are collected to one message an account; later ones are changes, reported one by one. */
function listenSummary(api: IBApi, listening: Listening): void {
  const { summaries } = listening.memory;
  const parse = (requestId: number, account: string, tag: string, value: string, currency: string): void => {
    const collected = summaries.get(requestId);
    if (collected === undefined || collected === null) {
      reportSummary(listening, requestId, account, { values: new Map([[tag, value]]), currency });
      return;
    }
    const ofAccount = collected.get(account) ?? { values: new Map<string, string>(), currency: null };
    ofAccount.values.set(tag, value);
    if (currency !== "") ofAccount.currency = currency;
    collected.set(account, ofAccount);
  };
  api.on(EventName.accountSummary, reading(listening, "accountSummary", parse));
  api.on(
    EventName.accountSummaryEnd,
    reading(listening, "accountSummaryEnd", (requestId: number) => {
      const collected = summaries.get(requestId) ?? new Map<string, SummaryValues>();
      if (summaries.has(requestId)) summaries.set(requestId, null);
      for (const [account, values] of collected) reportSummary(listening, requestId, account, values);
      listening.report({ kind: "accountSummaryEnd", requestId });
    }),
  );
}

function reportSummary(
  listening: Listening,
  requestId: number,
  account: string,
  { values, currency }: SummaryValues,
): void {
  const summary: { -readonly [Field in keyof AccountSummary]?: AccountSummary[Field] } & { account: string } =
    {
      account: nonEmpty(account, "account"),
    };
  if (currency !== null && currency !== "") summary.currency = currency;
  for (const [tag, value] of values) {
    const field = SUMMARY_TAGS.get(tag);
    if (field !== undefined) summary[field] = value === "" ? null : amountOrNull(Number(value), tag);
  }
  listening.report({ kind: "accountSummary", requestId, summary });
}

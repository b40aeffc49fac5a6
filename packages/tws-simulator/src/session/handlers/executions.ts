import type { Execution } from "../../orders/order.ts";
import { parseClientTime } from "../../orders/client-time.ts";
import { wallTime } from "../../venue/calendar.ts";
import { secTypeOf } from "../../venue/listing.ts";
import { moneyToUnits } from "../../venue/money.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { comboFields, contractFields } from "../contract-fields.ts";

/** `requestId` is -1 for executions that nobody asked for. */
export function sendExecution(session: ClientSession, execution: Execution, requestId: number): void {
  const listing = execution.conId === null ? undefined : session.venue.source.book.get(execution.conId);
  const contract =
    listing === undefined
      ? comboFields(execution.symbol, execution.exchange)
      : contractFields(listing, execution.exchange);
  session.send("execution", {
    requestId,
    orderId: execution.orderId,
    ...contract,
    execId: execution.execId,
    time: `${wallTime(execution.at)} US/Eastern`,
    account: execution.account,
    executionExchange: execution.exchange,
    side: execution.side,
    quantity: execution.quantity,
    price: moneyToUnits(execution.price),
    permId: execution.permId,
    clientId: execution.clientId,
    liquidation: 0,
    cumulativeQuantity: execution.cumulativeQuantity,
    averagePrice: moneyToUnits(execution.averagePrice),
    orderRef: execution.orderRef,
    evRule: "",
    evMultiplier: 0,
    modelCode: "",
    lastLiquidity: 2,
    pendingPriceRevision: false,
  });
}

/** A combo as a whole has no commission of its own [U]. */
export function sendCommission(session: ClientSession, execution: Execution): void {
  if (execution.kind === "combo") return;
  session.send("commissionReport", {
    execId: execution.execId,
    commission: moneyToUnits(execution.commission),
    currency: "USD",
    realisedProfit: execution.realisedProfit === null ? null : moneyToUnits(execution.realisedProfit),
    yield: null,
    yieldRedemptionDate: "",
  });
}

function symbolAndType(session: ClientSession, execution: Execution): readonly [string, string] {
  const listing = execution.conId === null ? undefined : session.venue.source.book.get(execution.conId);
  if (listing === undefined) return [execution.symbol, "BAG"];
  return [execution.symbol, secTypeOf(listing)];
}

export function executions(session: ClientSession, request: RequestValues<"executions">): void {
  const { requestId } = request;
  const since = request.time === "" ? -Infinity : parseClientTime(request.time);
  if (since === null) {
    session.error(requestId, 321, `Error validating request.-'bl' : cause - Invalid time ${request.time}`);
    return;
  }
  const sides = new Map([
    ["BUY", "BOT"],
    ["SELL", "SLD"],
  ]);
  const side = sides.get(request.side) ?? request.side;
  const accepts = (wanted: string, actual: string): boolean => wanted === "" || wanted === actual;
  for (const execution of session.venue.state.executions) {
    const [symbol, secType] = symbolAndType(session, execution);
    const matches =
      execution.at >= since &&
      (request.clientId === 0 || request.clientId === execution.clientId) &&
      accepts(request.account, execution.account) &&
      accepts(request.symbol, symbol) &&
      accepts(request.secType, secType) &&
      accepts(request.exchange, execution.exchange) &&
      accepts(side, execution.side);
    if (!matches) continue;
    sendExecution(session, execution, requestId);
    sendCommission(session, execution);
  }
  session.send("executionEnd", { requestId });
}

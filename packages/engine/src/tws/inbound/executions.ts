import {
  type CommissionReport,
  type Contract,
  EventName,
  type Execution,
  type IBApi,
  SecType,
} from "@stoqey/ib";
import { type Action, parseOrderRef } from "@legbook/domain";
import { parseGatewayTime } from "./gateway-time.ts";
import { type Listening, reading } from "./listening.ts";
import { amount, amountOrNull, double, integer, nonEmpty, text, UnreadableValue } from "./values.ts";

const SIDES: Readonly<Record<string, Action>> = { BOT: "buy", SLD: "sell" };

export function listenExecutions(api: IBApi, listening: Listening): void {
  api.on(
    EventName.execDetails,
    reading(listening, "execDetails", (requestId: number, contract: Contract, execution: Execution) => {
      reportExecution(listening, requestId, contract, execution);
    }),
  );
  api.on(
    EventName.execDetailsEnd,
    reading(listening, "execDetailsEnd", (requestId: number) =>
      listening.report({ kind: "executionsEnd", requestId }),
    ),
  );
  api.on(
    EventName.commissionReport,
    reading(listening, "commissionReport", (report: CommissionReport) => {
      listening.report({
        kind: "commission",
        execId: nonEmpty(report.execId, "execId"),
        commission: amount(report.commission, "commission"),
        currency: text(report.currency, "currency"),
        realisedProfit: amountOrNull(report.realizedPNL, "realisedProfit"),
      });
    }),
  );
}

function reportExecution(
  listening: Listening,
  requestId: number,
  contract: Contract,
  execution: Execution,
): void {
  const execId = nonEmpty(execution.execId, "execId");
  const side = SIDES[execution.side ?? ""];
  if (side === undefined) throw new UnreadableValue("side", execution.side);
  const { at, unknownZone } = parseGatewayTime(text(execution.time, "time"), listening.timeZoneWhenUnsaid);
  if (unknownZone !== null) {
    listening.unreadable(
      `time of execution ${execId} names the unknown zone ${unknownZone}; read as ${listening.timeZoneWhenUnsaid}`,
      requestId < 0 ? null : requestId,
    );
  }
  listening.report({
    kind: "execution",
    requestId,
    execution: {
      orderRef: parseOrderRef(execution.orderRef ?? ""),
      execId,
      orderId: integer(execution.orderId, "orderId"),
      permId: integer(execution.permId, "permId"),
      clientId: integer(execution.clientId, "clientId"),
      account: nonEmpty(execution.acctNumber, "account"),
      conId: integer(contract.conId, "conId"),
      symbol: text(contract.symbol, "symbol"),
      of: contract.secType === SecType.BAG ? "combo" : "leg",
      side,
      quantity: double(execution.shares, "quantity"),
      price: amount(execution.price, "price"),
      executedAt: at,
    },
  });
}

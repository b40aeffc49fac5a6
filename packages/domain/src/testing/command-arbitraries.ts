import * as fc from "fast-check";
import type { CorporateDatesCommand } from "../corporate-dates/commands.ts";
import type { GatewayConnectionCommand } from "../gateway-connection/commands.ts";
import { type EpochMs, isoDate } from "../kernel/time.ts";
import type { RiskCommand } from "../risk/commands.ts";
import { DEFAULT_RISK_LIMITS } from "../risk/state.ts";
import type { ScanPresetsCommand } from "../scan-presets/commands.ts";
import type { SubscriptionLinesCommand } from "../subscription-lines/commands.ts";
import { money, stock, TEN_O_CLOCK } from "./fixtures.ts";

export function gatewayConnectionCommandArbitrary(): fc.Arbitrary<GatewayConnectionCommand> {
  const parts = ["accounts", "nextOrderId", "openOrders", "executions"] as const;
  return fc.oneof<fc.Arbitrary<GatewayConnectionCommand>[]>(
    fc
      .constantFrom(7497, 7497, 4002)
      .map((port) => ({ type: "RequestConnection", data: { host: "127.0.0.1", port, clientId: 1 } })),
    fc
      .constantFrom(177, 193)
      .map((serverVersion) => ({ type: "ReportOpen", data: { serverVersion, connectionTime: "now" } })),
    fc.constant({ type: "ReportLoss", data: { cause: "closed", code: null, message: "gone" } }),
    fc
      .constantFrom("clientIdInUse", "competingSession", "accountNotAllowed")
      .map((cause) => ({ type: "ReportBlocked", data: { cause, message: "blocked" } })),
    fc.constant({ type: "Close", data: { reason: "test" } }),
    fc
      .constantFrom(["DU1"], ["DU1", "DU2"], ["U9"], [])
      .map((accounts) => ({ type: "ReportManagedAccounts", data: { accounts } })),
    fc.integer({ min: -1, max: 5 }).map((orderId) => ({ type: "ReportNextOrderId", data: { orderId } })),
    fc.constantFrom("ok", "broken", "inactive").map((status) => ({
      type: "ReportFarmStatus",
      data: { farm: "usopt", kind: "marketData", status, code: 2104 },
    })),
    fc
      .constantFrom("lost", "restoredDataLost", "restoredDataKept")
      .map((status) => ({ type: "ReportBrokerLink", data: { status, code: 1100 } })),
    fc.integer({ min: 0, max: 3 }).map((offsetMs) => ({
      type: "ReportGatewayTime",
      data: { gatewayTime: TEN_O_CLOCK, offsetMs, roundTripMs: 1 },
    })),
    fc.constant({ type: "ReportHeartbeatMissed", data: { deadlineMs: 5_000 } }),
    fc.subarray([...parts]).map((asked) => ({ type: "StartSynchronisation", data: { parts: asked } })),
    fc.constantFrom(...parts).map((part) => ({ type: "CompletePart", data: { part, count: 1 } })),
    fc
      .constantFrom("live", "delayed")
      .map((dataType) => ({ type: "RequestMarketDataType", data: { dataType } })),
    fc
      .constantFrom(2137, 2100)
      .map((code) => ({ type: "ReportNotice", data: { code, message: "notice", requestId: null } })),
  );
}

export function subscriptionLinesCommandArbitrary(): fc.Arbitrary<SubscriptionLinesCommand> {
  const conId = fc.integer({ min: 1, max: 8 });
  const usedAt = fc.integer({ min: 0, max: 120_000 }).map((ms) => (TEN_O_CLOCK + ms) as EpochMs);
  const holder = fc.constantFrom("order:a", "position:DU1");
  const requestId = fc.integer({ min: 1, max: 40 });
  return fc.oneof<fc.Arbitrary<SubscriptionLinesCommand>[]>(
    fc
      .record({
        contract: conId.map((id) => stock(id)),
        purpose: fc.constantFrom("scan", "chain", "ticket"),
        usedAt,
      })
      .map((data) => ({ type: "RequestLine", data })),
    conId.map((id) => ({ type: "ReleaseLine", data: { conId: id } })),
    requestId.map((id) => ({ type: "RenewLine", data: { requestId: id } })),
    fc
      .record({ contract: conId.map((id) => stock(id)), holder, usedAt })
      .map((data) => ({ type: "PinLine", data })),
    fc.record({ conId, holder }).map((data) => ({ type: "UnpinLine", data })),
    requestId.map((id) => ({
      type: "ReportRejection",
      data: { requestId: id, code: 101, message: "too many" },
    })),
    fc
      .record({ requestId, dataType: fc.constantFrom("live", "delayed") })
      .map((data) => ({ type: "ReportDataType", data })),
    fc.constantFrom("newSession", "dataLost").map((cause) => ({ type: "InvalidateLines", data: { cause } })),
    fc
      .integer({ min: 0, max: 5 })
      .map((linesMax) => ({ type: "SetLinesLimit", data: { linesMax, actor: "user:ada" } })),
  );
}

export function riskCommandArbitrary(): fc.Arbitrary<RiskCommand> {
  const who = { account: "DU1", reason: "test" };
  const actor = fc.constantFrom("user:ada", "engine");
  const underlying = fc.constantFrom("GOOG", "SPY");
  return fc.oneof<fc.Arbitrary<RiskCommand>[]>(
    fc
      .record({ positionContractsMax: fc.integer({ min: 8, max: 14 }), actor })
      .map(({ positionContractsMax, actor: by }) => ({
        type: "SetLimits",
        data: { ...who, actor: by, limits: { ...DEFAULT_RISK_LIMITS, positionContractsMax } },
      })),
    actor.map((by) => ({ type: "EngageKillSwitch", data: { ...who, actor: by } })),
    actor.map((by) => ({ type: "ReleaseKillSwitch", data: { ...who, actor: by } })),
    fc
      .record({ underlying, volatility: fc.constantFrom(0.5, 1.5) })
      .map((data) => ({ type: "TripBreaker", data: { account: "DU1", limit: 1, ...data } })),
    fc.record({ underlying, actor }).map((data) => ({ type: "ResetBreaker", data: { ...who, ...data } })),
  );
}

export function corporateDatesCommandArbitrary(): fc.Arbitrary<CorporateDatesCommand> {
  const date = fc.constantFrom(...["2015-12-23", "2015-12-24", "2016-01-28", "2016-04-21"].map(isoDate));
  const amount = fc.constantFrom(money(0.5), money(0.6), money(-1), null);
  return fc
    .record({
      earnings: fc.array(date, { maxLength: 3 }),
      exDividends: fc.array(fc.record({ date, amount }), { maxLength: 3 }),
      actor: fc.constantFrom("user:ada", "user:ben"),
    })
    .map((data) => ({ type: "SetCorporateDates", data: { symbol: "GOOG", ...data } }));
}

export function scanPresetsCommandArbitrary(): fc.Arbitrary<ScanPresetsCommand> {
  const name = fc.constantFrom("mine", "yours", "built-in", "");
  const actor = fc.constantFrom("user:ada", "user:ben");
  return fc.oneof<fc.Arbitrary<ScanPresetsCommand>[]>(
    fc
      .record({ name, actor, criteria: fc.constantFrom("{}", '{"limit":5}') })
      .map((data) => ({ type: "SavePreset", data })),
    fc.record({ name, actor }).map((data) => ({ type: "RemovePreset", data })),
  );
}

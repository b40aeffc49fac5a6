import type { IBApi } from "@stoqey/ib";
import { listenAccount } from "./account.ts";
import { listenContracts } from "./contracts.ts";
import { listenExecutions } from "./executions.ts";
import type { Listening } from "./listening.ts";
import { listenMarketData } from "./market-data.ts";
import { listenOrders } from "./orders.ts";
import { listenSession } from "./session.ts";

/** Turns every message that this product uses into the port's own. Handlers only parse and report. */
export function listen(api: IBApi, listening: Listening): void {
  listenSession(api, listening);
  listenMarketData(api, listening);
  listenContracts(api, listening);
  listenOrders(api, listening);
  listenExecutions(api, listening);
  listenAccount(api, listening);
}

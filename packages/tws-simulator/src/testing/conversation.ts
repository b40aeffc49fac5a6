import type { Heard } from "./heard.ts";
import { ACCOUNT, comboOf, limitOrder } from "./orders.ts";

/** What a conversation needs of an API client, whichever library it comes from. */
export interface ConversationApi {
  reqContractDetails(requestId: number, contract: object): unknown;
  reqMktData(
    requestId: number,
    contract: object,
    genericTicks: string,
    snapshot: boolean,
    regulatory: boolean,
  ): unknown;
  cancelMktData(requestId: number): unknown;
  placeOrder(orderId: number, contract: object, order: object): unknown;
  cancelOrder(orderId: number): unknown;
  reqOpenOrders(): unknown;
  reqAllOpenOrders(): unknown;
  reqPositions(): unknown;
  reqAccountSummary(requestId: number, group: string, tags: string): unknown;
  reqAccountUpdates(subscribe: boolean, account: string): unknown;
  reqExecutions(requestId: number, filter: object): unknown;
  reqCurrentTime(): unknown;
  disconnect(): unknown;
}

export interface Talker {
  readonly api: ConversationApi;
  readonly heard: Heard;
  readonly nextId: number;
}

/** Which ids a client uses: they are its own choice, and nothing must depend on them. */
export interface IdChoice {
  /** The first request's id; later ones follow. */
  readonly request: number;
  /** What is added to the ids that the server offers for orders. */
  readonly orderOffset: number;
  readonly account?: string;
}

const LBX = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };

async function conIdOf({ api, heard }: Talker, requestId: number, strike: number): Promise<number> {
  const option = { ...LBX, secType: "OPT", lastTradeDateOrContractMonth: "20260327", right: "C", strike };
  api.reqContractDetails(requestId, option);
  await heard.one("contractDetailsEnd", ([id]) => id === requestId);
  const [, details] = await heard.one("contractDetails", ([id]) => id === requestId);
  return (details as { readonly contract: { readonly conId: number } }).contract.conId;
}

/** Details, quotes, an order that fills, one that is cancelled, and the account. */
async function firstSession(client: Talker, ids: IdChoice): Promise<void> {
  const { api, heard } = client;
  const account = ids.account ?? ACCOUNT;
  const vertical = comboOf("LBX", [
    { conId: await conIdOf(client, ids.request, 100), action: "BUY" },
    { conId: await conIdOf(client, ids.request + 1, 105), action: "SELL" },
  ]);
  const [stream, snapshot, summary] = [ids.request + 2, ids.request + 3, ids.request + 4];
  api.reqMktData(stream, LBX, "", false, false);
  await heard.one("tickPrice", ([id]) => id === stream);
  api.reqMktData(snapshot, vertical, "", true, false);
  await heard.one("tickSnapshotEnd", ([id]) => id === snapshot);
  const filled = client.nextId + ids.orderOffset;
  const orderRef = `ref-${filled}`;
  api.placeOrder(filled, vertical, limitOrder("BUY", 2, 5, { account, orderRef }));
  await heard.one("orderStatus", ([id, status]) => id === filled && status === "Filled");
  await heard.one("commissionReport");
  const cancelled = filled + 1;
  api.placeOrder(cancelled, vertical, limitOrder("BUY", 1, 0.05, { account, orderRef: `ref-${cancelled}` }));
  await heard.one("orderStatus", ([id, status]) => id === cancelled && status === "Submitted");
  api.cancelOrder(cancelled);
  await heard.one("orderStatus", ([id, status]) => id === cancelled && status === "Cancelled");
  await heard.one("error", ([, code, id]) => code === 202 && id === cancelled);
  api.placeOrder(cancelled + 1, vertical, limitOrder("BUY", 1, 0.1, { account, orderRef: "left" }));
  await heard.one("orderStatus", ([id, status]) => id === cancelled + 1 && status === "Submitted");
  api.reqPositions();
  await heard.one("positionEnd");
  api.reqAccountSummary(summary, "All", "NetLiquidation");
  await heard.one("accountSummaryEnd");
  api.reqAccountUpdates(true, account);
  await heard.one("accountDownloadEnd");
  api.cancelMktData(stream);
  api.reqCurrentTime();
  await heard.one("currentTime");
  api.disconnect();
  await heard.one("disconnected");
}

/** After a reconnect: what was done, what still works, and its end. */
async function secondSession({ api, heard, nextId }: Talker, ids: IdChoice): Promise<void> {
  const open = nextId - 1 + ids.orderOffset;
  api.reqExecutions(ids.request, {});
  await heard.one("execDetailsEnd");
  api.reqAllOpenOrders();
  await heard.one("openOrderEnd");
  api.cancelOrder(open);
  await heard.one("orderStatus", ([id, status]) => id === open && status === "Cancelled");
  api.disconnect();
  await heard.one("disconnected");
}

/** A conversation of two sessions, and what each heard. */
export async function converse(
  connect: () => Promise<Talker>,
  ids: readonly [IdChoice, IdChoice],
): Promise<[Heard, Heard]> {
  const first = await connect();
  await firstSession(first, ids[0]);
  const second = await connect();
  await secondSession(second, ids[1]);
  return [first.heard, second.heard];
}

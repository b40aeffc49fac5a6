import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";

/** The one group that is always there. */
const ALL_ACCOUNTS = "All";

function invalidAccount(session: ClientSession, requestId: number, account: string): null {
  const message = `Error validating request.-'bO' : cause - Invalid account code '${account}'.`;
  session.error(requestId, 321, message);
  return null;
}

/** The account that a request means, or null after an error was answered. Blank means the only one. */
export function accountOf(session: ClientSession, requestId: number, account: string): string | null {
  const { accountIds } = session.venue;
  if (account === "" && accountIds.length === 1) return accountIds[0] as string;
  return accountIds.includes(account) ? account : invalidAccount(session, requestId, account);
}

/** The accounts that a request by account means, or null after an error: blank, or the group of all, means each [D]. */
function accountsOf(session: ClientSession, requestId: number, account: string): readonly string[] | null {
  const { accountIds } = session.venue;
  if (account === "" || account === ALL_ACCOUNTS) return accountIds;
  return accountIds.includes(account) ? [account] : invalidAccount(session, requestId, account);
}

export function managedAccounts(session: ClientSession): void {
  session.send("managedAccounts", { accounts: session.venue.accountIds.join(",") });
}

export function ids(session: ClientSession): void {
  session.send("nextValidId", { orderId: session.desk.nextOrderId(session.clientId) });
}

export function currentTime(session: ClientSession): void {
  session.send("currentTime", { seconds: Math.floor(session.venue.clock.now() / 1000) });
}

export function positions(session: ClientSession): void {
  session.accounts.positions.subscribe();
}

export function cancelPositions(session: ClientSession): void {
  session.accounts.positions.cancel();
}

export function positionsMulti(session: ClientSession, request: RequestValues<"positionsMulti">): void {
  const { requestId, model } = request;
  const accounts = accountsOf(session, requestId, request.account);
  if (accounts !== null) session.accounts.positions.subscribeMulti(requestId, accounts, model);
}

/** Silent for an id that is not there [D]. */
export function cancelPositionsMulti(session: ClientSession, { requestId }: { requestId: number }): void {
  session.accounts.positions.cancelMulti(requestId);
}

export function accountUpdates(session: ClientSession, request: RequestValues<"accountUpdates">): void {
  if (!request.subscribe) {
    session.accounts.values.cancel();
    return;
  }
  const account = accountOf(session, -1, request.account);
  if (account !== null) session.accounts.values.subscribe(account);
}

export function accountUpdatesMulti(
  session: ClientSession,
  request: RequestValues<"accountUpdatesMulti">,
): void {
  const { requestId, model, ledgerAndNetLiquidation } = request;
  const accounts = accountsOf(session, requestId, request.account);
  if (accounts === null) return;
  session.accounts.values.subscribeMulti(requestId, {
    accounts,
    modelCode: model,
    isLedgerOnly: ledgerAndNetLiquidation,
  });
}

export function cancelAccountUpdatesMulti(
  session: ClientSession,
  { requestId }: { requestId: number },
): void {
  session.accounts.values.cancelMulti(requestId);
}

export function accountSummary(session: ClientSession, request: RequestValues<"accountSummary">): void {
  const { requestId, group } = request;
  const accounts =
    group === ALL_ACCOUNTS ? session.venue.accountIds : session.venue.accountIds.filter((id) => id === group);
  if (accounts.length === 0) {
    session.error(requestId, 321, `Error validating request.-'bZ' : cause - Unknown group '${group}'`);
    return;
  }
  const tags = request.tags.split(",").map((tag) => tag.trim());
  if (!session.accounts.values.subscribeSummary(requestId, accounts, tags)) {
    const message =
      "Error processing request.-'bZ' : cause - Maximum number of account summary requests exceeded";
    session.error(requestId, 322, message);
  }
}

export function cancelAccountSummary(session: ClientSession, { requestId }: { requestId: number }): void {
  session.accounts.values.cancelSummary(requestId);
}

export function profitAndLoss(session: ClientSession, request: RequestValues<"profitAndLoss">): void {
  const account = accountOf(session, request.requestId, request.account);
  if (account !== null) session.accounts.profits.subscribe(request.requestId, account, null);
}

export function profitAndLossSingle(
  session: ClientSession,
  request: RequestValues<"profitAndLossSingle">,
): void {
  const account = accountOf(session, request.requestId, request.account);
  if (account !== null) session.accounts.profits.subscribe(request.requestId, account, request.conId);
}

export function cancelProfitAndLoss(session: ClientSession, { requestId }: { requestId: number }): void {
  session.accounts.profits.cancel(requestId);
}

export function familyCodes(session: ClientSession): void {
  session.send("familyCodes", { codes: session.venue.accountIds.map((account) => ({ account, code: "" })) });
}

export function userInfo(session: ClientSession, { requestId }: { requestId: number }): void {
  session.send("userInfo", { requestId, whiteBrandingId: "" });
}

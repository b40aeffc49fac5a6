import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";

/** The account that a request means, or null after an error was answered. Blank means the only one. */
function accountOf(session: ClientSession, requestId: number, account: string): string | null {
  const { accountIds } = session.venue;
  if (account === "" && accountIds.length === 1) return accountIds[0] as string;
  if (accountIds.includes(account)) return account;
  session.error(
    requestId,
    321,
    `Error validating request.-'bO' : cause - Invalid account code '${account}'.`,
  );
  return null;
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
  session.accounts.subscribePositions();
}

export function cancelPositions(session: ClientSession): void {
  session.accounts.cancelPositions();
}

export function positionsMulti(session: ClientSession, request: RequestValues<"positionsMulti">): void {
  const account = accountOf(session, request.requestId, request.account);
  if (account !== null) session.accounts.sendPositionsMulti(request.requestId, account, request.model);
}

export function accountUpdates(session: ClientSession, request: RequestValues<"accountUpdates">): void {
  if (!request.subscribe) {
    session.accounts.cancelUpdates();
    return;
  }
  const account = accountOf(session, -1, request.account);
  if (account !== null) session.accounts.subscribeUpdates(account);
}

export function accountUpdatesMulti(
  session: ClientSession,
  request: RequestValues<"accountUpdatesMulti">,
): void {
  const account = accountOf(session, request.requestId, request.account);
  if (account !== null) session.accounts.subscribeUpdatesMulti(request.requestId, account);
}

export function cancelAccountUpdatesMulti(
  session: ClientSession,
  { requestId }: { requestId: number },
): void {
  session.accounts.cancelUpdatesMulti(requestId);
}

export function accountSummary(session: ClientSession, request: RequestValues<"accountSummary">): void {
  const { requestId, group } = request;
  const accounts =
    group === "All" ? session.venue.accountIds : session.venue.accountIds.filter((id) => id === group);
  if (accounts.length === 0) {
    session.error(requestId, 321, `Error validating request.-'bZ' : cause - Unknown group '${group}'`);
    return;
  }
  const tags = request.tags.split(",").map((tag) => tag.trim());
  if (!session.accounts.subscribeSummary(requestId, accounts, tags)) {
    const message =
      "Error processing request.-'bZ' : cause - Maximum number of account summary requests exceeded";
    session.error(requestId, 322, message);
  }
}

export function cancelAccountSummary(session: ClientSession, { requestId }: { requestId: number }): void {
  session.accounts.cancelSummary(requestId);
}

export function profitAndLoss(session: ClientSession, request: RequestValues<"profitAndLoss">): void {
  const account = accountOf(session, request.requestId, request.account);
  if (account !== null) session.accounts.subscribeProfit(request.requestId, account, null);
}

export function profitAndLossSingle(
  session: ClientSession,
  request: RequestValues<"profitAndLossSingle">,
): void {
  const account = accountOf(session, request.requestId, request.account);
  if (account !== null) session.accounts.subscribeProfit(request.requestId, account, request.conId);
}

export function cancelProfitAndLoss(session: ClientSession, { requestId }: { requestId: number }): void {
  session.accounts.cancelProfit(requestId);
}

export function familyCodes(session: ClientSession): void {
  session.send("familyCodes", { codes: session.venue.accountIds.map((account) => ({ account, code: "" })) });
}

export function userInfo(session: ClientSession, { requestId }: { requestId: number }): void {
  session.send("userInfo", { requestId, whiteBrandingId: "" });
}

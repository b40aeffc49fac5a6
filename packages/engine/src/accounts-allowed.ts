/**
 * Which accounts may be traded: ids, or `D*` for every paper account (their ids begin with D at this broker). Null
 * allows every account that the gateway manages.
 */
export type AccountsAllowed = readonly string[] | null;

export function isAccountAllowed(allowed: AccountsAllowed, account: string): boolean {
  if (allowed === null) return true;
  return allowed.some((entry) =>
    entry.endsWith("*") ? account.startsWith(entry.slice(0, -1)) : entry === account,
  );
}

import type { ViewStates } from "@legbook/projections";
import { GraphQLError } from "graphql";

/** Throws an `ACCOUNT_NOT_KNOWN` error for an account that neither this engine may trade in nor the gateway manages. */
export function assertKnownAccount(views: ViewStates, allowed: readonly string[], account: string): void {
  const known = [...new Set([...allowed, ...views.connection.accounts])];
  if (known.includes(account)) return;
  throw new GraphQLError(
    `account: ${JSON.stringify(account.slice(0, 40))} is not known here. Use one of ${known.join(", ") || "none yet"}.`,
    { extensions: { code: "ACCOUNT_NOT_KNOWN", field: "account" } },
  );
}

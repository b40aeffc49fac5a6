import { splitFields } from "../../wire/frame.ts";
import { REPLY } from "../../wire/message-ids.ts";
import type { ConnectionScript } from "./script.ts";

/** The accounts that the recording's servers named, in their order, as tokens. */
export function recordedAccounts(scripts: readonly ConnectionScript[]): string[] {
  const found = new Set<string>();
  for (const { actsOf, unasked } of scripts) {
    for (const act of [...unasked, ...[...actsOf.values()].flat()]) {
      if (act.act !== "reply") continue;
      const [id, , accounts = ""] = splitFields(act.payload);
      if (id !== String(REPLY.managedAccounts)) continue;
      for (const account of accounts.split(",")) if (account !== "") found.add(account);
    }
  }
  return [...found];
}

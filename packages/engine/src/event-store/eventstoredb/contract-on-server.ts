import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import { type ContractPart, eventStoreContract } from "../contract.ts";
import { openEventStoreDbEventStore } from "./index.ts";

/** Registers the suite of the port for a server. Every test has a log of its own there, among those of the others. */
export function contractOnServer(
  name: string,
  serverAddress: () => string,
  parts?: readonly ContractPart[],
): void {
  // Thousands of calls, one after the other, on a machine that may be busy.
  vi.setConfig({ testTimeout: 240_000 });
  eventStoreContract(
    name,
    async (codec, limits) => {
      const server = serverAddress();
      const log = `log=t${randomUUID().replaceAll("-", "")}`;
      const options = { address: `${server}${server.includes("?") ? "&" : "?"}${log}`, codec, ...limits };
      const store = await openEventStoreDbEventStore(options);
      return {
        store,
        reopen: () => openEventStoreDbEventStore(options),
        dispose: () => store.close(),
      };
    },
    true,
    parts,
  );
}

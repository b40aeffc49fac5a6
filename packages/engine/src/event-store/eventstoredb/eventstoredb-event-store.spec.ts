import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { eventStoreContract } from "../contract.ts";
import { openEventStoreDbEventStore } from "./index.ts";
import { createStandIn, type StandIn } from "./stand-in/index.ts";

let standIn: StandIn | null = null;
beforeAll(async () => {
  standIn = await createStandIn();
});
afterAll(() => standIn?.close());

eventStoreContract(
  "eventstoredb",
  async (codec, limits) => {
    // Every test has a log of its own on one server, among those of the others.
    const log = `t${randomUUID().replaceAll("-", "")}`;
    const address = `${standIn?.address}&log=${log}`;
    const options = { address, codec, ...limits };
    const store = await openEventStoreDbEventStore(options);
    return {
      store,
      reopen: () => openEventStoreDbEventStore(options),
      dispose: () => store.close(),
    };
  },
  true,
);

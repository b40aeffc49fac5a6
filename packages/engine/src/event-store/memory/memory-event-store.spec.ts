import { eventStoreContract } from "../contract.ts";
import { createMemoryEventStore } from "./index.ts";

eventStoreContract(
  "memory",
  async (codec, limits) => {
    const store = createMemoryEventStore({ codec, ...limits });
    return { store, dispose: () => store.close() };
  },
  false,
);

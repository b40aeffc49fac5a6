import { eventStoreContract } from "../contract.ts";
import { openSqliteEventStore } from "./index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

eventStoreContract(
  "sqlite",
  async (codec, limits) => {
    const folder = temporaryFolder();
    const options = { path: folder.path("log.db"), codec, ...limits };
    const store = openSqliteEventStore(options);
    return {
      store,
      reopen: async () => openSqliteEventStore(options),
      dispose: async () => {
        await store.close();
        folder.remove();
      },
    };
  },
  true,
);

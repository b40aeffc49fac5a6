export { isServerAddress, parseServerAddress, withoutPassword } from "./address.ts";
export {
  type EventStoreDbEventStoreOptions,
  openEventStoreDbEventStore,
} from "./eventstoredb-event-store.ts";

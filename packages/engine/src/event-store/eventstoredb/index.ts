export { isServerAddress, parseServerAddress, withoutPassword } from "./address.ts";
export {
  type EventStoreDbEventStoreOptions,
  openEventStoreDbEventStore,
} from "./eventstoredb-event-store.ts";
export { readLeaseHolder, takeLease, type TakeLeaseOptions } from "./lease.ts";
export type { HeldLease } from "./held-lease.ts";
export { describeHolder, type LeaseHolder } from "./lease-record.ts";

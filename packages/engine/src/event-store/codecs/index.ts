export {
  type BinaryFormat,
  createEventCodec,
  EventCodecError,
  type EventFormat,
  type EventRegistry,
  isUnreadable,
  type Upcast,
} from "./event-codec.ts";
export { domainEventCodec } from "./domain-registry.ts";

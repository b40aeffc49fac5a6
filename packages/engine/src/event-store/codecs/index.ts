export {
  type BinaryFormat,
  createEventCodec,
  EventCodecError,
  type EventFormat,
  type EventRegistry,
  type Upcast,
} from "./event-codec.ts";

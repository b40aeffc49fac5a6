import { randomFillSync } from "node:crypto";
import { eventId } from "@legbook/domain";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";

/** Bits after the version: a counter within one millisecond (RFC 9562, section 6.2, method 1). */
const COUNTER_MAX = 0xfff;
/** The counter starts in its lower half, so that a millisecond holds at least half its range. */
const COUNTER_START_MASK = 0x7ff;

/**
 * UUIDv7s that sort in the order in which one process made them: within a millisecond by a counter, and when the
 * machine's clock is set back, by staying at the latest time used until it has caught up.
 */
export function createUuidV7Ids(clock: Pick<Clock, "now">): Ids {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  let time = -1;
  let counter = 0;
  return {
    next() {
      randomFillSync(bytes);
      const now = clock.now();
      if (now > time) {
        time = now;
        counter = view.getUint16(6) & COUNTER_START_MASK;
      } else if (counter < COUNTER_MAX) {
        counter += 1;
      } else {
        time += 1;
        counter = view.getUint16(6) & COUNTER_START_MASK;
      }
      view.setUint16(0, Math.floor(time / 0x1_0000_0000));
      view.setUint32(2, time % 0x1_0000_0000);
      view.setUint16(6, 0x7000 | counter);
      view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
      return eventId(hyphenated(Buffer.from(bytes.buffer).toString("hex")));
    },
  };
}

function hyphenated(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

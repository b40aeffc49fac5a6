import type { EventId } from "@legbook/domain";

/** Offsets of the 32 hexadecimal digits in the text of a UUID. */
const DIGIT_OFFSETS = Uint8Array.from([
  0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32,
  33, 34, 35,
]);

/** Value of each ASCII character as a lower-case hexadecimal digit; 255 for all others. */
const DIGIT_VALUES = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value += 1) DIGIT_VALUES[value.toString(16).charCodeAt(0)] = value;

/** Writes the 16 bytes of a UUID to `target`. Throws `RangeError` when the text is not a lower-case UUID. */
export function writeEventId(id: EventId, target: Uint8Array): Uint8Array {
  let seen =
    id.length === 36 && id[8] === "-" && id[13] === "-" && id[18] === "-" && id[23] === "-" ? 0 : 255;
  for (let index = 0; index < 16; index += 1) {
    const high = DIGIT_VALUES[id.charCodeAt(DIGIT_OFFSETS[index * 2] ?? 0)] ?? 255;
    const low = DIGIT_VALUES[id.charCodeAt(DIGIT_OFFSETS[index * 2 + 1] ?? 0)] ?? 255;
    seen |= high | low;
    target[index] = (high << 4) | low;
  }
  if (seen > 15) throw new RangeError(`not an event id: ${id}`);
  return target;
}

/** The UUID in 16 bytes. Throws `RangeError` for another length. */
export function readEventId(bytes: Uint8Array): EventId {
  if (bytes.length !== 16) throw new RangeError(`an event id has 16 bytes, not ${bytes.length}`);
  const hex = bytes.toHex();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as EventId;
}

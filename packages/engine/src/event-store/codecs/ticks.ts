import {
  type EpochMs,
  TICK_KINDS,
  type TickKind,
  TICKS_PER_BATCH_MAX,
  type TicksRecorded,
} from "@legbook/domain";
import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * A batch of ticks as bytes: `count`, `baseTime`, then the contract ids in the order of their first tick (how many,
 * each as its difference to the one before), then for each tick
 *
 * - its kind (lower five bits) and the form of its value (upper three),
 * - its contract as an index into those ids,
 * - its offset as the difference to the tick before,
 * - its value: a double of 8 bytes, or an integer counted in powers of ten. Prices are millionths, nearly always
 *   whole cents or at least hundredths of a cent, so the form saves most of their digits.
 *
 * Numbers are variable-length, seven bits a byte, signed ones folded (0, -1, 1, -2 are 0, 1, 2, 3).
 */
const FORM_DOUBLE = 0;
/** The power of ten that the integer of each form counts; form 0 is a double. */
const FORM_SCALES: readonly number[] = [Number.NaN, 1, 100, 10_000];
const KIND_BITS = 5;
const KIND_MASK = (1 << KIND_BITS) - 1;

const IS_KIND: readonly boolean[] = Array.from({ length: KIND_MASK + 1 }, (_, code) =>
  Object.values<number>(TICK_KINDS).includes(code),
);

/** Of one tick: kind, contract index, offset and value; and of its contract's id. */
const TICK_BYTES_MAX = 1 + 2 + 10 + 10 + 10;

const writer = new ByteWriter(32 + TICKS_PER_BATCH_MAX * TICK_BYTES_MAX);

/** Throws `RangeError` for columns of different lengths, an unknown kind, and numbers that are not finite or not safe integers. */
export function encodeTicks({ baseTime, conIds, kinds, values, offsetsMs }: TicksRecorded): Uint8Array {
  const count = conIds.length;
  if (kinds.length !== count || values.length !== count || offsetsMs.length !== count) {
    throw new RangeError("the columns of a batch of ticks differ in length");
  }
  refuseCount(count);
  const indexes = contractIndexes(conIds);
  writer.reset();
  writer.unsigned(count);
  writer.signed(baseTime);
  writer.unsigned(indexes.size);
  let conIdBefore = 0;
  for (const conId of indexes.keys()) {
    writer.signed(conId - conIdBefore);
    conIdBefore = conId;
  }
  let offsetBefore = 0;
  for (let tick = 0; tick < count; tick += 1) {
    const kind = kinds[tick] ?? 0;
    const offset = offsetsMs[tick] ?? Number.NaN;
    const value = values[tick] ?? Number.NaN;
    if (IS_KIND[kind] !== true) throw new RangeError(`${kind} is not a kind of tick`);
    const form = formOf(value);
    writer.byte(kind | (form << KIND_BITS));
    writer.unsigned(indexes.get(conIds[tick] ?? 0) ?? 0);
    writer.signed(safe(offset) - offsetBefore);
    if (form === FORM_DOUBLE) writer.double(value);
    else writer.signed(value / (FORM_SCALES[form] ?? Number.NaN));
    offsetBefore = offset;
  }
  return writer.copy();
}

// Columns of full length, to be cut and filled: arrays that grow tick by tick take twice the time.
const INTEGERS = Array.from({ length: TICKS_PER_BATCH_MAX }, () => 0);
const DOUBLES = Array.from({ length: TICKS_PER_BATCH_MAX }, () => 0.5);
const KINDS = Array.from({ length: TICKS_PER_BATCH_MAX }, (): TickKind => TICK_KINDS.bid);

/** Throws `RangeError` for anything that `encodeTicks` cannot have written. */
export function decodeTicks(payload: Uint8Array): TicksRecorded {
  const reader = new ByteReader(payload);
  const count = reader.unsigned();
  refuseCount(count);
  const baseTime = reader.signed() as EpochMs;
  const ids = decodeContracts(reader, count);
  const conIds = INTEGERS.slice(0, count);
  const kinds = KINDS.slice(0, count);
  const values = DOUBLES.slice(0, count);
  const offsetsMs = INTEGERS.slice(0, count);
  let offset = 0;
  for (let tick = 0; tick < count; tick += 1) {
    const head = reader.byte();
    const kind = head & KIND_MASK;
    if (IS_KIND[kind] !== true) throw new RangeError(`${kind} is not a kind of tick`);
    const conId = ids[reader.unsigned()];
    if (conId === undefined) throw new RangeError("a tick has no contract");
    offset = safe(offset + reader.signed());
    conIds[tick] = conId;
    kinds[tick] = kind as TickKind;
    offsetsMs[tick] = offset;
    values[tick] = decodeValue(reader, head >> KIND_BITS);
  }
  reader.end();
  return { baseTime, conIds, kinds, values, offsetsMs };
}

function decodeContracts(reader: ByteReader, ticks: number): readonly number[] {
  const count = reader.unsigned();
  if (count < 1 || count > ticks) throw new RangeError(`${ticks} ticks cannot be of ${count} contracts`);
  const ids: number[] = [];
  let conId = 0;
  for (let index = 0; index < count; index += 1) {
    conId = safe(conId + reader.signed());
    ids.push(conId);
  }
  return ids;
}

function decodeValue(reader: ByteReader, form: number): number {
  if (form === FORM_DOUBLE) {
    const value = reader.double();
    if (!Number.isFinite(value)) throw new RangeError("a tick's value is not finite");
    return value;
  }
  const scale = FORM_SCALES[form];
  if (scale === undefined) throw new RangeError(`${form} is not a form of value`);
  return safe(reader.signed() * scale);
}

function contractIndexes(conIds: readonly number[]): ReadonlyMap<number, number> {
  const indexes = new Map<number, number>();
  let before = Number.NaN;
  for (const conId of conIds) {
    if (conId === before) continue;
    before = conId;
    if (!indexes.has(conId)) indexes.set(safe(conId), indexes.size);
  }
  return indexes;
}

function formOf(value: number): number {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    if (!Number.isFinite(value)) throw new RangeError(`a tick's value is ${value}`);
    return FORM_DOUBLE;
  }
  if (value % 100 !== 0 || value === 0) return 1;
  return value % 10_000 === 0 ? 3 : 2;
}

function refuseCount(count: number): void {
  if (count >= 1 && count <= TICKS_PER_BATCH_MAX) return;
  throw new RangeError(`a batch has 1 to ${TICKS_PER_BATCH_MAX} ticks, not ${count}`);
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
  return value;
}

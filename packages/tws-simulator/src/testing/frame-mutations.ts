import { hashNumbers } from "../venue/random.ts";

/** Numbers that a seed gives one after another. */
export class Draws {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** An integer from 0 to below `count`. */
  below(count: number): number {
    this.#drawn += 1;
    return hashNumbers(this.#seed, this.#drawn) % count;
  }
}

/** What numbers, counts and texts are made of that somebody got wrong on purpose. */
const HOSTILE = [
  "",
  " 5",
  "5 ",
  "0x10",
  "1e5",
  "1e400",
  "nan",
  "inf",
  "Infinity",
  "-1",
  "-0",
  "+7",
  "1001",
  "2147483647",
  "2147483648",
  "9223372036854775807",
  "99999999999999999999",
  "1.7976931348623157E308",
  "BAG",
  "PEG BENCH",
  "\u{1f4a5}",
  "x".repeat(70_000),
].map((text) => Buffer.from(text));

type Mutation = (frame: Buffer, draws: Draws) => Buffer;

const LENGTH_BYTES = 4;

function flipBits(frame: Buffer, draws: Draws): Buffer {
  const mutated = Buffer.from(frame);
  for (let flips = 1 + draws.below(4); flips > 0; flips -= 1) {
    const at = draws.below(mutated.length);
    mutated[at] = (mutated[at] as number) ^ (1 << draws.below(8));
  }
  return mutated;
}

function truncate(frame: Buffer, draws: Draws): Buffer {
  return frame.subarray(0, draws.below(frame.length));
}

/** A length that is impossible, a little off, or any. */
function corruptLength(frame: Buffer, draws: Draws): Buffer {
  const mutated = Buffer.from(frame);
  const length = frame.length - LENGTH_BYTES;
  const choices = [
    -1,
    0,
    0x41_50_49_00,
    length + 1 + draws.below(9),
    draws.below(length + 1),
    draws.below(2 ** 31),
  ];
  mutated.writeInt32BE(choices[draws.below(choices.length)] as number, 0);
  return mutated;
}

/** The payload with `count` bytes at `at` replaced, and its length put right. */
function splice(frame: Buffer, at: number, count: number, bytes: Buffer): Buffer {
  const mutated = Buffer.concat([frame.subarray(0, at), bytes, frame.subarray(at + count)]);
  mutated.writeInt32BE(mutated.length - LENGTH_BYTES, 0);
  return mutated;
}

function insertBytes(frame: Buffer, draws: Draws): Buffer {
  const bytes = Buffer.from(Array.from({ length: 1 + draws.below(6) }, () => draws.below(256)));
  return splice(frame, LENGTH_BYTES + draws.below(frame.length - LENGTH_BYTES + 1), 0, bytes);
}

function deleteBytes(frame: Buffer, draws: Draws): Buffer {
  const at = LENGTH_BYTES + draws.below(frame.length - LENGTH_BYTES);
  return splice(frame, at, Math.min(1 + draws.below(6), frame.length - at), Buffer.alloc(0));
}

/** A field's text replaced by one that is wrong nearly everywhere; the longest of them seldom. */
function replaceField(frame: Buffer, draws: Draws): Buffer {
  const start = frame.indexOf(0, LENGTH_BYTES + draws.below(frame.length - LENGTH_BYTES)) + 1;
  if (start === 0 || start >= frame.length) return insertBytes(frame, draws);
  const choices = draws.below(50) === 0 ? HOSTILE.length : HOSTILE.length - 1;
  const end = frame.indexOf(0, start);
  return splice(frame, start, Math.max(0, end - start), HOSTILE[draws.below(choices)] as Buffer);
}

function repeatPart(frame: Buffer, draws: Draws): Buffer {
  const at = LENGTH_BYTES + draws.below(frame.length - LENGTH_BYTES);
  return splice(frame, at, 0, frame.subarray(at, at + draws.below(200)));
}

export const MUTATIONS: readonly Mutation[] = [
  flipBits,
  truncate,
  corruptLength,
  insertBytes,
  deleteBytes,
  replaceField,
  repeatPart,
];

/** The stream cut into one to four chunks, wherever. */
export function cutAnywhere(stream: Buffer, draws: Draws): readonly Buffer[] {
  const cuts = Array.from({ length: draws.below(4) }, () => draws.below(stream.length + 1)).sort(
    (a, b) => a - b,
  );
  return [...cuts, stream.length].map((cut, index) => stream.subarray(cuts[index - 1] ?? 0, cut));
}

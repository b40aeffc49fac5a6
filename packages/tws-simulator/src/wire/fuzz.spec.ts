import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutAnywhere, Draws, MUTATIONS } from "../testing/frame-mutations.ts";
import { sampleValues } from "../testing/layout-values.ts";
import { SERVED_VERSIONS } from "../testing/served-versions.ts";
import { compileEncoder, type Encoder } from "./encoder.ts";
import { decodeFields, FieldError } from "./fields.ts";
import { FrameReader, FramingError, splitFields } from "./frame.ts";
import type { Layout } from "./layout.ts";
import { REPLY_LAYOUTS } from "./reply-layouts.ts";
import { REQUEST_LAYOUTS } from "./request-layouts.ts";

const FRAMES = 1_000_000;
const GROWTH_BYTES_MAX = 8 << 20;

interface Subject {
  readonly layout: Layout;
  readonly version: number;
  readonly encode: Encoder;
  readonly frame: Buffer;
}

const LAYOUTS: readonly Layout[] = [...Object.values(REQUEST_LAYOUTS), ...Object.values(REPLY_LAYOUTS)];

const SUBJECTS: readonly Subject[] = SERVED_VERSIONS.flatMap((version) =>
  LAYOUTS.map((layout, index) => {
    const encode = compileEncoder(1, layout, version);
    return { layout, version, encode, frame: encode(sampleValues(layout, version, index + version)) };
  }),
);

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function usedBytes(): number {
  // Buffers that the first run finds are given back beside the program, and have been when the second begins.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What was read means the same when it is written and read again. */
function isStable({ layout, version, encode }: Subject, fields: readonly string[]): boolean {
  const written = encode(decodeFields(layout, fields, version));
  return encode(decodeFields(layout, splitFields(written.subarray(4)), version)).equals(written);
}

type Outcome = "read" | "refused" | "unfinished";

/** Reads a stream of the subject's frame and what follows it, in whatever chunks; any other error is a failure. */
function read(subject: Subject, chunks: readonly Buffer[], isThorough: boolean): Outcome {
  const reader = new FrameReader();
  let outcome: Outcome = "unfinished";
  try {
    for (const chunk of chunks) {
      reader.push(chunk);
      for (let payload = reader.next(); payload !== null; payload = reader.next()) {
        outcome = "read";
        const fields = splitFields(payload);
        if (!isThorough) decodeFields(subject.layout, fields, subject.version);
        else if (!isStable(subject, fields)) throw new Error(`read two ways: ${JSON.stringify(fields)}`);
      }
    }
  } catch (error) {
    if (!(error instanceof FieldError) && !(error instanceof FramingError)) throw error;
    return "refused";
  }
  return outcome;
}

describe("the codec", () => {
  const { stackTraceLimit } = Error;
  // Half a million refusals are made: where in the decoder each began is a fifth of the time, and nobody's interest.
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it("meets a million mutated frames with nothing worse than a field or framing error, and keeps nothing", () => {
    const draws = new Draws(20_151_224);
    const counts = { read: 0, refused: 0, unfinished: 0 };
    let before = 0;
    for (let count = 0; count < FRAMES; count += 1) {
      if (count === FRAMES / 10) before = usedBytes();
      const subject = SUBJECTS[draws.below(SUBJECTS.length)] as Subject;
      const mutate = MUTATIONS[count % MUTATIONS.length] as (typeof MUTATIONS)[number];
      const mutated = mutate(subject.frame, draws);
      const stream = draws.below(4) === 0 ? Buffer.concat([mutated, subject.frame]) : mutated;
      counts[read(subject, cutAnywhere(stream, draws), count % 5 === 0)] += 1;
    }
    expect(usedBytes() - before).toBeLessThan(GROWTH_BYTES_MAX);
    for (const outcome of Object.values(counts)) expect(outcome).toBeGreaterThan(FRAMES / 20);
  }, 120_000);
});

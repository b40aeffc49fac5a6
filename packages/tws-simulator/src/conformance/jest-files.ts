import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** What a test of another project is held to here: to pass, or to hear this error because it is out of scope. */
export type Outcome = "passes" | { readonly outOfScope: number };

type Done = (fault?: unknown) => void;
type TestBody = (done: Done) => unknown;

interface RunningTest {
  readonly outcome: Outcome;
  /** Settles the test once; what comes later is ignored. */
  readonly end: (fault?: unknown) => void;
}

/** The id under which clients report that they could not decode a message. */
const DECODE_FAULT = 505;
/** Beyond the tests' own limits: what runs into this one waits for something that never comes. */
const DEFAULT_TIMEOUT_MS = 5000;

let running: RunningTest | null = null;

/**
 * Tells the test that runs of an error that its client heard: a message that could not be decoded fails any test, and
 * the error that a test out of scope is held to ends it.
 */
export function clientHeard(code: number, message: string): void {
  if (running === null) return;
  if (code === DECODE_FAULT) running.end(new Error(`not decoded: ${message}`));
  else if (typeof running.outcome === "object" && running.outcome.outOfScope === code) running.end();
}

/** Runs a body as jest does: one that takes `done` ends by calling it, any other by returning or resolving. */
async function runBody(body: TestBody, outcome: Outcome): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = (fault?: unknown): void => {
    if (fault === undefined || fault === null) resolve();
    else reject(fault instanceof Error ? fault : new Error(inspect(fault)));
  };
  const test = { outcome, end };
  running = test;
  const done: Done = (fault) => {
    if (outcome === "passes") end(fault);
    else end(fault ?? new Error("passes, so it is not out of scope any more"));
  };
  const run = async (): Promise<void> => {
    const returned = body(done);
    if (body.length !== 0) return;
    await returned;
    done();
  };
  try {
    await Promise.all([run(), promise]);
  } finally {
    if (running === test) running = null;
  }
}

/** Fails the running test at an assertion, for assertions in a client's callbacks reach no test by themselves. */
function watched<T extends object>(assertion: T): T {
  return new Proxy(assertion, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(target, key);
      if (typeof value === "object" && value !== null) return watched(value);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        try {
          return Reflect.apply(value, target, args);
        } catch (error) {
          running?.end(error);
          throw error;
        }
      };
    },
  });
}

/** Lets jest's globals be these from now on: each file's bodies run later than the file itself, in its own turn. */
function withGlobals(globals: object, run: () => void): () => void {
  return () => {
    Object.assign(globalThis, globals);
    run();
  };
}

/**
 * Collects the tests of a CommonJS file written for jest, unmodified, as tests of this run. `load` requires the file;
 * `outcomeOf` is asked for each test's name.
 */
export function collectJestFile(name: string, load: () => void, outcomeOf: (test: string) => Outcome): void {
  let timeoutMs = DEFAULT_TIMEOUT_MS;
  const test = (title: string, body: TestBody): void => {
    const outcome = outcomeOf(title);
    const rule = outcome === "passes" ? title : `${title} (out of scope: ${outcome.outOfScope})`;
    it(rule, () => runBody(body, outcome), timeoutMs);
  };
  const globals = {
    describe: (title: string, body: () => void): void => void describe(title, withGlobals(globals, body)),
    test,
    it: test,
    beforeEach,
    afterEach,
    expect: (actual: unknown): object => watched(expect(actual)),
    jest: { setTimeout: (ms: number): void => void (timeoutMs = ms) },
  };
  describe(name, withGlobals(globals, load));
}

import type { WhatIfAnswer, WhatIfs } from "@legbook/api";
import type { Refusal } from "@legbook/domain";
import { type EventStore, parseWhatIfSettings, whatIf } from "@legbook/engine";

/** The loop shares the thread with whoever trades: a longer log belongs to the command line. */
const EVENTS_MAX = 500_000;
/** Scans that are taken again take long: whoever asked has given up by then. */
const SECONDS_MAX = 60;

class TooLong extends Error {
  override readonly name = "TooLong";
}

/** Counterfactuals over the log of a running server, one at a time; each page of the log leaves the loop to others. */
export function whatIfs(store: EventStore): WhatIfs {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(settings) {
      const next = last.then(() => run(store, settings));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function run(store: EventStore, settings: readonly string[]): Promise<WhatIfAnswer> {
  const deadline = performance.now() + SECONDS_MAX * 1_000;
  try {
    const model = await whatIf(store, {
      ...parseWhatIfSettings(settings),
      onProgress: (events) => {
        if (events > EVENTS_MAX || performance.now() > deadline) throw new TooLong();
      },
    });
    return { kind: "answered", model };
  } catch (error) {
    if (error instanceof TooLong) return { kind: "refused", refusal: tooLong() };
    // Settings that are none, or limits that could not be set.
    if (error instanceof RangeError) return { kind: "refused", refusal: noSettings(error, settings) };
    throw error;
  }
}

function tooLong(): Refusal {
  return {
    code: "what-if.too-long-here",
    message: `The log has more than ${EVENTS_MAX} events, or its scans take longer than ${SECONDS_MAX} s: too long while trading.`,
    field: null,
    inputs: {},
    limit: `${EVENTS_MAX} events, ${SECONDS_MAX} s`,
    remedy: `Run "legbook what-if" on the log.`,
  };
}

function noSettings({ message }: RangeError, settings: readonly string[]): Refusal {
  return {
    code: "what-if.no-such-settings",
    message: `These are no settings: ${message}`,
    field: "settings",
    inputs: { settings: settings.join(", ") },
    limit: null,
    remedy: "Give limits as the risk rules take them, and filters as the scanner does.",
  };
}

import { afterEach, vi } from "vitest";
import { Night, type NightOptions } from "./night.ts";

/** Of real time, on a machine that is busy with other things: a night takes one to three seconds on a quiet one. */
const TEST_MS_MAX = 60_000;

/** Opens nights; each ends with the test that opened it, whatever becomes of that. */
export function nights(): (scenario: string, options?: NightOptions) => Promise<Night> {
  vi.setConfig({ testTimeout: TEST_MS_MAX });
  let opened: Night[] = [];
  afterEach(async () => {
    const ended = opened;
    opened = [];
    for (const night of ended) await night.close();
  });
  return async (scenario, options = {}) => {
    const night = await Night.open(scenario, options);
    opened.push(night);
    return night;
  };
}

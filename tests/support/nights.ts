import { afterEach } from "vitest";
import { Night, type NightOptions } from "./night.ts";

/** Opens nights; each ends with the test that opened it, whatever becomes of that. */
export function nights(): (scenario: string, options?: NightOptions) => Promise<Night> {
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

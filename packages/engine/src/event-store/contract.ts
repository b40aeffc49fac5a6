import { afterEach, describe } from "vitest";
import type { EventCodec } from "../ports/event-store.ts";
import { noteCodec } from "../testing/event-fixtures.ts";
import { appending } from "./contract/appending.ts";
import { closing } from "./contract/closing.ts";
import { coding } from "./contract/coding.ts";
import { reading } from "./contract/reading.ts";
import { repeating } from "./contract/repeating.ts";
import { storing } from "./contract/storing.ts";
import { subscribing } from "./contract/subscribing.ts";
import type { Open, StoreUnderTest } from "./contract/test-store.ts";
import type { EventStoreLimits } from "./limits.ts";

export type { StoreUnderTest } from "./contract/test-store.ts";

/** Opens an empty log with this codec and these limits. */
export type OpenStore = (codec: EventCodec, limits: Partial<EventStoreLimits>) => Promise<StoreUnderTest>;

/** What every adapter of the port keeps to. Registers its tests under `name`. */
export function eventStoreContract(name: string, open: OpenStore, outlivesProcess: boolean): void {
  describe(`event store contract: ${name}`, () => {
    const opened: StoreUnderTest[] = [];
    const openStore: Open = async (limits = {}, codec = noteCodec()) => {
      const underTest = await open(codec, limits);
      opened.push(underTest);
      return underTest;
    };
    afterEach(async () => {
      for (const { dispose } of opened.splice(0)) await dispose();
    });
    appending(openStore);
    repeating(openStore, outlivesProcess);
    reading(openStore);
    storing(openStore);
    subscribing(openStore);
    coding(openStore);
    closing(openStore);
  });
}

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

const PARTS = ["appending", "repeating", "reading", "storing", "subscribing", "coding", "closing"] as const;
export type ContractPart = (typeof PARTS)[number];

/** What every adapter of the port keeps to. Registers its tests under `name`; all of its parts unless some are named. */
export function eventStoreContract(
  name: string,
  open: OpenStore,
  outlivesProcess: boolean,
  parts: readonly ContractPart[] = PARTS,
): void {
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
    const register: Readonly<Record<ContractPart, () => void>> = {
      appending: () => appending(openStore),
      repeating: () => repeating(openStore, outlivesProcess),
      reading: () => reading(openStore),
      storing: () => storing(openStore),
      subscribing: () => subscribing(openStore),
      coding: () => coding(openStore),
      closing: () => closing(openStore),
    };
    for (const part of parts) register[part]();
  });
}

import { ValueStore } from "../market/value-store.ts";

/** Answers of the past that are on their way: while there are any, the screen says that it is still reading. */
export const readingStore = new ValueStore(0);

/** Counts an answer as on its way until it is there. */
export async function reading<T>(answer: Promise<T>): Promise<T> {
  readingStore.set(readingStore.get() + 1);
  try {
    return await answer;
  } finally {
    readingStore.set(readingStore.get() - 1);
  }
}

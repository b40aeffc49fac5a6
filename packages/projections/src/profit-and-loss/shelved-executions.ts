import type { Shelf } from "@legbook/domain";
import type { BookedExecution, BookedExecutions } from "./book.ts";

/** The executions of every book: they grow with the log, so they are kept on shelves. */
export interface ShelvedExecutions {
  /** By account, contract id and key. */
  readonly booked: Shelf<string, BookedExecution>;
  /** By account, contract id and place, from 0: the keys of a book in the order of their first report. */
  readonly bookedKeys: Shelf<string, string>;
  /** By account and contract id: how many a book has. */
  readonly bookedCounts: Shelf<string, number>;
}

/** The executions of one book. */
export function executionsOfBook(
  { booked, bookedKeys, bookedCounts }: ShelvedExecutions,
  account: string,
  conId: number,
): BookedExecutions {
  const book = `${account}:${conId}`;
  const get = (key: string): BookedExecution | undefined => booked.get(`${book}:${key}`);
  return {
    get,
    set(key, execution) {
      if (get(key) === undefined) {
        const place = bookedCounts.get(book) ?? 0;
        bookedKeys.set(`${book}:${place}`, key);
        bookedCounts.set(book, place + 1);
      }
      booked.set(`${book}:${key}`, execution);
    },
    *values() {
      const count = bookedCounts.get(book) ?? 0;
      for (let place = 0; place < count; place += 1) {
        const execution = get(bookedKeys.get(`${book}:${place}`) ?? "");
        if (execution === undefined) throw new Error(`execution ${place} of book ${book} is missing`);
        yield execution;
      }
    },
  };
}

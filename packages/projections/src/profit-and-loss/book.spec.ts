import { isoDate, micros } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { units } from "../testing/index.ts";
import { type Book, type BookedExecution, bookExecution, createBook, setBaseline } from "./book.ts";

const DAY = isoDate("2015-12-24");

function fill(key: string, signedQuantity: number, price: number, correction = 1): BookedExecution {
  return { key, correction, signedQuantity, price: units(price), date: DAY };
}

function booked(...executions: BookedExecution[]): { book: Book; known: Map<string, BookedExecution> } {
  const [book, known] = [createBook(), new Map<string, BookedExecution>()];
  for (const execution of executions) bookExecution(book, known, execution);
  return { book, known };
}

const bookOf = (...executions: BookedExecution[]): Book => booked(...executions).book;

const realised = (book: Book) => book.realised.get(DAY) ?? 0;

describe("a book by average cost", () => {
  it("averages what it buys and realises what it sells against the average", () => {
    const book = bookOf(fill("a", 1, 3), fill("b", 1, 4), fill("c", -1, 5));
    expect([book.quantity, book.cost, realised(book)]).toEqual([1, units(3.5), units(1.5)]);
  });

  it("realises the difference of a short sale bought back", () => {
    const book = bookOf(fill("a", -2, 4.35), fill("b", 2, 1.35));
    expect([book.quantity, book.cost, realised(book)]).toEqual([0, 0, units(6)]);
  });

  it("turns through zero: the rest opens at the price of the turn", () => {
    const book = bookOf(fill("a", 1, 3), fill("b", -3, 4));
    expect([book.quantity, book.cost, realised(book)]).toEqual([-2, units(-8), units(1)]);
  });

  it("puts a correction in the place of what it corrects, and leaves out what came late", () => {
    const corrected = bookOf(fill("a", 1, 3), fill("b", -1, 5), fill("a", 1, 3.5, 2), fill("a", 1, 3));
    expect(realised(corrected)).toBe(units(1.5));
  });

  it("does not know what it realised of something whose cost it does not know", () => {
    const { book, known } = booked(fill("a", -1, 5));
    setBaseline(book, known, { quantity: 1, cost: null });
    expect([book.quantity, book.realisedKnown, book.costKnown]).toEqual([0, false, true]);
  });

  it("starts from what was held before the log", () => {
    const { book, known } = booked(fill("a", -1, 5));
    setBaseline(book, known, { quantity: 1, cost: units(3) });
    expect([book.quantity, realised(book)]).toEqual([0, units(2)]);
  });

  it("holds what was paid: cost less realised gains is the money that went out, in whatever order", () => {
    const executions = fc.array(
      fc.record({
        quantity: fc.integer({ min: -50, max: 50 }).filter((quantity) => quantity !== 0),
        price: fc.integer({ min: 0, max: 2_000_000_000 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(executions, (list) => {
        const { book, known } = booked();
        let paid = 0;
        for (const [place, { quantity, price }] of list.entries()) {
          const execution = {
            key: `k${place}`,
            correction: 1,
            signedQuantity: quantity,
            price: micros(price),
            date: DAY,
          };
          bookExecution(book, known, execution);
          paid += quantity * price;
        }
        expect(book.cost - realised(book)).toBe(paid);
        expect(book.quantity).toBe(list.reduce((sum, { quantity }) => sum + quantity, 0));
        if (book.quantity === 0) expect(book.cost).toBe(0);
      }),
    );
  });
});

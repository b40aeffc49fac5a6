import { type IsoDate, type Micros, micros } from "@legbook/domain";

/** One execution as the book needs it. */
export interface BookedExecution {
  /** The part of the execution id that corrections share. */
  readonly key: string;
  readonly correction: number;
  /** Positive for a purchase. */
  readonly signedQuantity: number;
  readonly price: Micros;
  /** The exchange's date. */
  readonly date: IsoDate;
}

/** What was held before the log began. */
export interface Baseline {
  readonly quantity: number;
  /** Price times quantity, without multiplier; null when the gateway left its average cost unset. */
  readonly cost: Micros | null;
}

/**
 * Our own account of one contract by average cost: what the executions add up to. Amounts are price times contracts,
 * without the multiplier, and without commissions.
 */
export interface Book {
  baseline: Baseline | null;
  /** By key, in the order of their first report. */
  readonly executions: Map<string, BookedExecution>;
  /** Signed. */
  quantity: number;
  /** What the quantity cost: positive for a purchase; negative, received, for a sale. */
  cost: Micros;
  /** False while part of the quantity is from a baseline without a cost. */
  costKnown: boolean;
  readonly realised: Map<IsoDate, Micros>;
  /** False once something without a known cost was closed. */
  realisedKnown: boolean;
}

export function createBook(): Book {
  return {
    baseline: null,
    executions: new Map(),
    quantity: 0,
    cost: micros(0),
    costKnown: true,
    realised: new Map(),
    realisedKnown: true,
  };
}

function post(book: Book, { signedQuantity, price, date }: BookedExecution): void {
  const side = Math.sign(book.quantity);
  let opening = signedQuantity;
  if (side !== 0 && Math.sign(signedQuantity) !== side) {
    const closing = Math.min(Math.abs(signedQuantity), Math.abs(book.quantity));
    const removed =
      closing === Math.abs(book.quantity)
        ? book.cost
        : micros(Math.round(book.cost * (closing / Math.abs(book.quantity))));
    const gain = micros(Math.round(side * closing * price) - removed);
    book.realised.set(date, micros((book.realised.get(date) ?? 0) + gain));
    if (!book.costKnown) book.realisedKnown = false;
    book.quantity -= side * closing;
    book.cost = micros(book.cost - removed);
    opening += side * closing;
    if (book.quantity === 0) book.costKnown = true;
  }
  book.quantity += opening;
  book.cost = micros(book.cost + Math.round(opening * price));
}

/** Works the book out again from its baseline: after a correction, and when the baseline becomes known. */
function rework(book: Book): void {
  book.quantity = book.baseline?.quantity ?? 0;
  book.cost = book.baseline?.cost ?? micros(0);
  book.costKnown = book.baseline === null || book.baseline.cost !== null || book.baseline.quantity === 0;
  book.realised.clear();
  book.realisedKnown = true;
  for (const execution of book.executions.values()) post(book, execution);
}

export function setBaseline(book: Book, baseline: Baseline): void {
  book.baseline = baseline;
  rework(book);
}

/** Whether an execution is new, or corrects what is booked. */
export function isNews(book: Book, { key, correction }: BookedExecution): boolean {
  const known = book.executions.get(key);
  return known === undefined || known.correction < correction;
}

/** Books an execution; a correction takes the place of what it corrects. What is known or outdated changes nothing. */
export function bookExecution(book: Book, execution: BookedExecution): void {
  if (!isNews(book, execution)) return;
  const corrects = book.executions.has(execution.key);
  // A correction keeps the place of what it corrects: maps keep the order of first insertion.
  book.executions.set(execution.key, execution);
  if (corrects) rework(book);
  else post(book, execution);
}

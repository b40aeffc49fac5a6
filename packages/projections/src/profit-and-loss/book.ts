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

/** What a book is made of, by key: a map, or what stands for one. */
export interface BookedExecutions {
  get(key: string): BookedExecution | undefined;
  /** A key that is there already keeps its place. */
  set(key: string, execution: BookedExecution): unknown;
  /** In the order of their first report. */
  values(): Iterable<BookedExecution>;
}

export function createBook(): Book {
  return {
    baseline: null,
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
function rework(book: Book, executions: BookedExecutions): void {
  book.quantity = book.baseline?.quantity ?? 0;
  book.cost = book.baseline?.cost ?? micros(0);
  book.costKnown = book.baseline === null || book.baseline.cost !== null || book.baseline.quantity === 0;
  book.realised.clear();
  book.realisedKnown = true;
  for (const execution of executions.values()) post(book, execution);
}

export function setBaseline(book: Book, executions: BookedExecutions, baseline: Baseline): void {
  book.baseline = baseline;
  rework(book, executions);
}

/** Whether an execution is new, or corrects what is booked. */
export function isNews(executions: BookedExecutions, { key, correction }: BookedExecution): boolean {
  const known = executions.get(key);
  return known === undefined || known.correction < correction;
}

/**
 * Books an execution and adds it to the others; a correction takes the place of what it corrects. What is known or
 * outdated changes nothing.
 */
export function bookExecution(book: Book, executions: BookedExecutions, execution: BookedExecution): void {
  if (!isNews(executions, execution)) return;
  const corrects = executions.get(execution.key) !== undefined;
  executions.set(execution.key, execution);
  if (corrects) rework(book, executions);
  else post(book, execution);
}

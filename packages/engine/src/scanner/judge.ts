import { BLOCK_SIZE, type CandidateBlock } from "./block.ts";
import type { ScanCriteria } from "./criteria.ts";
import { candidateFilters } from "./filters.ts";
import { FIELD_READERS, type FieldReader } from "./readers.ts";
import { pointsOf, scoreTerms, type ScoreTerm } from "./score.ts";
import { ARBITRAGE, MATCHED, outcomeCode } from "./unit.ts";

interface Question {
  readonly code: number;
  readonly read: FieldReader;
  readonly min: number;
  readonly max: number;
}

const SIDE = outcomeCode("side");
const NATURAL_PRICE = outcomeCode("naturalPrice");

/** The questions and the score of one set of criteria, made ready to be asked of a block of candidates at a time. */
export class Judge {
  /** What became of each candidate of the block that was judged last: `MATCHED`, `ARBITRAGE`, or a filter's code. */
  readonly outcomes = new Uint8Array(BLOCK_SIZE);
  /** Its matches, and their scores in the same order; -Infinity where a ranked value is not known. */
  readonly matches = new Int32Array(BLOCK_SIZE);
  readonly scores = new Float64Array(BLOCK_SIZE);
  matchCount = 0;
  readonly #values = new Float64Array(BLOCK_SIZE);
  readonly #questions: readonly Question[];
  readonly #terms: readonly { readonly term: ScoreTerm; readonly read: FieldReader }[];
  readonly #wantsDebit: boolean;
  readonly #wantsCredit: boolean;

  constructor(criteria: ScanCriteria) {
    this.#questions = candidateFilters(criteria).map(({ field, bounds: { min, max } }) => ({
      code: outcomeCode(field),
      read: FIELD_READERS[field],
      min,
      max,
    }));
    this.#terms = scoreTerms(criteria.rank).map((term) => ({ term, read: FIELD_READERS[term.field] }));
    this.#wantsDebit = criteria.sides.includes("debit");
    this.#wantsCredit = criteria.sides.includes("credit");
  }

  /** Prices a block whose rows pass by themselves, and asks it everything in order. */
  judge(block: CandidateBlock): void {
    block.price();
    this.#judgePrices(block);
    for (const question of this.#questions) {
      if (this.matchCount === 0) return;
      this.#ask(block, question);
    }
  }

  #judgePrices(block: CandidateBlock): void {
    const { outcomes, matches } = this;
    const { size, ask, floor, ceiling } = block;
    let left = 0;
    for (let at = 0; at < size; at += 1) {
      const price = ask[at] as number;
      const wanted = block.side(at) > 0 ? this.#wantsDebit : this.#wantsCredit;
      if (!wanted) outcomes[at] = SIDE;
      else if (price <= (floor[at] as number)) outcomes[at] = ARBITRAGE;
      else if (price >= (ceiling[at] as number)) outcomes[at] = NATURAL_PRICE;
      else {
        outcomes[at] = MATCHED;
        matches[left] = at;
        left += 1;
      }
    }
    this.matchCount = left;
  }

  #ask(block: CandidateBlock, { code, read, min, max }: Question): void {
    const { outcomes, matches } = this;
    const values = this.#values;
    const count = this.matchCount;
    read(block, matches, count, values);
    let left = 0;
    for (let index = 0; index < count; index += 1) {
      const at = matches[index] as number;
      const value = values[index] as number;
      if (value >= min && value <= max) {
        matches[left] = at;
        left += 1;
      } else outcomes[at] = code;
    }
    this.matchCount = left;
  }

  /** Scores the matches of the block that was judged last. */
  score(block: CandidateBlock): void {
    const { matches, matchCount: count, scores } = this;
    const values = this.#values;
    scores.fill(0, 0, count);
    for (const { term, read } of this.#terms) {
      read(block, matches, count, values);
      for (let index = 0; index < count; index += 1)
        scores[index] = (scores[index] as number) + pointsOf(term, values[index] as number);
    }
    for (let index = 0; index < count; index += 1) if (Number.isNaN(scores[index])) scores[index] = -Infinity;
  }
}

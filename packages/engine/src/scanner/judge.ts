import { BLOCK_SIZE, type CandidateBlock } from "./block.ts";
import type { ScanCriteria } from "./criteria.ts";
import type { ScanField } from "./fields.ts";
import { candidateFilters } from "./filters.ts";
import { FIELD_READERS, type FieldReader } from "./readers.ts";
import { pointsOf, scoreTerms, type ScoreTerm } from "./score.ts";
import { ARBITRAGE, MATCHED, outcomeCode } from "./unit.ts";

interface Question {
  readonly code: number;
  readonly read: FieldReader;
  readonly min: number;
  readonly max: number;
  /** Values of the matches, kept for the score; null when the field is not ranked by. */
  readonly kept: Float64Array | null;
}

/** A ranked field, and its values where a question has read them already. */
interface Term {
  readonly term: ScoreTerm;
  readonly read: FieldReader;
  readonly kept: Float64Array | null;
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
  readonly #terms: readonly Term[];
  readonly #wantsDebit: boolean;
  readonly #wantsCredit: boolean;

  constructor(criteria: ScanCriteria) {
    const ranked = new Set(criteria.rank.map(({ field }) => field));
    const kept = new Map<ScanField, Float64Array>();
    this.#questions = candidateFilters(criteria).map(({ field, bounds: { min, max } }) => {
      if (ranked.has(field)) kept.set(field, new Float64Array(BLOCK_SIZE));
      const code = outcomeCode(field);
      return { code, read: FIELD_READERS[field], min, max, kept: kept.get(field) ?? null };
    });
    this.#terms = scoreTerms(criteria.rank).map((term) => ({
      term,
      read: FIELD_READERS[term.field],
      kept: kept.get(term.field) ?? null,
    }));
    this.#wantsDebit = criteria.sides.includes("debit");
    this.#wantsCredit = criteria.sides.includes("credit");
  }

  /** Prices a block whose rows pass by themselves, and asks it everything in order. */
  judge(block: CandidateBlock): void {
    block.price();
    this.#judgePrices(block);
    for (let asked = 0; asked < this.#questions.length && this.matchCount > 0; asked += 1)
      this.#ask(block, asked);
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

  #ask(block: CandidateBlock, asked: number): void {
    const { code, read, min, max, kept } = this.#questions[asked] as Question;
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
        if (kept !== null) kept[left] = value;
        if (asked > 0 && left < index) this.#shift(asked, index, left);
        left += 1;
      } else outcomes[at] = code;
    }
    this.matchCount = left;
  }

  /** Moves what earlier questions have kept of a match to its new place. */
  #shift(asked: number, from: number, to: number): void {
    for (let earlier = 0; earlier < asked; earlier += 1) {
      const { kept } = this.#questions[earlier] as Question;
      if (kept !== null) kept[to] = kept[from] as number;
    }
  }

  /** Scores the matches of the block that was judged last. */
  score(block: CandidateBlock): void {
    const { matches, matchCount: count, scores } = this;
    scores.fill(0, 0, count);
    for (const { term, read, kept } of this.#terms) {
      const values = kept ?? this.#values;
      if (kept === null) read(block, matches, count, values);
      for (let index = 0; index < count; index += 1)
        scores[index] = (scores[index] as number) + pointsOf(term, values[index] as number);
    }
    for (let index = 0; index < count; index += 1) if (Number.isNaN(scores[index])) scores[index] = -Infinity;
  }
}

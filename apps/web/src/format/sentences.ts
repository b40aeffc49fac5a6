import { groupNumbers } from "./numbers.ts";
import { spansInWords } from "./times.ts";

const minusBeforeNumber = /(?<![\w.,-])-(?=\d)/g;

/** A sentence of the log or a refusal with a true minus; its numbers may be ids and stay ungrouped. */
export function trueMinus(text: string): string {
  return text.replaceAll(minusBeforeNumber, "−");
}

/** A sentence about amounts and spans as it is shown: a true minus, thousands separated, long spans in seconds. */
export function sentence(text: string | null | undefined): string {
  return trueMinus(spansInWords(groupNumbers(text ?? "")));
}

/**
 * The engine's sentence about a credit's limit in the words of its field, which takes the credit without its sign:
 * "Use a price from -5.00 to 0.00" is "from 0.00 to 5.00", and what is at most as a price is at least as a credit.
 */
export function creditSentence(text: string): string {
  const unsigned = text
    .replaceAll(/from -([\d.]*\d) to -?([\d.]*\d)/g, "from $2 to $1")
    .replaceAll(
      /at (most|least) -(?=\d)/g,
      (_, bound: string) => `at ${bound === "most" ? "least" : "most"} `,
    )
    .replaceAll(minusBeforeNumber, "");
  return sentence(unsigned);
}

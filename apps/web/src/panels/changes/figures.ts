import { formatMoney } from "../../format/money.ts";
import { formatCount, formatDecimal, formatNumber, formatPercent } from "../../format/numbers.ts";
import { formatNet } from "../../format/prices.ts";
import { sentence, trueMinus } from "../../format/sentences.ts";
import { formatSpan } from "../../format/times.ts";
import { inWords } from "../../format/words.ts";
import type { OrderPhase } from "../../gql/graphql.ts";
import { phaseWords } from "../orders/phase-words.ts";

/** A figure as a reader knows it: its name, and its value in words. */
export interface Figure {
  readonly label: string;
  readonly show: (value: unknown) => string;
}

const unknown = "–";

function known(show: (value: string) => string): (value: unknown) => string {
  return (value) =>
    typeof value === "string" || typeof value === "number" ? show(String(value)) : plain(value);
}

/** A value of which nothing more is known than its form. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return unknown;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return formatDecimal(String(value), 0);
  if (typeof value === "string") return trueMinus(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(plain).join(", ");
  return Object.entries(value)
    .filter(([, each]) => each !== null)
    .map(([name, each]) => `${inWords(name).toLowerCase()} ${plain(each)}`)
    .join(", ");
}

export const money = (label: string): Figure => ({ label, show: known((text) => formatMoney(text)) });
export const gain = (label: string): Figure => ({
  label,
  show: known((text) => formatMoney(text, "always")),
});
export const count = (label: string): Figure => ({ label, show: known((text) => formatCount(Number(text))) });
export const net = (label: string): Figure => ({ label, show: known((text) => formatNet(text)) });
export const percent = (label: string): Figure => ({
  label,
  show: known((text) => formatPercent(Number(text), 1)),
});
/** Of a number that is in percent already. */
export const share = (label: string): Figure => ({
  label,
  show: known((text) => `${formatNumber(Number(text), 0)}%`),
});
export const span = (label: string): Figure => ({ label, show: known((text) => formatSpan(Number(text))) });
export const words = (label: string): Figure => ({ label, show: known((text) => inWords(text)) });
export const text = (label: string): Figure => ({ label, show: known(sentence) });
export const anything = (label: string): Figure => ({ label, show: plain });

export const signed = (label: string): Figure => ({
  label,
  show: known((value) => formatDecimal(value, 0, "always")),
});

export const decimal = (label: string, decimals: number): Figure => ({
  label,
  show: known((value) => formatNumber(Number(value), decimals, "always")),
});

export const phase = (label: string): Figure => ({
  label,
  show: known((value) => phaseWords(value as OrderPhase).word),
});

export const either = (label: string, yes: string, no: string): Figure => ({
  label,
  show: (value) => (value === true ? yes : no),
});

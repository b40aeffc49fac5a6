import { type ExDividend, type IsoDate, parseIsoDate, parseMicros, type Refusal } from "@legbook/domain";
import type { EngineServices } from "../engine-services.ts";
import type { Task } from "../loop/work.ts";
import type { CommandAnswer, CorporateDatesInput } from "../ports/engine.ts";
import { parsePresetCriteria } from "../scanner/index.ts";
import { isSymbol, symbolMalformed } from "./chain-discovery.ts";
import { asked } from "./order-entry.ts";

type Services = Pick<EngineServices, "perform" | "head">;

/** Takes the dates that a person gives for an underlying, in the place of all that were known. */
export async function setCorporateDates(
  services: Services,
  { symbol, earnings, exDividends }: CorporateDatesInput,
  user: string,
): Promise<CommandAnswer> {
  if (!isSymbol(symbol)) return { kind: "refused", refusal: symbolMalformed(symbol) };
  const dates: IsoDate[] = [];
  for (const [index, text] of earnings.entries()) {
    const date = parseIsoDate(text);
    if (date === null) return { kind: "refused", refusal: dateMalformed(`earnings[${index}]`, text) };
    dates.push(date);
  }
  const dividends: ExDividend[] = [];
  for (const [index, { date: text, amount: amountText }] of exDividends.entries()) {
    const date = parseIsoDate(text);
    if (date === null) return { kind: "refused", refusal: dateMalformed(`exDividends[${index}].date`, text) };
    const amount = amountText === null ? null : parseMicros(amountText);
    if (amount === null && amountText !== null) {
      return { kind: "refused", refusal: amountMalformed(`exDividends[${index}].amount`, amountText) };
    }
    dividends.push({ date, amount });
  }
  const data = { symbol, earnings: dates, exDividends: dividends, actor: asked(user).actor };
  return carryOut(services, { to: "dates", symbol, command: { type: "SetCorporateDates", data } }, user);
}

/** Keeps criteria, as the scanner takes them but without a symbol, under a name. */
export async function saveScanPreset(
  services: Services,
  name: string,
  criteria: unknown,
  user: string,
): Promise<CommandAnswer> {
  const parsed = parsePresetCriteria(criteria);
  if (parsed.kind === "refused") return parsed;
  const data = { name, criteria: JSON.stringify(parsed.criteria), actor: asked(user).actor };
  return carryOut(services, { to: "presets", command: { type: "SavePreset", data } }, user);
}

export async function removeScanPreset(
  services: Services,
  name: string,
  user: string,
): Promise<CommandAnswer> {
  const data = { name, actor: asked(user).actor };
  return carryOut(services, { to: "presets", command: { type: "RemovePreset", data } }, user);
}

async function carryOut({ perform, head }: Services, task: Task, user: string): Promise<CommandAnswer> {
  const answer = await perform(task, asked(user));
  if (answer.kind === "refused") return { kind: "refused", refusal: answer.refusal };
  return { kind: "accepted", position: answer.position ?? (await head()) };
}

function dateMalformed(field: string, text: string): Refusal {
  return {
    code: "dates.date-malformed",
    message: `${JSON.stringify(text.slice(0, 60))} is no date of the calendar.`,
    field,
    inputs: { date: text.slice(0, 60) },
    limit: "YYYY-MM-DD",
    remedy: 'Write it like "2016-02-01".',
  };
}

function amountMalformed(field: string, text: string): Refusal {
  return {
    code: "dates.amount-malformed",
    message: `${JSON.stringify(text.slice(0, 60))} is no amount of money.`,
    field,
    inputs: { amount: text.slice(0, 60) },
    limit: "plain decimal text with at most six decimals",
    remedy: 'Write it like "0.25", without currency; leave it out while it is not known.',
  };
}

import type { SessionReport } from "@legbook/projections";
import { type Section, table, words } from "../document.ts";
import { clock, count, plural } from "../format.ts";

export function rulesSection({ rules, assessments, refusals, switches }: SessionReport): Section {
  const blocks = [];
  if (rules.length === 0) blocks.push(words("No risk rule was asked."));
  else {
    blocks.push(
      words(
        `Every rule was asked for ${plural(assessments.orders, "order")} and ${plural(assessments.previews, "preview")}.`,
      ),
      table(
        ["Rule", ">Asked", ">Passed", ">Blocked", "Newest block", "Limit then"],
        rules.map(({ rule, asked, blocked, lastReason, lastLimit }) => [
          rule,
          count(asked),
          count(asked - blocked),
          count(blocked),
          lastReason ?? "",
          lastLimit ?? "",
        ]),
      ),
    );
  }
  if (refusals.length === 0) blocks.push(words("No order was refused."));
  else {
    blocks.push(
      table(
        ["Refused because", ">Orders", "Newest words", "What would pass"],
        refusals.map(({ code, count: many, message, remedy }) => [code, count(many), message, remedy]),
      ),
    );
  }
  if (switches.length === 0) blocks.push(words("No limit was set, and nothing was switched off or on."));
  else
    blocks.push(
      table(
        ["Time", "Limits, kill switch and breakers"],
        switches.map(({ at, words: told }) => [clock(at), told]),
      ),
    );
  return { id: "rules", title: "Risk verdicts and refusals", blocks };
}

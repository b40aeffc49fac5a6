import type { SessionReport } from "@legbook/projections";
import { items, type Section, words } from "../document.ts";
import { clock } from "../format.ts";

/** What a person has to look at, first of all. */
export function attentionSection({ attention, head }: SessionReport): Section {
  const list = attention.map(({ urgency, words: text, remedy, at, position }) => ({
    label: urgency === "act" ? "Act" : "Look",
    strong: urgency === "act",
    words: text,
    notes: [
      ...(remedy === null ? [] : [remedy]),
      ...(at === null ? [] : [`${clock(at)}${position === null ? "" : `, position ${position}`}`]),
    ],
  }));
  const none = head === null ? "The log has nothing up to this day." : "Nothing.";
  return {
    id: "attention",
    title: "What needs a person",
    blocks: list.length === 0 ? [words(none)] : [items(list)],
  };
}

import type { OrderPhase } from "@legbook/domain";

/** Where an order stands, in a word or two. */
export const ORDER_PHASE_WORDS: Readonly<Record<OrderPhase, string>> = {
  none: "never asked for",
  requested: "asked for",
  previewing: "being previewed",
  assessed: "previewed",
  refused: "refused",
  intended: "about to be sent",
  transmitted: "sent",
  working: "working",
  cancelPending: "cancel asked for",
  cancelled: "cancelled",
  filled: "filled",
  rejected: "rejected",
  notSent: "never sent",
  unknown: "not known",
};

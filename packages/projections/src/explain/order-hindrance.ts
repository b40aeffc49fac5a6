import { formatMicros, isLive } from "@legbook/domain";
import type { OrderEntry } from "../orders/fold.ts";
import { orderNote } from "../orders/note.ts";
import type { Hindrance, HindranceKind } from "./model.ts";

/** Why an order did not trade, wholly or yet; null for one that filled. */
export function orderHindrance(entry: OrderEntry): Hindrance | null {
  const { state, orderRef } = entry;
  const kind = kindOf(entry);
  if (kind === null) return null;
  const words = `${orderRef}: ${wordsOf(entry)}`;
  const blocking = (state.assessment?.verdicts ?? []).find(({ verdict }) => verdict === "block");
  return {
    kind,
    position: entry.position,
    at: entry.updatedAt,
    inForce: isLive(state),
    words,
    code: state.refusal?.code ?? blocking?.rule ?? brokerCode(entry),
    remedy: state.refusal?.remedy ?? blocking?.remedy ?? REMEDIES[kind] ?? null,
    orderRef,
  };
}

function brokerCode({ state }: OrderEntry): string | null {
  return state.lastError === null ? null : String(state.lastError.code);
}

function kindOf({ state }: OrderEntry): HindranceKind | null {
  switch (state.phase) {
    case "none":
    case "filled":
      return null;
    case "refused":
      return state.assessment === null ? "refused" : "blocked";
    case "assessed":
      return state.assessment?.passed === true ? "previewOnly" : "blocked";
    case "rejected":
    case "cancelled":
    case "notSent":
    case "unknown":
      return state.phase;
    case "requested":
    case "previewing":
    case "intended":
    case "transmitted":
    case "working":
    case "cancelPending":
      return "working";
  }
}

function wordsOf(entry: OrderEntry): string {
  const { state } = entry;
  const note = orderNote(entry);
  if (state.phase === "assessed" && state.assessment?.passed === true) {
    return `a preview at ${formatMicros(state.assessment.limitPrice)} passed every rule; it was not sent.`;
  }
  if (state.phase === "assessed") {
    const reasons = (state.assessment?.verdicts ?? []).filter(({ verdict }) => verdict === "block");
    return reasons.map(({ rule, reason }) => `${rule}: ${reason}`).join(" ");
  }
  if (state.phase !== "working" || state.placement === null) return note ?? `${state.phase}.`;
  const market = state.assessment?.quotes ?? null;
  const limit = formatMicros(state.placement.limitPrice);
  if (market === null || market.bid === null || market.ask === null) return `${note ?? ""} Limit ${limit}.`;
  return `${note ?? ""} Limit ${limit}; when it was decided the market was ${formatMicros(market.bid)} to ${formatMicros(market.ask)}.`;
}

const REMEDIES: Readonly<Partial<Record<HindranceKind, string>>> = {
  working: "Wait, or cancel it and ask again at a price nearer to the market.",
  unknown:
    "Look at the order in the broker's own application; it is not sent again until its books settle it.",
  previewOnly: "Send the order.",
  rejected: "Ask again under a new reference.",
  cancelled: "Ask again under a new reference.",
  notSent: "Ask again under a new reference.",
};

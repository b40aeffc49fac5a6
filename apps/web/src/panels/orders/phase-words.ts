import type { OrderPhase } from "../../gql/graphql.ts";

/** What colours a phase; the word beside it says the same. */
type PhaseTone = "plain" | "working" | "good" | "danger" | "warn";

interface PhaseWords {
  readonly word: string;
  readonly mark: string;
  readonly tone: PhaseTone;
}

const words: Record<OrderPhase, PhaseWords> = {
  REQUESTED: { word: "Requested", mark: "○", tone: "working" },
  PREVIEWING: { word: "Previewing", mark: "○", tone: "working" },
  ASSESSED: { word: "Assessed", mark: "○", tone: "working" },
  REFUSED: { word: "Refused", mark: "✕", tone: "danger" },
  INTENDED: { word: "Intent recorded", mark: "◔", tone: "working" },
  TRANSMITTED: { word: "Sent", mark: "◑", tone: "working" },
  WORKING: { word: "Working", mark: "◕", tone: "working" },
  CANCEL_PENDING: { word: "Cancel pending", mark: "◒", tone: "warn" },
  CANCELLED: { word: "Cancelled", mark: "–", tone: "plain" },
  FILLED: { word: "Filled", mark: "●", tone: "good" },
  REJECTED: { word: "Rejected", mark: "✕", tone: "danger" },
  NOT_SENT: { word: "Not sent", mark: "✕", tone: "danger" },
  UNKNOWN: { word: "Unknown", mark: "?", tone: "warn" },
};

/** A phase's word, mark and tone. */
export function phaseWords(phase: OrderPhase): PhaseWords {
  return words[phase];
}

import { describe, expect, it } from "vitest";
import type { BrokerOrderStatus } from "./events.ts";
import {
  isLivePhase,
  isTerminalPhase,
  type OrderPhase,
  PHASE_TRANSITIONS,
  phaseAfterError,
  phaseAfterStatus,
  wasPlaced,
} from "./transitions.ts";

const PHASES = Object.keys(PHASE_TRANSITIONS) as OrderPhase[];
const STATUSES: readonly BrokerOrderStatus[] = [
  "ApiPending",
  "PendingSubmit",
  "PendingCancel",
  "PreSubmitted",
  "Submitted",
  "ApiCancelled",
  "Cancelled",
  "Filled",
  "Inactive",
  "Unknown",
];

describe("the phases of an order", () => {
  it("change by a status or an error only as the table allows", () => {
    for (const phase of PHASES) {
      const allowed = [phase, ...PHASE_TRANSITIONS[phase]];
      for (const status of STATUSES) expect(allowed).toContain(phaseAfterStatus(phase, status));
      for (const code of [103, 161, 201, 202, 399, 10_148]) {
        expect(allowed).toContain(phaseAfterError(phase, code, false));
        expect(allowed).toContain(phaseAfterError(phase, code, true));
      }
    }
  });

  it("are left alone by a status where nothing was placed", () => {
    for (const phase of PHASES.filter((other) => !wasPlaced(other))) {
      for (const status of STATUSES) expect(phaseAfterStatus(phase, status)).toBe(phase);
    }
  });

  it("are live exactly between intent and end", () => {
    expect(PHASES.filter((phase) => isLivePhase(phase))).toEqual([
      "intended",
      "transmitted",
      "working",
      "cancelPending",
      "unknown",
    ]);
    expect(PHASES.filter((phase) => isTerminalPhase(phase))).toEqual([
      "assessed",
      "refused",
      "cancelled",
      "filled",
      "rejected",
      "notSent",
    ]);
  });

  it("end for good where nothing was placed alone: the broker's word may reopen the others", () => {
    expect(PHASES.filter((phase) => PHASE_TRANSITIONS[phase].length === 0)).toEqual(["assessed", "refused"]);
  });
});

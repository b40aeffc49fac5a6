import type { DomainEvent } from "@legbook/domain";
import {
  orderRequested,
  placementIntended,
  riskAssessed,
  statusReported,
  transmitted,
  verdict,
} from "./events.ts";

/** A put credit vertical that works at the broker. */
export function sentOrder(ref: string): readonly DomainEvent[] {
  return [
    orderRequested(ref),
    riskAssessed(ref, [verdict("orderSize")]),
    placementIntended(ref),
    transmitted(ref),
    statusReported(ref, "Submitted"),
  ];
}

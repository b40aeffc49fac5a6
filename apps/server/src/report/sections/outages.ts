import type { Outage, SessionReport } from "@legbook/projections";

/** What kept us from the broker altogether; a farm that is away keeps some quotes. */
export function connectionOutages(outages: SessionReport["outages"]): readonly Outage[] {
  return outages.filter(({ what }) => what !== "farm");
}

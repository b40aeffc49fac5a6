import type { RefusalFieldsFragment } from "../../gql/graphql.ts";

/** Fields of the ticket that a refusal can be shown at. */
export type TicketField = "quantity" | "limitPrice" | "legs" | "timeInForce" | "order";

/** The field that a refusal names, by the last part of its path; the order as a whole otherwise. */
export function fieldOf(refusal: RefusalFieldsFragment): TicketField {
  const name = (refusal.field ?? "").split(".").at(-1);
  if (name === "quantity" || name === "limitPrice" || name === "timeInForce") return name;
  return ["longStrike", "shortStrike", "expiry", "right", "symbol"].includes(name ?? "") ? "legs" : "order";
}

import { notify } from "../app/notices.ts";
import { client } from "../graphql/client.ts";
import { failureOf } from "../graphql/failure.ts";
import { MomentDocument, type AsOf } from "../gql/graphql.ts";
import { ValueStore } from "../market/value-store.ts";
import { pastStore } from "./past-store.ts";

/** The second moment, from which changes are counted: by a rule that follows the moment shown, or one that stays. */
export type Mark =
  | { readonly kind: "session" | "hour" | "marker" }
  | { readonly kind: "fixed"; readonly position: string };

export const markStore = new ValueStore<Mark>({ kind: "session" });

/** Gateway time of the mark that changes are being counted from, for the line of the day; null when nobody looks. */
export const markTimeStore = new ValueStore<string | null>(null);

const parameter = "since";

/** The mark that an address names; null for none. */
export function markInAddress(): string | null {
  return new URLSearchParams(location.search).get(parameter);
}

/** The address of a moment and of a mark, each where it is not null: it shows the same whenever and wherever it is opened. */
export function linkTo(at: string | null, since = fixedMark()): string {
  const url = new URL(location.href);
  url.search = "";
  if (at !== null) url.searchParams.set("at", at);
  if (since !== null) url.searchParams.set(parameter, since);
  return url.href;
}

function fixedMark(): string | null {
  const mark = markStore.get();
  return mark.kind === "fixed" ? mark.position : null;
}

/** Counts changes by another rule, or from another moment. The address follows. */
export function chooseMark(mark: Mark): void {
  markStore.set(mark);
  history.replaceState(null, "", linkTo(pastStore.get()?.position ?? null));
}

/** Takes the mark of the page's address. */
export function followMark(): void {
  const position = markInAddress();
  if (position !== null) markStore.set({ kind: "fixed", position });
  else if (markStore.get().kind === "fixed") markStore.set({ kind: "session" });
}

/** Puts the mark on the newest event, or on the last one that is not later than a time. */
export async function markAt(asOf: AsOf | null): Promise<void> {
  const { data, error } = await client.query(MomentDocument, asOf === null ? {} : { asOf }).toPromise();
  if (data) chooseMark({ kind: "fixed", position: data.moment.position });
  else if (error) {
    const { message, code } = failureOf(error);
    notify("danger", `The mark was not set: ${message} (${code})`);
  }
}

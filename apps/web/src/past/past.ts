import { bottomTab } from "../app/desk.ts";
import { client } from "../graphql/client.ts";
import { failureOrNone, type Failure } from "../graphql/failure.ts";
import { MomentDocument, type AsOf } from "../gql/graphql.ts";
import { holdClocks } from "../market/gateway-time.ts";
import { ValueStore } from "../market/value-store.ts";
import { followMark, linkTo, markInAddress } from "./mark.ts";
import { pastStore, type Past } from "./past-store.ts";

/** On the way to a moment, or why it was not reached. What was shown before is shown still. */
type Going =
  | { readonly phase: "there" }
  | { readonly phase: "going" }
  | { readonly phase: "failed"; readonly failure: Failure };

export const goingStore = new ValueStore<Going>({ phase: "there" });

const parameter = "at";
let asked = 0;

function positionInAddress(): string | null {
  return new URLSearchParams(location.search).get(parameter);
}

function show(past: Past | null): void {
  holdClocks(past?.at ?? null);
  pastStore.set(past);
  goingStore.set({ phase: "there" });
}

async function go(asOf: AsOf, address: "push" | "replace" | "keep"): Promise<void> {
  const ask = ++asked;
  goingStore.set({ phase: "going" });
  const { data, error } = await client.query(MomentDocument, { asOf }).toPromise();
  if (ask !== asked) return;
  if (error || data === undefined) {
    const failure = failureOrNone(error);
    goingStore.set({ phase: "failed", failure });
    return;
  }
  const { moment } = data;
  if (address !== "keep" && positionInAddress() !== moment.position) {
    const link = linkTo(moment.position);
    if (address === "push") history.pushState(null, "", link);
    else history.replaceState(null, "", link);
  }
  show(moment);
}

/** Shows the whole screen as it was right after an event. */
export function lookBackTo(position: string): void {
  void go({ position }, "push");
}

/** Shows it as it was at a time: right after the last event that is not later. A hand that scrubs leaves one address. */
export function lookBackAt(time: number, address: "push" | "replace" = "push"): Promise<void> {
  return go({ time: new Date(time).toISOString() }, address);
}

/** Shows now again. */
export function backToNow(): void {
  asked += 1;
  if (positionInAddress() !== null) history.pushState(null, "", linkTo(null));
  show(null);
}

/** Forgets why a moment was not reached. */
export function dismissFailure(): void {
  goingStore.set({ phase: "there" });
}

function followAddress(): void {
  followMark();
  const position = positionInAddress();
  if (position === null) {
    asked += 1;
    show(null);
  } else if (position !== pastStore.get()?.position) void go({ position }, "keep");
}

/** Follows the page's address, its back and forward buttons with it, until the returned function is called. */
export function followPast(): () => void {
  followAddress();
  if (markInAddress() !== null) bottomTab.set("changes");
  addEventListener("popstate", followAddress);
  return () => removeEventListener("popstate", followAddress);
}

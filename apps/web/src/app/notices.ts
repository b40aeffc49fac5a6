import { ordersFeed, type Order } from "../graphql/feeds.ts";
import { formatNetInWords } from "../format/prices.ts";
import { trueMinus } from "../format/sentences.ts";
import { orderName } from "../panels/orders/order-words.ts";
import { ValueStore } from "../market/value-store.ts";

/** One line about something that happened, said aloud by a screen reader too. */
interface Notice {
  readonly id: number;
  readonly tone: "plain" | "good" | "danger";
  readonly text: string;
}

export const noticeStore = new ValueStore<readonly Notice[]>([]);

const shownMs = 6000;
const shownMax = 2;
let next = 1;

/** Shows a line for some seconds. */
export function notify(tone: Notice["tone"], text: string): void {
  const notice = { id: next++, tone, text };
  noticeStore.set([...noticeStore.get().slice(1 - shownMax), notice]);
  setTimeout(() => dismiss(notice.id), shownMs);
}

/** Takes a line away. */
export function dismiss(id: number): void {
  noticeStore.set(noticeStore.get().filter((notice) => notice.id !== id));
}

function tell(order: Order): void {
  const words = orderName(order);
  const reason = trueMinus(order.note ?? order.refusal?.message ?? "");
  switch (order.phase) {
    case "FILLED":
      notify("good", `Filled: ${words} at ${formatNetInWords(order.averageFillPrice)}.`);
      break;
    case "CANCELLED":
      notify("plain", `Cancelled: ${words}.`);
      break;
    case "REJECTED":
      notify("danger", `Rejected by the broker: ${words}. ${reason}`);
      break;
    case "REFUSED":
    case "NOT_SENT":
      notify("danger", `Not sent: ${words}. ${reason}`);
      break;
    case "UNKNOWN":
      notify("danger", `Outcome unknown: ${words}. ${reason}`);
      break;
    case "REQUESTED":
    case "PREVIEWING":
    case "ASSESSED":
    case "INTENDED":
    case "TRANSMITTED":
    case "WORKING":
    case "CANCEL_PENDING":
      break;
  }
}

/** Tells of each order that came to its end while the page looked on. */
export function announceOrders(): () => void {
  let known: Map<string, Order["phase"]> | null = null;
  return ordersFeed.live.subscribe(() => {
    const nodes = ordersFeed.live.get().data?.nodes;
    if (nodes === undefined) return;
    const before = known;
    known = new Map(nodes.map((order) => [order.orderRef, order.phase]));
    if (before === null) return;
    for (const order of nodes) if (before.get(order.orderRef) !== order.phase) tell(order);
  });
}

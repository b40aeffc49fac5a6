import {
  type DomainEventType,
  type DomainRecord,
  type OrderRef,
  type Position,
  streamName,
} from "@legbook/domain";
import { orders } from "../orders/fold.ts";
import { type LogReader, streamOf, walk } from "./log-reader.ts";
import type { Hindrance, MissingTrade, ScanEvidence } from "./model.ts";
import { orderHindrance } from "./order-hindrance.ts";
import { switchesOf, switchHindrances } from "./switches.ts";

export interface MissingTradeQuestion {
  readonly symbol: string;
  /** Contract ids of one spread; none asks of the whole symbol. */
  readonly conIds?: readonly number[];
  /** Inclusive; absent: the end of the log. */
  readonly until?: Position;
}

/** How far back it is looked. Orders are read one by one, the newest of them. */
const LOOKED_AT_MAX = { events: 20_000, orders: 40, hindrances: 60 } as const;

const TYPES: readonly DomainEventType[] = [
  "SessionStarted",
  "ScanStarted",
  "ScanStopped",
  "ConnectionLossReported",
  "ConnectionBlocked",
  "ConnectionCloseRequested",
  "SynchronisationCompleted",
  "BrokerLinkReported",
  "ChainRequested",
  "ChainRequestRefused",
  "ChainParametersReported",
  "LineOpened",
  "LineRefused",
  "LineRejectionReported",
  "KillSwitchEngaged",
  "KillSwitchReleased",
  "VolatilityBreakerTripped",
  "VolatilityBreakerReset",
  "OrderRequested",
  "OrderRefused",
];

/**
 * Why there was no trade in a symbol or spread: what is switched off, what was refused or blocked, what was sent and
 * did not fill, and which scans ran. Looks back from a moment over a bounded number of events, and says how far.
 * What a running scan makes of a spread now is the scanner's to say (`Engine.scanWhyNot`).
 */
export async function explainMissingTrade(
  log: LogReader,
  { symbol, conIds = [], until }: MissingTradeQuestion,
): Promise<MissingTrade> {
  const begin = until === undefined ? {} : { from: until };
  const records: DomainRecord[] = [];
  const options = { direction: "backwards", types: TYPES, eventsMax: LOOKED_AT_MAX.events } as const;
  for await (const record of walk(log, { ...options, ...begin })) records.push(record);
  records.reverse();
  const switches = switchesOf(symbol, conIds);
  const switched = switches.init();
  for (const record of records) switches.apply(switched, record);
  const hindrances: Hindrance[] = [...switchHindrances(switched)];
  const filled: OrderRef[] = [];
  for (const orderRef of ordersOf(records, symbol, conIds)) {
    const entry = await orderAt(log, orderRef, until ?? null);
    const hindrance = entry === null ? null : orderHindrance(entry);
    if (hindrance !== null) hindrances.push(hindrance);
    if (entry !== null && entry.state.filled > 0) filled.push(orderRef);
  }
  const ordered = hindrances.sort(byForceThenAge).slice(0, LOOKED_AT_MAX.hindrances);
  const scans = scansOf(records, symbol);
  return {
    symbol,
    conIds,
    at: records.at(-1)?.metadata.occurredAt ?? null,
    answer: answerOf(symbol, ordered, filled, scans),
    hindrances: ordered,
    filled,
    scans,
    lookedBackTo: records[0]?.metadata.occurredAt ?? null,
  };
}

function byForceThenAge(a: Hindrance, b: Hindrance): number {
  if (a.inForce !== b.inForce) return a.inForce ? -1 : 1;
  return a.position < b.position ? 1 : -1;
}

/** The newest orders and previews of a symbol, or of exactly these legs. A malformed one named no contracts. */
function ordersOf(
  records: readonly DomainRecord[],
  symbol: string,
  conIds: readonly number[],
): readonly OrderRef[] {
  const found = new Set<OrderRef>();
  for (const { event } of records) {
    if (event.type === "OrderRequested") {
      const legs = new Set(event.data.legs.map(({ contract }) => contract.conId));
      const isAsked = conIds.every((conId) => legs.has(conId));
      if (event.data.symbol === symbol && isAsked) found.add(event.data.orderRef);
    } else if (event.type === "OrderRefused" && event.data.terms["symbol"] === symbol) {
      if (conIds.length === 0) found.add(event.data.orderRef);
    }
  }
  return [...found].slice(-LOOKED_AT_MAX.orders);
}

async function orderAt(log: LogReader, orderRef: OrderRef, until: Position | null) {
  const state = orders.init();
  for await (const record of streamOf(log, streamName("order", orderRef))) {
    if (until !== null && record.position > until) break;
    orders.apply(state, record);
  }
  return state.orders.get(orderRef) ?? null;
}

function scansOf(records: readonly DomainRecord[], symbol: string): readonly ScanEvidence[] {
  const scans = new Map<string, ScanEvidence>();
  for (const { event, metadata, position } of records) {
    if (event.type === "ScanStarted" && event.data.symbol === symbol) {
      const { scanId, criteria } = event.data;
      scans.set(scanId, { scanId, criteria, startedAt: metadata.occurredAt, position, stoppedAt: null });
    } else if (event.type === "ScanStopped") {
      const scan = scans.get(event.data.scanId);
      if (scan !== undefined) scans.set(scan.scanId, { ...scan, stoppedAt: metadata.occurredAt });
    }
  }
  return [...scans.values()].reverse();
}

function answerOf(
  symbol: string,
  hindrances: readonly Hindrance[],
  filled: readonly OrderRef[],
  scans: readonly ScanEvidence[],
): string {
  const [first] = hindrances;
  const traded = filled.at(-1);
  if (first?.inForce === true) return first.words;
  if (traded !== undefined) return `There was a trade: ${traded} filled, at least in part.`;
  if (first !== undefined) return first.words;
  const running = scans.filter(({ stoppedAt }) => stoppedAt === null).length;
  if (running > 0) {
    return `Nobody asked for an order in ${symbol}. ${running === 1 ? "A scan" : `${running} scans`} of it ran: why a spread was not among the results, the scan can say.`;
  }
  return `Nobody asked for an order in ${symbol}, and no scan of it ran.`;
}

import { randomUUID } from "node:crypto";
import type { GraphqlClient } from "./graphql-client.ts";
import {
  CANCEL,
  CONNECTION,
  EVENTS,
  OPEN_CHAIN,
  ORDERS,
  POSITIONS,
  PREVIEW,
  SCAN,
  SUBMIT,
  type CancelData,
  type ConnectionData,
  type EventsData,
  type OpenChainData,
  type OrderData,
  type OrdersData,
  type PositionGroupData,
  type PositionsData,
  type PreviewData,
  type Refused,
  type ScanData,
  type ScanRowData,
  type SubmitData,
} from "./operations.ts";

export interface StepResult {
  readonly name: string;
  readonly ms: number;
}

/** A step that did not come to its end, with the steps before it. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.step = step;
  }
}

export interface WorkflowOptions {
  readonly symbol: string;
  /** Called after each step with one line about it. */
  readonly onStep: (step: StepResult, detail: string) => void;
}

const DEADLINE_MS = 60_000;

/**
 * One spread trade as a person makes it: connect, find the chain, scan, preview, submit, fill, see the position and its
 * P&L move, then rest an order far from the market and cancel it. Throws `StepFailed` at the first step that fails.
 */
export async function tradeOneSpread(client: GraphqlClient, options: WorkflowOptions): Promise<void> {
  const { symbol, onStep } = options;
  const step = stepper(onStep);
  const account = await step(
    "connect",
    () => connected(client),
    (id) => `account ${id}`,
  );
  await step("open chain", () => openChain(client, symbol), itself);
  const row = await step("scan", () => scanned(client, symbol), describeRow);
  const terms = termsOf(row, account);
  const natural = { ...terms, quantity: 1, priceKind: "NATURAL" };
  await step("preview", () => previewed(client, { ...natural, orderRef: ref("preview") }), itself);
  const filledRef = ref("demo");
  await step("submit", () => submitted(client, { ...natural, orderRef: filledRef }), itself);
  await step("fill", () => reaches(client, filledRef, "FILLED", hasCommission), describeFill);
  const group = await step("position", () => held(client, account, row), describePosition);
  await step("profit and loss", () => moves(client, account, group), itself);
  const restingRef = ref("rest");
  // Two, since one more of the same within seconds is what the duplicate rule is there to stop.
  const resting = {
    ...terms,
    quantity: 2,
    orderRef: restingRef,
    priceKind: "LIMIT",
    limitPrice: farPrice(row),
  };
  await step(
    "rest",
    () => rests(client, resting),
    () => `works at ${resting.limitPrice}`,
  );
  await step(
    "cancel",
    () => cancelled(client, restingRef),
    () => "cancelled",
  );
  await step(
    "audit",
    () => audited(client, filledRef),
    (count) => `${count} events tell the filled order's story`,
  );
}

type RunStep = <Value>(
  name: string,
  run: () => Promise<Value>,
  detail: (value: Value) => string,
) => Promise<Value>;

function stepper(onStep: WorkflowOptions["onStep"]): RunStep {
  return async (name, run, detail) => {
    const began = performance.now();
    try {
      const value = await run();
      onStep({ name, ms: Math.round(performance.now() - began) }, detail(value));
      return value;
    } catch (error) {
      throw new StepFailed(name, error);
    }
  };
}

function itself(text: string): string {
  return text;
}

function describeRow({ words, bid, ask }: ScanRowData): string {
  return `${words}, ${bid} to ${ask}`;
}

function describeFill({ averageFillPrice, commission }: OrderData): string {
  return `at ${averageFillPrice}, commission ${commission}`;
}

function describePosition({ quantity, words, profitOpen }: PositionGroupData): string {
  return `${quantity} ${words}, P&L ${profitOpen}`;
}

function hasCommission({ commission }: OrderData): boolean {
  return commission !== null;
}

function termsOf(row: ScanRowData, account: string) {
  const { symbol, expiry } = row;
  const long = row.legs.find(({ action }) => action === "buy");
  const short = row.legs.find(({ action }) => action === "sell");
  if (long === undefined || short === undefined) throw new Error(`${row.words} is no vertical`);
  const strikes = { longStrike: long.strike, shortStrike: short.strike };
  return { account, symbol, expiry, right: long.right.toLowerCase(), ...strikes };
}

async function rests(client: GraphqlClient, input: { readonly orderRef: string }): Promise<OrderData> {
  await submitted(client, input);
  return reaches(client, input.orderRef, "WORKING");
}

function ref(kind: string): string {
  return `${kind}-${randomUUID().slice(0, 30)}`;
}

function unlessRefused<Answer extends { readonly __typename: string }>(
  answer: Answer | Refused,
): Exclude<Answer, Refused> {
  if (answer.__typename !== "CommandRefused") return answer as Exclude<Answer, Refused>;
  const { code, message, remedy } = answer as Refused;
  throw new Error(`refused (${code}): ${message} ${remedy}`);
}

async function connected(client: GraphqlClient): Promise<string> {
  return client.until<ConnectionData, string>(
    CONNECTION,
    {},
    ({ connection }) => (connection.ready ? (connection.accounts[0] ?? null) : null),
    {
      waitingFor: "the gateway",
      deadlineMs: DEADLINE_MS,
      describe: ({ connection }) => `${connection.phase} ${connection.reasons.join(", ")}`,
    },
  );
}

async function openChain(client: GraphqlClient, symbol: string): Promise<string> {
  const { openChain: answer } = await client.execute<OpenChainData>(OPEN_CHAIN, { input: { symbol } });
  const { chain } = unlessRefused(answer);
  return `${chain.symbol}: ${chain.expiries.length} expiries, ${chain.strikes.length} strikes`;
}

/** The tightest quoted spread among the best: one whose natural price a careful person would pay. */
async function scanned(client: GraphqlClient, symbol: string): Promise<ScanRowData> {
  const filters = [{ field: "daysToExpiry", min: 1, max: 60 }];
  const criteria = { symbol, strategies: ["VERTICAL"], filters, limit: 400, quoteAgeMaxMs: 30_000 };
  return client.until<ScanData, ScanRowData>(
    SCAN,
    { criteria },
    ({ scan }) => tightest(unlessRefused(scan)),
    {
      waitingFor: "a vertical with a tight quote",
      deadlineMs: DEADLINE_MS,
      describe: ({ scan }) => (scan.__typename === "ScanFrame" ? stateOf(scan) : scan.message),
    },
  );
}

/** Half of the combo's bid/ask width may be this share of the strikes' distance at most; the price collar allows 0.25. */
const COST_SHARE_MAX = 0.15;

type ScanFrameData = Exclude<ScanData["scan"], Refused>;

function stateOf({ summary }: ScanFrameData): string {
  if (summary === null) return "rows are on their way";
  const { matched, evaluated, waitingFor, missing } = summary;
  return `${matched} of ${evaluated} match; ${missing?.message ?? `waiting for ${waitingFor}`}`;
}

function tightest({ columns, rows }: ScanFrameData): ScanRowData | null {
  const value = (row: ScanRowData, field: string) => row.values[columns.indexOf(field)] ?? Number.NaN;
  const share = (row: ScanRowData) => value(row, "bidAskWidth") / 2 / value(row, "width");
  const usable = rows.filter((row) => share(row) <= COST_SHARE_MAX && Number.parseFloat(row.maxLoss) < 5_000);
  return usable.sort((a, b) => share(a) - share(b))[0] ?? null;
}

async function previewed(client: GraphqlClient, input: object): Promise<string> {
  const { previewOrder } = await client.execute<PreviewData>(PREVIEW, { input });
  const preview = unlessRefused(previewOrder);
  const blocked = preview.verdicts.filter((verdict) => verdict.verdict === "BLOCK");
  if (!preview.passed)
    throw new Error(blocked.map((verdict) => `${verdict.rule}: ${verdict.reason}`).join("; "));
  if (preview.margin === null) throw new Error(`no margin preview: ${preview.marginFailure}`);
  return `${preview.verdicts.length} rules pass at ${preview.limitPrice}, initial margin ${preview.margin.initialBefore} -> ${preview.margin.initialAfter}`;
}

async function submitted(client: GraphqlClient, input: object): Promise<string> {
  const { submitOrder } = await client.execute<SubmitData>(SUBMIT, { input });
  const { order } = unlessRefused(submitOrder);
  return `${order.phase} at ${order.limitPrice}`;
}

async function reaches(
  client: GraphqlClient,
  orderRef: string,
  phase: string,
  isWhole: (order: OrderData) => boolean = () => true,
): Promise<OrderData> {
  const find = ({ orders }: OrdersData) => orders.nodes.find((order) => order.orderRef === orderRef);
  return client.until<OrdersData, OrderData>(
    ORDERS,
    {},
    (data) => {
      const order = find(data);
      return order?.phase === phase && isWhole(order) ? order : null;
    },
    {
      waitingFor: `the order to be ${phase}`,
      deadlineMs: DEADLINE_MS,
      describe: (data) => JSON.stringify(find(data)),
    },
  );
}

async function held(client: GraphqlClient, account: string, row: ScanRowData): Promise<PositionGroupData> {
  const conIds = row.legs.map(({ conId }) => conId);
  return client.until<PositionsData, PositionGroupData>(
    POSITIONS,
    { account },
    ({ positions }) =>
      positions.groups.find(
        (group) =>
          conIds.every((conId) => group.legs.some((leg) => leg.conId === conId && leg.quantity !== 0)) &&
          group.profitOpen !== null,
      ) ?? null,
    {
      waitingFor: "the position of both legs",
      deadlineMs: DEADLINE_MS,
      describe: ({ positions }) => JSON.stringify(positions.groups),
    },
  );
}

async function moves(client: GraphqlClient, account: string, held: PositionGroupData): Promise<string> {
  return client.until<PositionsData, string>(
    POSITIONS,
    { account },
    ({ positions }) => {
      const now = positions.groups.find((group) => group.id === held.id);
      return now === undefined || now.profitOpen === null || now.profitOpen === held.profitOpen
        ? null
        : `${held.profitOpen} -> ${now.profitOpen}`;
    },
    {
      waitingFor: "the P&L to move",
      deadlineMs: 2 * DEADLINE_MS,
      describe: ({ positions }) => JSON.stringify(positions.groups.map((group) => group.profitOpen)),
    },
  );
}

/** So far from the market that it rests: a cent of debit, or nearly the whole width as credit. */
function farPrice(row: ScanRowData): string {
  const [first = 0, second = 0] = row.legs.map(({ strike }) => Number(strike));
  return row.side === "DEBIT" ? "0.01" : (0.01 - Math.abs(first - second)).toFixed(2);
}

async function cancelled(client: GraphqlClient, orderRef: string): Promise<OrderData> {
  const { cancelOrder } = await client.execute<CancelData>(CANCEL, {
    input: { orderRef, reason: "end of the demonstration" },
  });
  unlessRefused(cancelOrder);
  return reaches(client, orderRef, "CANCELLED");
}

const STORY = [
  "OrderRequested",
  "MarginPreviewReported",
  "RiskAssessed",
  "OrderPlacementIntended",
  "OrderTransmitted",
  "ExecutionReported",
  "OrderStatusReported",
];

async function audited(client: GraphqlClient, orderRef: string): Promise<number> {
  const { events } = await client.execute<EventsData>(EVENTS, { stream: `order-${orderRef}` });
  const types = new Set(events.nodes.map((event) => event.type));
  const missing = STORY.filter((type) => !types.has(type));
  if (missing.length > 0) throw new Error(`the log lacks ${missing.join(", ")}`);
  return events.nodes.length;
}

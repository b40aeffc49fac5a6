import {
  type AccountEvent,
  type AccountSummary,
  type EpochMs,
  exchangeDate,
  executionKey,
  executionRevision,
  type ExecutionReport,
  type GatewayConnectionEvent,
  type IsoDate,
  type Micros,
  micros,
  type OrderEvent,
  type OrderRef,
  type Position,
  type PositionReport,
  Shelf,
} from "@legbook/domain";
import { type ViewState, ignored, projection } from "../runner/projection.ts";
import { type Book, type BookedExecution, bookExecution, createBook, isNews, setBaseline } from "./book.ts";
import { executionsOfBook, type ShelvedExecutions } from "./shelved-executions.ts";
import { addPoint, createHistory, type ProfitHistory } from "./history.ts";

interface CommissionEntry {
  readonly correction: number;
  readonly amount: Micros;
  readonly currency: string;
  readonly date: IsoDate;
}

export interface AccountProfitState {
  summary: AccountSummary | null;
  reported: {
    readonly daily: Micros | null;
    readonly unrealised: Micros | null;
    readonly realised: Micros | null;
    readonly at: EpochMs;
  } | null;
  readonly history: ProfitHistory;
  /** Our own account, by contract id. */
  readonly books: Map<number, Book>;
  /** Sums of the commissions by date and currency. */
  readonly commissionsByDate: Map<IsoDate, Map<string, Micros>>;
  /** What the broker last said it holds, by contract id: what the baseline is taken from. */
  readonly holdings: Map<number, PositionReport>;
  /** Positions from before the log are in the books. */
  baselined: boolean;
  position: Position;
}

/** Profit and loss as the broker reports it, and our own from the executions. */
export interface ProfitAndLossState extends ViewState, ShelvedExecutions {
  readonly accounts: Map<string, AccountProfitState>;
  /** Accounts of the session under way. */
  managedAccounts: readonly string[];
  readonly accountOfOrder: Shelf<OrderRef, string>;
  /** By account and the part of the execution id that corrections share. */
  readonly commissions: Shelf<string, CommissionEntry>;
}

function accountFor(state: ProfitAndLossState, account: string, position: Position): AccountProfitState {
  let found = state.accounts.get(account);
  if (found === undefined) {
    found = {
      summary: null,
      reported: null,
      history: createHistory(),
      books: new Map(),
      commissionsByDate: new Map(),
      holdings: new Map(),
      baselined: false,
      position,
    };
    state.accounts.set(account, found);
  }
  found.position = position;
  return found;
}

function bookFor(account: AccountProfitState, conId: number): Book {
  let book = account.books.get(conId);
  if (book === undefined) {
    book = createBook();
    account.books.set(conId, book);
  }
  return book;
}

/**
 * What the broker holds at the end of the first synchronisation and our executions do not explain was there before
 * the log. Later differences are never explained away like this: they are mismatches.
 */
function takeBaseline(state: ProfitAndLossState, name: string, account: AccountProfitState): void {
  for (const { contract, quantity, averageCost } of account.holdings.values()) {
    const book = bookFor(account, contract.conId);
    const before = quantity - book.quantity;
    if (before === 0) continue;
    const multiplier = contract.kind === "option" ? contract.multiplier : 1;
    const cost = averageCost === null ? null : micros(Math.round((before * averageCost) / multiplier));
    setBaseline(book, executionsOfBook(state, name, contract.conId), { quantity: before, cost });
  }
  account.baselined = true;
}

function addCommission(account: AccountProfitState, entry: CommissionEntry, sign: 1 | -1): void {
  let sums = account.commissionsByDate.get(entry.date);
  if (sums === undefined) {
    sums = new Map();
    account.commissionsByDate.set(entry.date, sums);
  }
  sums.set(entry.currency, micros((sums.get(entry.currency) ?? 0) + sign * entry.amount));
}

function applyExecution(state: ProfitAndLossState, report: ExecutionReport, position: Position): boolean {
  if (report.of === "combo") return false;
  const executions = executionsOfBook(state, report.account, report.conId);
  const execution: BookedExecution = {
    key: executionKey(report.execId),
    correction: executionRevision(report.execId),
    signedQuantity: report.side === "buy" ? report.quantity : -report.quantity,
    price: report.price,
    date: exchangeDate(report.executedAt),
  };
  if (!isNews(executions, execution)) return false;
  bookExecution(bookFor(accountFor(state, report.account, position), report.conId), executions, execution);
  return true;
}

type Followed =
  | AccountEvent
  | Extract<OrderEvent, { type: "OrderRequested" | "ExecutionReported" | "CommissionReported" }>
  | Extract<GatewayConnectionEvent, { type: "ManagedAccountsReported" | "SynchronisationCompleted" }>;

export const profitAndLoss = projection<ProfitAndLossState, Followed>({
  name: "profitAndLoss",
  version: 2,
  init: () => ({
    position: null,
    accounts: new Map(),
    managedAccounts: [],
    accountOfOrder: new Shelf(),
    commissions: new Shelf(),
    booked: new Shelf(),
    bookedKeys: new Shelf(),
    bookedCounts: new Shelf(),
  }),
  on: {
    ManagedAccountsReported(state, { accounts }) {
      state.managedAccounts = accounts;
      return true;
    },
    SynchronisationCompleted(state, _data, { position }) {
      let changed = false;
      for (const name of state.managedAccounts) {
        if (state.accounts.get(name)?.baselined === true) continue;
        takeBaseline(state, name, accountFor(state, name, position));
        changed = true;
      }
      return changed;
    },
    AccountSummaryReported(state, summary, { position }) {
      accountFor(state, summary.account, position).summary = summary;
      return true;
    },
    PositionReported(state, report, { position }) {
      accountFor(state, report.account, position).holdings.set(report.contract.conId, report);
      return true;
    },
    AccountProfitAndLossReported(state, { account, daily, unrealised, realised }, { position, metadata }) {
      const at = metadata.occurredAt;
      const profit = accountFor(state, account, position);
      profit.reported = { daily, unrealised, realised, at };
      if (daily !== null) addPoint(profit.history, { at, daily });
      return true;
    },
    PositionProfitAndLossReported: ignored,
    OrderRequested(state, { orderRef, account }) {
      state.accountOfOrder.set(orderRef, account);
      return true;
    },
    ExecutionReported: (state, report, { position }) => applyExecution(state, report, position),
    CommissionReported(state, { orderRef, execId, commission, currency }, { position, metadata }) {
      const name = state.accountOfOrder.get(orderRef);
      if (name === undefined) throw new Error(`commission of ${orderRef}, which was never requested`);
      const key = `${name}:${executionKey(execId)}`;
      const correction = executionRevision(execId);
      const known = state.commissions.get(key);
      // Reports repeat after a reconnection; only a correction's commission takes the place of another.
      if (known !== undefined && known.correction >= correction) return false;
      const account = accountFor(state, name, position);
      if (known !== undefined) addCommission(account, known, -1);
      const entry = {
        correction,
        amount: commission,
        currency,
        date: known?.date ?? exchangeDate(metadata.occurredAt),
      };
      state.commissions.set(key, entry);
      addCommission(account, entry, 1);
      return true;
    },
  },
});

import {
  type DomainRecord,
  type EpochMs,
  micros,
  type OrderLeg,
  type OrderRequest,
  type ScanLook,
  spreadOf,
  spreadTitle,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import { scanExpiries } from "../processes/scan-expiries.ts";
import { type ChainTable, parseScanCriteria, type ScanCriteria, type ScanRow } from "../scanner/index.ts";
import { chainOf, type World } from "../world/world.ts";
import { compareLooks, exclusionOf, gapsBetween, type Looked, lookedBy } from "./compare-looks.ts";
import { criteriaChanges } from "./criteria-changes.ts";
import { anchoredAgain, lookBegins, lookDifference, scanAgain } from "./look-again.ts";
import { MarketWatch } from "./market-watch.ts";
import { couldHaveMade, madeBy } from "./profit-bounds.ts";
import type { RecordedLook, RecordedScan } from "./recorded-scans.ts";
import type {
  LookCounterfactual,
  NotAnswered,
  ScanCounterfactual,
  ScanOrder,
} from "./scan-counterfactual-report.ts";
import { changedCriteria, type ScanChange } from "./scan-settings.ts";
import type { SessionMoments } from "./session-moments.ts";

/** Added spreads whose market is followed to the end of the log, a scan: the first and best ones. */
const FOLLOWED_MAX = 50;

export interface ScanReading {
  readonly world: () => World;
  readonly limits: () => EngineLimits;
  /** Has the watch look at every later tick of its legs. */
  readonly follow: (watch: MarketWatch) => void;
  /** Lets others go on while a scan looks at everything. */
  readonly pause: () => Promise<void>;
}

interface Criteria {
  readonly recorded: ScanCriteria;
  readonly changed: ScanCriteria;
}

/** One recorded scan under changed criteria, look by look, as the log is read. */
export class ScanAgain {
  readonly #scan: RecordedScan;
  readonly #reading: ScanReading;
  readonly #criteria: Criteria | null;
  #notAnswered: NotAnswered | null;
  #isRunning = false;
  #currency = "";
  readonly #tables = new Map<RecordedLook, ChainTable>();
  readonly #looks = new Map<RecordedLook, LookCounterfactual>();
  #last: { readonly at: EpochMs; readonly recorded: Looked; readonly changed: Looked } | null = null;
  readonly #added = new Map<string, { readonly row: ScanRow; readonly watch: MarketWatch }>();
  readonly #orders: {
    readonly order: ScanOrder;
    readonly legs: OrderRequest["legs"];
    readonly watch: MarketWatch;
  }[] = [];

  constructor(scan: RecordedScan, change: ScanChange, reading: ScanReading, moments: SessionMoments) {
    this.#scan = scan;
    this.#reading = reading;
    const criteria = criteriaOf(scan, change);
    this.#criteria = "code" in criteria ? null : criteria;
    this.#notAnswered = "code" in criteria ? criteria : scan.looks.length === 0 ? NO_LOOKS : null;
    if (this.#criteria === null) return;
    const both = this.#criteria;
    for (const one of scan.looks) {
      const { anchor, moment } = one.look;
      moments.at(scan.session, anchor.moment, async () => this.#anchor(one));
      moments.at(scan.session, moment, () => this.#look(one, both));
    }
  }

  #anchor(one: RecordedLook): void {
    const { symbol, anchor } = one.look;
    const { world, limits } = this.#reading;
    this.#tables.set(one, anchoredAgain(world(), symbol, anchor, limits().tableQuoteAgeMaxMs));
  }

  async #look(one: RecordedLook, criteria: Criteria): Promise<void> {
    const { look, position } = one;
    const table = this.#tables.get(one);
    this.#tables.delete(one);
    if (table === undefined) return;
    const context = lookBegins(table, this.#reading.world(), look);
    const scans = [criteria.recorded, criteria.changed].map((each) => scanAgain(table, each, context));
    for (const scan of scans) for (const _turn of scan.turns()) await this.#reading.pause();
    const [scan, other] = scans as [(typeof scans)[0], (typeof scans)[0]];
    const recorded = lookedBy(scan, criteria.recorded.limit);
    const difference = lookDifference(look, table, scan, criteria.recorded.limit);
    if (difference !== null) {
      this.#looks.set(one, unanswered(one, notReproducible(difference)));
      return;
    }
    const changed = lookedBy(other, criteria.changed.limit);
    const { addedRows, ...comparison } = compareLooks(recorded, changed);
    this.#last = { at: look.at, recorded, changed };
    this.#currency ||= [...recorded.shown, ...changed.shown][0]?.currency ?? "";
    for (const row of addedRows) this.#followAdded(row, look.at);
    const gaps = gapsBetween(recorded, changed, this.#expiriesMissing(look, criteria));
    this.#looks.set(one, { at: look.at, position, notAnswered: null, ...comparison, gaps });
  }

  /** Listed expiries that the changed criteria take in and whose contracts the recorded scan had not opened. */
  #expiriesMissing({ symbol, anchor, at }: ScanLook, { changed }: Criteria): readonly string[] {
    const { world, limits } = this.#reading;
    const listed = chainOf(world(), symbol).parameters?.expiries ?? [];
    const { wanted } = scanExpiries(listed, changed, at, limits().scanExpiriesMax);
    return wanted.filter((expiry) => !anchor.expiries.includes(expiry));
  }

  #followAdded(row: ScanRow, at: EpochMs): void {
    if (this.#added.has(row.id) || this.#added.size >= FOLLOWED_MAX) return;
    const legs = optionLegs(this.#reading.world(), row);
    if (legs === null) return;
    const tick = micros(Math.min(...legs.map(({ contract }) => contract.minTick)));
    const watch = new MarketWatch({ legs, tick, timeInForce: "day" }, row.ask, at);
    watch.look(this.#reading.world().quotes, at);
    this.#reading.follow(watch);
    this.#added.set(row.id, { row, watch });
  }

  /** Told of every event after it was folded. */
  heed({ event, metadata, position }: DomainRecord): void {
    const { scanId, symbol } = this.#scan;
    if (event.type === "ScanStarted" && event.data.scanId === scanId) this.#isRunning = true;
    if (event.type === "ScanStopped" && event.data.scanId === scanId) this.#isRunning = false;
    if (event.type !== "OrderRequested" || !this.#isRunning || event.data.symbol !== symbol) return;
    this.#takeOrder(event.data, metadata.occurredAt, position);
  }

  #takeOrder(request: OrderRequest, at: EpochMs, position: DomainRecord["position"]): void {
    if (this.#last === null) return;
    const { recorded, changed, at: lookAt } = this.#last;
    const asked = request.legs.map(({ contract, ...leg }) => ({ ...leg, conId: contract.conId }));
    const rank = rankOf(recorded, asked);
    if (rank === null && exclusionOf(recorded.scan, asked) !== null) return;
    const { orderRef, purpose, symbol, quantity, legs } = request;
    const watch = new MarketWatch(request, micros(0), at);
    watch.look(this.#reading.world().quotes, at);
    this.#reading.follow(watch);
    const order: ScanOrder = {
      orderRef,
      purpose,
      symbol,
      words: wordsOf(request),
      quantity,
      at,
      position,
      scanId: this.#scan.scanId,
      lookAt,
      rank,
      rankChanged: rankOf(changed, asked),
      excludedBy: exclusionOf(changed.scan, asked),
      filled: 0,
      currency: legs[0]?.contract.currency ?? "",
      profit: null,
    };
    this.#orders.push({ order, legs, watch });
  }

  end(): ScanCounterfactual {
    const { scanId, symbol, actor, position, startedAt, stoppedAt, looks } = this.#scan;
    const world = this.#reading.world();
    return {
      scanId,
      symbol,
      currency: this.#currency,
      actor,
      position,
      startedAt,
      stoppedAt,
      criteriaChanges:
        this.#criteria === null ? [] : criteriaChanges(this.#criteria.recorded, this.#criteria.changed),
      notAnswered: this.#notAnswered,
      looks:
        this.#criteria === null
          ? []
          : looks.map((one) => this.#withProfits(this.#looks.get(one) ?? unanswered(one, NOT_MET))),
      orders: this.#orders.map(({ order, legs, watch }) => {
        const state = world.orders.get(order.orderRef)?.state;
        if (state === undefined || order.purpose === "preview") return order;
        return { ...order, filled: state.filled, profit: madeBy(state, legs, watch.seen()) };
      }),
    };
  }

  #withProfits(look: LookCounterfactual): LookCounterfactual {
    const added = look.added.map((one) => {
      const followed = this.#added.get(one.id);
      if (followed === undefined) return one;
      const { row, watch } = followed;
      return { ...one, profit: couldHaveMade(row.ask, 1, watch.legs, watch.seen()) };
    });
    return { ...look, added };
  }
}

const NO_LOOKS: NotAnswered = {
  code: "no-looks",
  message:
    "The log does not hold what it found: it ended before it saw enough, or a version recorded it that kept no looks.",
};

const NOT_MET = notReproducible("the log does not hold the moment that it was taken at");

function notReproducible(why: string): NotAnswered {
  return { code: "not-reproducible", message: `Not reproducible: ${why}.` };
}

function criteriaOf({ criteria }: RecordedScan, change: ScanChange): Criteria | NotAnswered {
  const recorded = parseScanCriteria(JSON.parse(criteria));
  if (recorded.kind === "refused") return { code: "criteria-refused", message: recorded.refusal.message };
  const changed = changedCriteria(recorded.criteria, change);
  if (changed.kind === "refused") return { code: "criteria-refused", message: changed.refusal.message };
  return { recorded: recorded.criteria, changed: changed.criteria };
}

function unanswered({ look, position }: RecordedLook, notAnswered: NotAnswered): LookCounterfactual {
  const { evaluated, matched, rows } = look.found;
  return {
    at: look.at,
    position,
    notAnswered,
    evaluated,
    matched,
    matchedChanged: matched,
    shown: rows.length,
    shownChanged: rows.length,
    goneBy: {},
    gone: [],
    addedCount: 0,
    added: [],
    gaps: [],
  };
}

/** Null for a spread with shares: combos of orders are of options. */
function optionLegs(world: World, { legs }: ScanRow): readonly OrderLeg[] | null {
  const found = legs.flatMap(({ conId, ratio, action }) => {
    const contract = world.options.get(conId);
    return contract === undefined ? [] : [{ contract, ratio, action }];
  });
  return found.length === legs.length ? found : null;
}

type ComboLeg = Pick<ScanRow["legs"][number], "conId" | "action" | "ratio">;

/** Among the shown ones, 1 is the best; null for a combo that is not shown. */
function rankOf({ shown }: Looked, combo: readonly ComboLeg[]): number | null {
  const key = legsKey(combo);
  const index = shown.findIndex(({ legs }) => legsKey(legs) === key);
  return index < 0 ? null : index + 1;
}

/** The same for the same combo, in whatever order its legs come. */
function legsKey(legs: readonly ComboLeg[]): string {
  return legs
    .map(({ conId, action, ratio }) => `${action} ${ratio} ${conId}`)
    .toSorted()
    .join(", ");
}

function wordsOf({ symbol, legs }: OrderRequest): string {
  const signed = legs.map(({ contract, action, ratio }) => ({
    contract,
    ratio: action === "buy" ? ratio : -ratio,
  }));
  const result = spreadOf(signed);
  return result.kind === "spread" ? spreadTitle(result.spread) : `${symbol} combo`;
}

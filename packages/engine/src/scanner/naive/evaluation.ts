import {
  annualised,
  barrierWorld,
  expectedProfit,
  fundsOf,
  isOptionLeg,
  legWeight,
  type Micros,
  micros,
  MICROS_PER_UNIT,
  outcomeAtFrontExpiry,
  probabilityOfProfit,
  probabilityOfTouch,
  returnOnMargin,
  rewardToRisk,
  sideAt,
  type Spread,
  type SpreadLeg,
  type SpreadModel,
  spreadModel,
  spreadOf,
  type SpreadOutcome,
  spreadQuote,
} from "@legbook/domain";
import type { ScanContext } from "../context.ts";
import type { ScanField } from "../fields.ts";
import type { ChainTable, ExpiryWorld } from "../table/index.ts";

/** One spread, looked at with the domain's functions, each number when it is asked for. */
export class Evaluation {
  readonly spread: Spread;
  readonly bid: Micros;
  readonly mid: Micros;
  readonly ask: Micros;
  readonly side: "debit" | "credit";
  readonly front: ExpiryWorld;
  readonly back: ExpiryWorld | null;
  readonly #table: ChainTable;
  readonly #context: ScanContext;
  #outcome: SpreadOutcome | null | undefined;

  constructor(
    legs: readonly SpreadLeg[],
    table: ChainTable,
    context: ScanContext,
    worlds: readonly ExpiryWorld[],
  ) {
    const made = spreadOf(legs);
    if (made.kind === "refused") throw new Error(made.refusal.message);
    this.spread = made.spread;
    this.#table = table;
    this.#context = context;
    [this.front, this.back] = [worlds[0] as ExpiryWorld, worlds[1] ?? null];
    const { bid, mid, ask } = spreadQuote(
      this.spread,
      this.spread.legs.map((leg) => this.#sides(leg)),
    );
    if (bid === null || mid === null || ask === null) throw new Error("priced without two sides");
    [this.bid, this.mid, this.ask] = [bid, mid, ask];
    this.side = sideAt(this.spread, ask);
  }

  #row(leg: SpreadLeg): number {
    return this.#table.rowOf(leg.contract.conId);
  }

  #sides(leg: SpreadLeg): { bid: Micros; ask: Micros } {
    const { columns, underlying } = this.#table;
    if (isOptionLeg(leg)) {
      const row = this.#row(leg);
      return { bid: micros(columns.bid[row] as number), ask: micros(columns.ask[row] as number) };
    }
    if (underlying.bid === null || underlying.ask === null) throw new Error("shares without a quote");
    return { bid: underlying.bid, ask: underlying.ask };
  }

  #model(): SpreadModel | null {
    if (this.back === null) return null;
    const worlds = [this.front, this.back];
    const result = spreadModel(this.spread, {
      spot: this.front.spot,
      at: this.front.anchoredAt,
      legs: this.spread.legs.map((leg, index) => {
        const { rate, dividendYield } = worlds[index] as ExpiryWorld;
        const volatility = this.#table.columns.volatility[this.#row(leg)] as number;
        return { rate, dividendYield, volatility: Number.isNaN(volatility) ? null : volatility };
      }),
    });
    return result.kind === "model" ? result.model : null;
  }

  outcome(): SpreadOutcome | null {
    if (this.#outcome !== undefined) return this.#outcome;
    const model = this.#model();
    if (this.back !== null && model === null) return (this.#outcome = null);
    const result = outcomeAtFrontExpiry(this.spread, this.ask, model ?? { spot: 1, legs: [] });
    if (result.kind === "refused") throw new Error(result.refusal.message);
    return (this.#outcome = result.outcome);
  }

  #tiedUp(): number {
    const { spot } = this.front;
    if (spot === null) return Number.NaN;
    const marks = this.spread.legs.map((leg) => {
      const { bid, ask } = this.#sides(leg);
      return micros(Math.round((bid + ask) / 2));
    });
    const result = fundsOf(this.spread, {
      price: this.ask,
      marks,
      spot: micros(Math.round(spot * MICROS_PER_UNIT)),
    });
    if (result.kind === "refused") throw new Error(result.refusal.message);
    return result.funds.tiedUp;
  }

  #return(): number {
    const outcome = this.outcome();
    const tiedUp = this.#tiedUp();
    if (outcome === null || Number.isNaN(tiedUp)) return Number.NaN;
    const gain = outcome.maxGain === null ? null : micros(outcome.maxGain * this.spread.multiplier);
    return returnOnMargin(gain, { tiedUp: micros(tiedUp) }) ?? Number.NaN;
  }

  #mean(): number {
    const { distribution } = this.front;
    const model = this.#model();
    if (distribution === null || (this.back !== null && model === null)) return Number.NaN;
    return expectedProfit(this.spread, this.ask, distribution, model);
  }

  #breakevenDistance(): number {
    const outcome = this.outcome();
    const { spot } = this.front;
    if (outcome === null || spot === null || outcome.breakevens.length === 0) return Number.NaN;
    const now = spot * MICROS_PER_UNIT;
    const nearest = Math.min(...outcome.breakevens.map((level) => Math.abs(level - now) / now));
    const isIn = outcome.profitable.some(({ from, to }) => now > from && (to === null || now < to));
    return isIn ? nearest : 0 - nearest;
  }

  #columns(column: "openInterest" | "volume"): number {
    const counts = this.spread.legs
      .filter(isOptionLeg)
      .map((leg) => this.#table.columns[column][this.#row(leg)] as number);
    return counts.includes(-1) ? Number.NaN : Math.min(...counts);
  }

  #age(): number {
    const { columns, anchoredAt } = this.#table;
    const ages = this.spread.legs.filter(isOptionLeg).map((leg) => {
      const row = this.#row(leg);
      return Math.max(
        0,
        (anchoredAt as number) - Math.min(columns.bidAt[row] as number, columns.askAt[row] as number),
      );
    });
    return Math.max(...ages);
  }

  #largestDelta(sign: 1 | -1): number {
    const sizes = this.spread.legs
      .filter((leg) => isOptionLeg(leg) && leg.ratio * sign > 0)
      .map((leg) => Math.abs(this.#table.columns.delta[this.#row(leg)] as number));
    return sizes.length === 0 ? Number.NaN : Math.max(...sizes);
  }

  #net(column: "delta" | "gamma" | "vega" | "theta"): number {
    let sum = 0;
    for (const leg of this.spread.legs) {
      const weight = legWeight(this.spread, leg);
      if (isOptionLeg(leg)) sum += weight * (this.#table.columns[column][this.#row(leg)] as number);
      else if (column === "delta") sum += weight;
    }
    return sum;
  }

  #width(): number {
    const legs = this.spread.legs.filter(isOptionLeg);
    const { kind } = this.spread;
    const widths = legs.slice(1).map(({ contract }, at) => {
      const isGap = kind === "ironCondor" && at === 1;
      return isGap ? 0 : Math.abs(contract.strike - (legs[at]?.contract.strike ?? Number.NaN));
    });
    return Math.max(0, ...widths);
  }

  /** NaN is not known, Infinity unlimited. */
  value(field: ScanField): number {
    const { spread, bid, mid, ask, front, back } = this;
    const { multiplier } = spread;
    switch (field) {
      case "quoteAge":
        return this.#age();
      case "openInterest":
      case "volume":
        return this.#columns(field);
      case "longDelta":
        return this.#largestDelta(1);
      case "shortDelta":
        return this.#largestDelta(-1);
      case "daysToExpiry":
        return front.daysToExpiry;
      case "daysToBackExpiry":
        return back?.daysToExpiry ?? Number.NaN;
      case "width":
        return this.#width();
      case "netPrice":
        return Math.abs(ask);
      case "netPriceAtMid":
        return this.side === "debit" ? mid : 0 - mid;
      case "bidAskWidth":
        return ask - bid;
      case "bidAskWidthRelative":
        return mid === 0 ? Number.NaN : (ask - bid) / Math.abs(mid);
      case "maxGain":
        return limitless(this.outcome(), "maxGain") * multiplier;
      case "maxLoss":
        return limitless(this.outcome(), "maxLoss") * multiplier;
      case "rewardToRisk": {
        const outcome = this.outcome();
        return outcome === null ? Number.NaN : rewardToRisk(outcome);
      }
      case "margin":
        return this.#tiedUp();
      case "returnOnMargin":
        return this.#return();
      case "annualisedReturnOnMargin":
        return annualised(this.#return(), front.daysToExpiry) ?? Number.NaN;
      case "breakevenDistance":
        return this.#breakevenDistance();
      case "probabilityOfProfit": {
        const outcome = this.outcome();
        if (front.distribution === null || outcome === null) return Number.NaN;
        return probabilityOfProfit(outcome, front.distribution);
      }
      case "probabilityOfTouch":
        if (front.distribution === null || front.spot === null) return Number.NaN;
        return probabilityOfTouch(spread, barrierWorld(front.spot, front.distribution)) ?? Number.NaN;
      case "expectedProfit":
        return this.#mean() * multiplier * MICROS_PER_UNIT;
      case "expectedReturn": {
        const loss = limitless(this.outcome(), "maxLoss");
        return loss === Infinity ? Number.NaN : (this.#mean() * MICROS_PER_UNIT) / loss;
      }
      case "delta":
      case "gamma":
      case "vega":
      case "theta":
        return this.#net(field);
      case "ivRank":
        return this.#context.ivRank ?? Number.NaN;
      case "ivPercentile":
        return this.#context.ivPercentile ?? Number.NaN;
    }
  }
}

function limitless(outcome: SpreadOutcome | null, which: "maxGain" | "maxLoss"): number {
  return outcome === null ? Number.NaN : (outcome[which] ?? Infinity);
}

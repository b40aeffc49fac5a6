import type { Right } from "../contract/contract.ts";
import { type EpochMs, epochMs } from "../kernel/time.ts";
import type { Greeks } from "../pricing/greeks.ts";
import { inferForward, type ParityInput } from "../pricing/parity.ts";
import type { ParityPair } from "../pricing/parity-quotes.ts";

/** One model tick of an option as the broker sent it: vega per volatility point, theta per calendar day. */
export interface BrokerTick {
  readonly at: EpochMs;
  readonly right: Right;
  readonly strike: number;
  /** Of the underlying, as the tick names it. */
  readonly spot: number;
  readonly price: number;
  readonly volatility: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
}

/** A column of `BrokerTick` that a model gives too. */
export const COMPARED = ["price", "delta", "gamma", "vega", "theta"] as const;
export type Compared = (typeof COMPARED)[number];
export type Modelled = Readonly<Record<Compared, number>>;

/** How far a model is from the broker: mean and maximum of the absolute differences. */
export type Differences = Readonly<Record<Compared, { readonly mean: number; readonly max: number }>>;

/** Time of a row, `20230804 13:31:26.730840` in UTC, to the millisecond. */
function instant(text: string): EpochMs {
  const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}T${text.slice(9)}Z`;
  return epochMs(Temporal.Instant.from(iso).epochMilliseconds);
}

/** The ticks of one file, whose name holds right and strike: `SPX230811C04300000.csv`. */
export function parseBrokerTicks(fileName: string, text: string): readonly BrokerTick[] {
  const right: Right = fileName.charAt(9) === "C" ? "call" : "put";
  const strike = Number(fileName.slice(10, 15));
  const lines = text.trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [time = "", ...cells] = line.split(",");
    const [price, volatility, delta, gamma, vega, theta, spot] = cells.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { at: instant(time), right, strike, spot, price, volatility, delta, gamma, vega, theta };
  });
}

/**
 * Price and greeks as the broker shows them. Its theta is never more than the time value that is left: what the price
 * exceeds `exercise` by, the worth of exercising for sure.
 */
export function asBrokerShows(price: number, exercise: number, greeks: Greeks): Modelled {
  return {
    price,
    delta: greeks.delta,
    gamma: greeks.gamma,
    vega: greeks.vega / 100,
    theta: Math.max(greeks.theta / 365, exercise - price),
  };
}

export function differences(
  ticks: readonly BrokerTick[],
  model: (tick: BrokerTick) => Modelled,
): Differences {
  const modelled = ticks.map((tick) => model(tick));
  const of = (name: Compared) => {
    const sizes = ticks.map((tick, index) => Math.abs((modelled[index]?.[name] ?? Number.NaN) - tick[name]));
    return { mean: sizes.reduce((sum, size) => sum + size, 0) / sizes.length, max: Math.max(...sizes) };
  };
  return { price: of("price"), delta: of("delta"), gamma: of("gamma"), vega: of("vega"), theta: of("theta") };
}

const DAY_MS = 86_400_000;
const HALF_WIDTH = 0.005;

/** A tick's price carried by its own greeks to the spot, volatility and moment of another one of the same strike. */
function carriedTo(tick: BrokerTick, { spot, volatility, at }: BrokerTick): number {
  const move = spot - tick.spot;
  const ofSpot = tick.delta * move + 0.5 * tick.gamma * move * move;
  const ofVolatility = 100 * tick.vega * (volatility - tick.volatility);
  return tick.price + ofSpot + ofVolatility + (tick.theta * (at - tick.at)) / DAY_MS;
}

/** How far two ticks of one strike are apart, in points of volatility and in minutes. */
function distance(a: BrokerTick, b: BrokerTick): number {
  return 100 * Math.abs(a.volatility - b.volatility) + Math.abs(a.at - b.at) / 600_000;
}

/**
 * Each call with the put of its strike that is most like it, as quotes of half a cent to each side, all at one spot:
 * parity moves with the spot one to one, so that what it moves is added to the side that gains.
 */
function pairsAt(series: readonly (readonly BrokerTick[])[], spot: number): ParityPair[] {
  const ticks = series.flat();
  return ticks
    .filter(({ right }) => right === "call")
    .flatMap((call) => {
      const puts = ticks.filter(({ right, strike }) => right === "put" && strike === call.strike);
      if (puts.length === 0) return [];
      const like = puts.reduce((best, put) => (distance(put, call) < distance(best, call) ? put : best));
      const move = spot - call.spot;
      const callPrice = call.price + Math.max(0, move);
      const putPrice = carriedTo(like, call) + Math.max(0, -move);
      return [
        {
          strike: call.strike,
          callBid: callPrice - HALF_WIDTH,
          callAsk: callPrice + HALF_WIDTH,
          putBid: putPrice - HALF_WIDTH,
          putAsk: putPrice + HALF_WIDTH,
        },
      ];
    });
}

/** What the ticks say of the broker's world. */
export interface BrokerWorld {
  readonly rate: number;
  readonly rateStandardError: number;
  /** Present value of what the share falls by until expiry. */
  readonly paid: number;
  readonly pairs: number;
}

/** Rate (unless known) and dividends by parity of all ticks. Throws when they do not tell. */
export function brokerWorld(
  series: readonly (readonly BrokerTick[])[],
  years: (at: EpochMs) => number,
  known: Pick<ParityInput, "rate" | "style">,
): BrokerWorld {
  const ticks = series.flat();
  const middle = epochMs(Math.round(ticks.reduce((sum, { at }) => sum + at, 0) / ticks.length));
  const spot = ticks.reduce((sum, tick) => sum + tick.spot, 0) / ticks.length;
  const result = inferForward({ pairs: pairsAt(series, spot), spot, years: years(middle), ...known });
  if (result.kind === "failed") throw new Error(`no world: ${result.reason}`);
  return {
    rate: result.rate,
    rateStandardError: result.rateStandardError,
    paid: spot - result.discount * result.forward,
    pairs: result.pairsUsed,
  };
}

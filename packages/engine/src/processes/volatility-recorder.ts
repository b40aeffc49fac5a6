import { isVolatilityDue, sessionPhase, VOLATILITY_MATURITY_DAYS } from "@legbook/domain";
import type { Reaction } from "../loop/process.ts";
import { FROM_ENGINE } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import { streams } from "../world/streams.ts";
import { underlyingVolatility } from "../world/underlying-volatility.ts";

/**
 * Records the volatility of every underlying whose chain is open and quoted, for its history: at the heartbeats of a
 * regular session, when the date has no value yet, its last one is a quarter of an hour old, or the session ends.
 */
export const recordVolatilities: Reaction = ({ event }, world, time) => {
  if (event.type !== "GatewayTimeReported" || world.gateway.state.phase !== "ready") return [];
  const at = time.gateway;
  const { phase, date, minutesToClose } = sessionPhase(at);
  if (phase !== "regular" || minutesToClose === null) return [];
  // In an order that does not depend on who looked at a chain first.
  const chains = [...world.chains.values()].sort((a, b) => a.symbol.localeCompare(b.symbol, "en"));
  return chains.flatMap(({ symbol, volatilities }): readonly Work[] => {
    if (!isVolatilityDue(volatilities, date, at, minutesToClose)) return [];
    const volatility = underlyingVolatility(world, symbol, at);
    if (volatility === null) return [];
    const data = { symbol, date, volatility, maturityDays: VOLATILITY_MATURITY_DAYS, at };
    const recorded = { type: "UnderlyingVolatilityRecorded", data } as const;
    return [{ task: { to: "log", stream: streams.chain(symbol), event: recorded }, cause: FROM_ENGINE }];
  });
};

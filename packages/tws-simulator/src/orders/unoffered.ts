import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { notOffered, type OrderFault } from "./order-fault.ts";

const isSet = (value: number | null): boolean => value !== null && value !== 0;
const isNamed = (value: string): boolean => value !== "" && value.toUpperCase() !== "NONE";

/** Fields of the request that would change how an order trades and that the venue does not have. */
function unofferedFields(values: PlaceOrderValues): readonly (readonly [string, boolean])[] {
  return [
    ["algo strategy", values.algoStrategy !== ""],
    ["scale order", values.scale !== null || isSet(values.scaleInitLevelSize) || values.scaleTable !== ""],
    ["hedge order", values.hedgeType !== ""],
    ["delta neutral order", isNamed(values.deltaNeutralOrderType) || values.hasDeltaNeutral],
    ["volatility order", isSet(values.volatility)],
    ["minimum quantity", isSet(values.minQuantity)],
    ["display size", isSet(values.displaySize)],
    ["hidden order", values.hidden],
    ["block order", values.blockOrder],
    ["sweep to fill", values.sweepToFill],
    ["discretionary amount", isSet(values.discretionaryAmount)],
    ["percent offset", isSet(values.percentOffset)],
    ["NBBO price cap", isSet(values.nbboPriceCap)],
    ["auction strategy", isSet(values.auctionStrategy)],
    ["box order", isSet(values.startingPrice) || isSet(values.stockRefPrice) || isSet(values.delta)],
    ["pegged to stock range", isSet(values.stockRangeLower) || isSet(values.stockRangeUpper)],
    ["short sale slot", isSet(values.shortSaleSlot) || values.designatedLocation !== ""],
    ["allocation to financial advisor's groups", values.faGroup !== "" || values.faProfile !== ""],
    ["shares allocation", values.sharesAllocation !== ""],
    ["model code", values.modelCode !== ""],
    ["cash quantity", isSet(values.cashQuantity)],
    ["adjusted order", isNamed(values.adjustedOrderType)],
    ["not held order", values.notHeld],
    ["randomised size or price", values.randomizeSize || values.randomizePrice],
    ["active start and stop time", values.activeStartTime !== "" || values.activeStopTime !== ""],
    ["duration", isSet(values.duration)],
    ["post to ATS", isSet(values.postToAts)],
    ["auto cancel of the parent", values.autoCancelParent],
    ["order container", values.isOmsContainer],
    ["pegged benchmark order", values.pegBench !== null],
    ["overnight trading", values.includeOvernight],
    ["exercise or offset origin", values.origin !== 0 && values.origin !== 1],
  ];
}

/** Refuses what the simulator does not model, by name: nothing is silently ignored. */
export function unofferedFault(values: PlaceOrderValues): OrderFault | null {
  const first = unofferedFields(values).find(([, present]) => present);
  return first === undefined ? null : notOffered(first[0]);
}

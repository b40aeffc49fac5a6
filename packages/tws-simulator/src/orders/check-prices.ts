import type { MarketSource } from "../venue/market.ts";
import { MONEY_PER_UNIT, type Money, moneyFromUnits } from "../venue/money.ts";
import { COMBO_TICK, incrementAt, ruleOf } from "../venue/price-increment.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import type { OrderContract, OrderTerms, OrderType, Trail } from "./order.ts";
import { type Checked, failed, invalid, type OrderFault, passed } from "./order-fault.ts";

const PRICE_UNITS_MAX = 1_000_000;
const OFF_TICK: OrderFault = {
  code: 110,
  message: "The price does not conform to the minimum price variation for this contract.",
};

export type OrderPrices = Pick<
  OrderTerms,
  "limitPrice" | "stopPrice" | "trail" | "limitOffset" | "legPrices"
>;

/** Units of money on the grid of a contract's prices. A contract price above 0; a combo's may have any sign. */
function checkPrice(
  name: string,
  price: number | null,
  contract: OrderContract,
  source: MarketSource,
): Checked<Money> {
  if (price === null) return failed(invalid(`The order must have a ${name}`));
  if (!(Math.abs(price) <= PRICE_UNITS_MAX)) {
    return failed(invalid(`The ${name} ${price} is out of range`));
  }
  if (contract.kind === "single" && price <= 0) return failed(invalid(`The ${name} must be positive`));
  const money = moneyFromUnits(price);
  if (Math.abs(money - price * MONEY_PER_UNIT) > 1e-4) return failed(OFF_TICK);
  const listing = contract.kind === "single" ? source.book.get(contract.conId) : undefined;
  const tick = listing === undefined ? COMBO_TICK : incrementAt(ruleOf(listing), money);
  return money % tick === 0 ? passed(money) : failed(OFF_TICK);
}

function checkTrail(values: PlaceOrderValues): Checked<Trail> {
  const { auxPrice: amount, trailingPercent: percent } = values;
  const hasAmount = amount !== null && amount !== 0;
  const hasPercent = percent !== null && percent !== 0;
  if (hasAmount === hasPercent) {
    return failed(invalid("A trailing order must have either a trailing amount or a trailing percent"));
  }
  if (hasPercent) {
    if (!(percent > 0 && percent < 100)) return failed(invalid(`Invalid trailing percent ${percent}`));
    return passed({ kind: "percent", percent });
  }
  if (!(amount !== null && amount > 0 && amount <= PRICE_UNITS_MAX)) {
    return failed(invalid(`Invalid trailing amount ${amount}`));
  }
  return passed({ kind: "amount", amount: moneyFromUnits(amount) });
}

/** Each leg's own limit: for two legs that may be filled apart, and for these only (F9) [D]. */
function checkLegPrices(values: PlaceOrderValues, source: MarketSource): Checked<readonly Money[] | null> {
  const given = values.orderComboLegs.filter(({ price }) => price !== null);
  if (given.length === 0) return passed(null);
  const apart = values.smartComboRouting.some(({ tag, value }) => tag === "NonGuaranteed" && value === "1");
  const forbidden = { code: 10058, message: "Per-leg prices are not allowed for this combination" };
  if (!apart || values.comboLegs.length !== 2 || values.orderType !== "LMT") return failed(forbidden);
  if (given.length !== values.comboLegs.length) return failed(invalid("Every leg must have a price"));
  const prices: Money[] = [];
  for (const [index, { price }] of values.orderComboLegs.entries()) {
    const conId = values.comboLegs[index]?.conId ?? 0;
    const leg: OrderContract = { kind: "single", conId, exchange: values.exchange };
    const checked = checkPrice(`price of leg ${index + 1}`, price, leg, source);
    if (!checked.ok) return checked;
    prices.push(checked.value);
  }
  return passed(prices);
}

const NONE: OrderPrices = {
  limitPrice: null,
  stopPrice: null,
  trail: null,
  limitOffset: null,
  legPrices: null,
};

function checkTrailing(
  values: PlaceOrderValues,
  contract: OrderContract,
  source: MarketSource,
): Checked<OrderPrices> {
  const trail = checkTrail(values);
  if (!trail.ok) return trail;
  const begins = values.trailStopPrice !== null && values.trailStopPrice !== 0;
  const stop = begins
    ? checkPrice("trail stop price", values.trailStopPrice, contract, source)
    : passed(null);
  if (!stop.ok) return stop;
  const prices = { ...NONE, trail: trail.value, stopPrice: stop.value };
  if (values.orderType === "TRAIL") return passed(prices);
  const offset = values.limitPriceOffset;
  if (offset !== null) return passed({ ...prices, limitOffset: moneyFromUnits(offset) });
  // Without an offset the first limit's distance from the first stop is it [D].
  const limit = checkPrice("limit price or limit price offset", values.limitPrice, contract, source);
  if (!limit.ok) return limit;
  if (stop.value === null) return failed(invalid("A limit price needs a trail stop price"));
  const direction = values.action === "BUY" ? 1 : -1;
  return passed({ ...prices, limitOffset: direction * (limit.value - stop.value) });
}

/** The prices that an order of its type must have. */
export function checkPrices(
  values: PlaceOrderValues,
  orderType: OrderType,
  contract: OrderContract,
  source: MarketSource,
): Checked<OrderPrices> {
  const legPrices = checkLegPrices(values, source);
  if (!legPrices.ok) return legPrices;
  if (legPrices.value !== null) return passed({ ...NONE, legPrices: legPrices.value });
  const limit = (): Checked<Money> => checkPrice("limit price", values.limitPrice, contract, source);
  const stop = (): Checked<Money> => checkPrice("stop price", values.auxPrice, contract, source);
  switch (orderType) {
    case "MKT":
    case "MOC":
      return passed(NONE);
    case "LMT":
    case "LOC": {
      const checked = limit();
      return checked.ok ? passed({ ...NONE, limitPrice: checked.value }) : checked;
    }
    case "STP":
    case "MIT": {
      const checked = stop();
      return checked.ok ? passed({ ...NONE, stopPrice: checked.value }) : checked;
    }
    case "STP LMT":
    case "LIT": {
      const [limitPrice, stopPrice] = [limit(), stop()];
      if (!limitPrice.ok) return limitPrice;
      if (!stopPrice.ok) return stopPrice;
      return passed({ ...NONE, limitPrice: limitPrice.value, stopPrice: stopPrice.value });
    }
    case "TRAIL":
    case "TRAIL LIMIT":
      return checkTrailing(values, contract, source);
  }
}

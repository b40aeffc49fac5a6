import { limitOf, ocaGroupOf, type Order, type OrderTerms } from "../orders/order.ts";
import type { OrderCondition } from "../orders/order-conditions.ts";
import type { MarketSource } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";
import { CONDITION_TYPE } from "../wire/order-conditions.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { comboFields, contractFields } from "./contract-fields.ts";

type ConditionValues = ReplyValues<"openOrder">["conditions"][number];
type OrderShape = Pick<Order, "terms" | "stopPrice" | "parentPermId">;

const unitsOrUnset = (money: Money | null): number | null => (money === null ? null : moneyToUnits(money));

/** Legs as TWS describes them: `100123|1,100456|-1` [U]. */
function legsDescription(terms: OrderTerms): string {
  if (terms.contract.kind === "single") return "";
  return terms.contract.legs
    .map(({ conId, ratio, action }) => `${conId}|${action === "BUY" ? ratio : -ratio}`)
    .join(",");
}

function namedContract(source: MarketSource, { contract }: OrderTerms) {
  if (contract.kind === "combo") return comboFields(contract.symbol, contract.exchange);
  const listing = source.book.get(contract.conId);
  if (listing === undefined) throw new RangeError(`no contract ${contract.conId}`);
  return contractFields(listing, contract.exchange);
}

/** The second price of an order: a trailing amount, or where a stop or an if-touched order is triggered. */
function auxPrice({ trail, stopPrice }: OrderTerms): number {
  if (trail !== null) return trail.kind === "amount" ? moneyToUnits(trail.amount) : 0;
  return stopPrice === null ? 0 : moneyToUnits(stopPrice);
}

function priceFields(order: OrderShape) {
  const { terms } = order;
  const { trail } = terms;
  const limit = limitOf(order);
  const trailStopPrice = trail === null ? null : unitsOrUnset(order.stopPrice);
  return {
    orderType: terms.orderType,
    limitPrice: limit === null ? 0 : moneyToUnits(limit),
    auxPrice: auxPrice(terms),
    trailStopPrice,
    // Clients read this second place as the trailing stop too, and the later one counts [M].
    adjustedTrailStopPrice: trailStopPrice,
    trailingPercent: trail?.kind === "percent" ? trail.percent : null,
    limitOffset: unitsOrUnset(terms.limitOffset),
    triggerMethod: terms.triggerMethod,
  };
}

function legFields(terms: OrderTerms) {
  const legs = terms.contract.kind === "combo" ? terms.contract.legs : [];
  return {
    comboLegsDescription: legsDescription(terms),
    comboLegs: legs.map(({ conId, ratio, action, exchange }) => ({
      conId,
      ratio,
      action,
      exchange,
      openClose: 0,
      shortSaleSlot: 0,
      designatedLocation: "",
      exemptCode: -1,
    })),
    orderComboLegs: (terms.legPrices ?? []).map((price) => ({ price: moneyToUnits(price) })),
    smartComboRouting: terms.smartComboRouting,
  };
}

function conditionValues(condition: OrderCondition): ConditionValues {
  const { kind } = condition;
  const isOfContract = kind === "price" || kind === "volume" || kind === "percentChange";
  return {
    type: CONDITION_TYPE[kind],
    conjunction: condition.joins === "or" ? "o" : "a",
    execution:
      kind === "execution"
        ? { secType: condition.secType, exchange: condition.exchange, symbol: condition.symbol }
        : null,
    threshold: kind === "execution" ? null : { isMore: condition.isMore, value: condition.valueText },
    contract: isOfContract ? { conId: condition.conId, exchange: condition.exchange } : null,
    trigger: kind === "price" ? { method: condition.method } : null,
  };
}

function conditionFields({ conditions }: OrderTerms) {
  if (conditions === null) return { conditions: [], conditionRules: null };
  const { all, ignoreRth, cancelOrder } = conditions;
  return {
    conditions: all.map((condition) => conditionValues(condition)),
    conditionRules: { ignoreRth, cancelOrder },
  };
}

/** What openOrder and completedOrder say of an order's terms, as its client sent them. */
export function orderFields(source: MarketSource, order: OrderShape) {
  const { terms } = order;
  const { rule80A, settlingFirm, clearingAccount, clearingIntent, solicited, ...others } = terms.notes;
  return {
    ...namedContract(source, terms),
    ...priceFields(order),
    ...legFields(terms),
    ...conditionFields(terms),
    action: terms.action,
    totalQuantity: terms.quantity,
    tif: terms.tif,
    goodTillDate: terms.goodTill?.text ?? "",
    goodAfterTime: terms.goodAfter?.text ?? "",
    ocaGroup: ocaGroupOf(order),
    ocaType: terms.ocaType,
    parentId: terms.parentId,
    allOrNone: terms.allOrNone,
    account: terms.account,
    openClose: terms.openClose,
    orderRef: terms.orderRef,
    outsideRth: terms.outsideRth,
    rule80A,
    settlingFirm,
    clearingAccount,
    clearingIntent,
    solicited,
    ...others,
  };
}

import type { MarketSource } from "../venue/market.ts";
import { moneyFromUnits } from "../venue/money.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { parseClientTime } from "./client-time.ts";
import type { OrderCondition, OrderConditions } from "./order-conditions.ts";
import { type Checked, failed, invalid, passed } from "./order-fault.ts";

type ConditionValues = PlaceOrderValues["conditions"][number];

/** The wire's numbers of what a condition watches [D]. */
const TYPE = { price: 1, time: 3, margin: 4, execution: 5, volume: 6, percentChange: 7 } as const;

type Rule = Checked<OrderCondition>;

function checkOne(values: ConditionValues, source: MarketSource): Rule {
  const base = {
    joins: values.conjunction === "o" ? ("or" as const) : ("and" as const),
    valueText: values.threshold?.value ?? "",
  };
  if (values.type === TYPE.execution) {
    if (values.execution === null) return failed(invalid("The execution condition is incomplete"));
    return passed({ ...base, kind: "execution", ...values.execution });
  }
  if (values.threshold === null) return failed(invalid(`Invalid condition type ${values.type}`));
  const { isMore, value } = values.threshold;
  if (values.type === TYPE.time) {
    const at = parseClientTime(value);
    return at === null
      ? failed(invalid(`Invalid time ${value} in a condition`))
      : passed({ ...base, kind: "time", isMore, at });
  }
  const number = value === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return failed(invalid(`Invalid value ${value} in a condition`));
  if (values.type === TYPE.margin) return passed({ ...base, kind: "margin", isMore, percent: number });
  const { contract } = values;
  if (contract === null || source.book.get(contract.conId) === undefined) {
    return failed({ code: 147, message: "The conditional contract information is incomplete." });
  }
  const watched = { ...base, ...contract, isMore };
  switch (values.type) {
    case TYPE.price: {
      const method = values.trigger?.method ?? 0;
      return passed({ ...watched, kind: "price", price: moneyFromUnits(number), method });
    }
    case TYPE.volume:
      return passed({ ...watched, kind: "volume", volume: number });
    case TYPE.percentChange:
      return passed({ ...watched, kind: "percentChange", percent: number });
    default:
      return failed(invalid(`Invalid condition type ${values.type}`));
  }
}

/** An order's conditions, null when it has none. */
export function checkConditions(
  values: PlaceOrderValues,
  source: MarketSource,
): Checked<OrderConditions | null> {
  if (values.conditions.length === 0) return passed(null);
  const all: OrderCondition[] = [];
  for (const condition of values.conditions) {
    const checked = checkOne(condition, source);
    if (!checked.ok) return checked;
    all.push(checked.value);
  }
  const { ignoreRth, cancelOrder } = values.conditionRules ?? { ignoreRth: false, cancelOrder: false };
  return passed({ all, ignoreRth, cancelOrder });
}

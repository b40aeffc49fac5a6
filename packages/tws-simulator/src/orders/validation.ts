import type { MarketSource } from "../venue/market.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkContract, isAction } from "./check-contract.ts";
import { checkPrices } from "./check-prices.ts";
import { checkTimes } from "./check-times.ts";
import { ORDER_TYPES, type OrderNotes, type OrderTerms, type OrderType } from "./order.ts";
import { type Checked, failed, invalid, notOffered, type OrderFault, passed } from "./order-fault.ts";
import { unofferedFault } from "./unoffered.ts";

/** 0 default, 1 double bid/ask, 2 last, 3 double last, 4 bid/ask, 7 last or bid/ask, 8 midpoint [D]. */
const TRIGGER_METHODS = new Set([0, 1, 2, 3, 4, 7, 8]);
/** What an order has when it names none, as TWS reports it [M]. */
const OCA_TYPE_DEFAULT = 3;
/** Other names that clients use for the same types [D]. */
const TYPE_NAMES: ReadonlyMap<string, OrderType> = new Map([
  ["TRAILLMT", "TRAIL LIMIT"],
  ["TRAILLIMIT", "TRAIL LIMIT"],
  ["STPLMT", "STP LMT"],
  ["LMTCLS", "LOC"],
  ["MKTCLS", "MOC"],
]);

function quantityFault(quantity: number): OrderFault | null {
  if (quantity === 0) return { code: 434, message: "The order size cannot be zero." };
  if (quantity < 0) return invalid(`Invalid order size ${quantity}`);
  if (!Number.isSafeInteger(quantity)) {
    return { code: 10243, message: "Fractional-sized order cannot be placed via API." };
  }
  return null;
}

function checkType(text: string): Checked<OrderType> {
  const type = TYPE_NAMES.get(text) ?? ORDER_TYPES.find((known) => known === text);
  if (type !== undefined) return passed(type);
  return failed({
    code: 387,
    message: "Unsupported order type for this exchange and security type.",
  });
}

function checkAccount(values: PlaceOrderValues, accounts: readonly string[]): Checked<string> {
  const account = values.account === "" && accounts.length === 1 ? (accounts[0] as string) : values.account;
  if (account === "") return failed({ code: 435, message: "You must specify an account." });
  if (!accounts.includes(account)) return failed(invalid(`Invalid account code '${account}'`));
  return passed(account);
}

type Attributes = Pick<OrderTerms, "ocaType" | "triggerMethod">;

function checkAttributes(values: PlaceOrderValues): Checked<Attributes> {
  const ocaType = values.ocaType === 0 ? OCA_TYPE_DEFAULT : values.ocaType;
  if (ocaType !== 1 && ocaType !== 2 && ocaType !== 3) return failed(invalid(`Invalid OCA type ${ocaType}`));
  if (!TRIGGER_METHODS.has(values.triggerMethod)) {
    return failed({ code: 146, message: "Invalid trigger method." });
  }
  if (values.allOrNone && values.secType === "BAG") return failed(notOffered("all or none for combos"));
  return passed({ ocaType, triggerMethod: values.triggerMethod });
}

function notesOf(values: PlaceOrderValues): OrderNotes {
  return {
    rule80A: values.rule80A,
    settlingFirm: values.settlingFirm,
    clearingAccount: values.clearingAccount,
    clearingIntent: values.clearingIntent === "" ? "IB" : values.clearingIntent,
    solicited: values.solicited,
    customerAccount: values.customerAccount,
    professionalCustomer: values.professionalCustomer,
    externalOperator: values.externalOperator,
    manualOrderIndicator: values.manualOrderIndicator,
    priceManagement: values.priceManagement === "1",
  };
}

/** What most orders leave alone. */
function plainTerms(values: PlaceOrderValues) {
  return {
    ocaGroup: values.ocaGroup,
    parentId: values.parentId,
    allOrNone: values.allOrNone,
    orderRef: values.orderRef,
    openClose: values.openClose,
    outsideRth: values.outsideRth,
    transmit: values.transmit,
    smartComboRouting: values.smartComboRouting,
    notes: notesOf(values),
  };
}

/** The order that a request describes, or the refusal that TWS would answer. */
export function orderTerms(
  values: PlaceOrderValues,
  source: MarketSource,
  accounts: readonly string[],
  at: number,
): Checked<OrderTerms> {
  const contract = checkContract(values, source, at);
  if (!contract.ok) return contract;
  const quantity = quantityFault(values.totalQuantity);
  if (quantity !== null) return failed(quantity);
  const { action } = values;
  if (!isAction(action)) return failed(invalid(`Invalid action ${action}`));
  const type = checkType(values.orderType);
  if (!type.ok) return type;
  const times = checkTimes(values, at);
  if (!times.ok) return times;
  const account = checkAccount(values, accounts);
  if (!account.ok) return account;
  const unoffered = unofferedFault(values);
  if (unoffered !== null) return failed(unoffered);
  const attributes = checkAttributes(values);
  if (!attributes.ok) return attributes;
  const prices = checkPrices(values, type.value, contract.value, source);
  if (!prices.ok) return prices;
  const conditions = checkConditions(values, source);
  if (!conditions.ok) return conditions;
  return passed({
    ...plainTerms(values),
    ...times.value,
    ...attributes.value,
    ...prices.value,
    contract: contract.value,
    account: account.value,
    action,
    quantity: values.totalQuantity,
    orderType: type.value,
    conditions: conditions.value,
  });
}

import { blankField } from "../wire/field-text.ts";
import type { UntypedValue } from "../wire/layout.ts";
import { PLACE_ORDER, type PlaceOrderValues } from "../wire/place-order-layout.ts";

/** An order as a person at TWS gives it: a contract by its id, or legs of one underlying. Prices in whole units. */
export interface HandOrder {
  readonly contract:
    | { readonly conId: number }
    | {
        readonly symbol: string;
        readonly legs: readonly {
          readonly conId: number;
          readonly ratio: number;
          readonly action: "BUY" | "SELL";
        }[];
      };
  readonly action: "BUY" | "SELL";
  readonly quantity: number;
  /** `LMT` when absent. */
  readonly orderType?: string;
  readonly limitPrice?: number;
  /** Of a stop: where it is triggered. */
  readonly stopPrice?: number;
  /** `DAY` when absent. */
  readonly tif?: string;
  /** Needed when there are several. */
  readonly account?: string;
}

function blankValues(): PlaceOrderValues {
  const values: Record<string, UntypedValue> = {};
  for (const element of PLACE_ORDER) {
    if (element.element === "field") values[element.name] = blankField(element.kind);
    else if (element.element === "list") values[element.name] = [];
    else if (element.element === "group") values[element.name] = null;
  }
  // Every element of the layout has its blank now.
  return values as unknown as PlaceOrderValues;
}

/** The same order as a client would send it, so that it is checked as one. */
export function handOrderValues(order: HandOrder): PlaceOrderValues {
  const { contract } = order;
  const named =
    "conId" in contract
      ? { conId: contract.conId }
      : {
          symbol: contract.symbol,
          secType: "BAG",
          comboLegs: contract.legs.map(({ conId, ratio, action }) => ({
            conId,
            ratio,
            action,
            exchange: "SMART",
            openClose: 0,
            shortSaleSlot: 0,
            designatedLocation: "",
            exemptCode: -1,
          })),
        };
  return {
    ...blankValues(),
    ...named,
    exchange: "SMART",
    currency: "USD",
    action: order.action,
    totalQuantity: order.quantity,
    orderType: order.orderType ?? "LMT",
    limitPrice: order.limitPrice ?? null,
    auxPrice: order.stopPrice ?? null,
    tif: order.tif ?? "DAY",
    account: order.account ?? "",
    transmit: true,
  };
}

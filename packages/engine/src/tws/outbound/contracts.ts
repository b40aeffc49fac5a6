import { type Contract as WireContract, OptionType, OrderAction, SecType } from "@stoqey/ib";
import type { Action, Contract, IsoDate, Right } from "@legbook/domain";
import type { GatewayOrder } from "../../ports/broker-gateway.ts";

/** The broker's router over all exchanges; the only place that this product trades at. */
export const SMART = "SMART";

const ACTIONS: Readonly<Record<Action, OrderAction>> = { buy: OrderAction.BUY, sell: OrderAction.SELL };
const RIGHTS: Readonly<Record<Right, OptionType>> = { call: OptionType.Call, put: OptionType.Put };

/** By contract id: a description beside it could only contradict it. */
export function lineContract(contract: Contract): WireContract {
  return {
    conId: contract.conId,
    symbol: contract.symbol,
    secType: contract.kind === "stock" ? SecType.STK : SecType.OPT,
    exchange: contract.exchange === "" ? SMART : contract.exchange,
    currency: contract.currency,
  };
}

/** A share of the United States. */
export function stockQuery(symbol: string): WireContract {
  return { symbol, secType: SecType.STK, exchange: SMART, currency: "USD" };
}

export function expiryQuery(query: {
  readonly symbol: string;
  readonly tradingClass: string;
  readonly exchange: string;
  readonly expiry: IsoDate;
  readonly right: Right | null;
}): WireContract {
  return {
    symbol: query.symbol,
    secType: SecType.OPT,
    exchange: query.exchange,
    tradingClass: query.tradingClass,
    lastTradeDateOrContractMonth: query.expiry.replaceAll("-", ""),
    ...(query.right === null ? {} : { right: RIGHTS[query.right] }),
  };
}

/** Bought as a whole, a combo does each leg's action. The unused leg fields have the official client's defaults. */
export function comboContract(order: GatewayOrder): WireContract {
  return {
    conId: 0,
    symbol: order.symbol,
    secType: SecType.BAG,
    strike: 0,
    exchange: SMART,
    currency: order.currency,
    comboLegs: order.legs.map((leg) => ({
      conId: leg.contract.conId,
      ratio: leg.ratio,
      action: ACTIONS[leg.action],
      exchange: SMART,
      openClose: 0,
      shortSaleSlot: 0,
      designatedLocation: "",
      exemptCode: -1,
    })),
  };
}

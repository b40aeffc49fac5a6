import { type Order, OrderAction, OrderType, TimeInForce as WireTimeInForce } from "@stoqey/ib";
import { microsToNumber, type TimeInForce } from "@legbook/domain";
import type { GatewayOrder } from "../../ports/broker-gateway.ts";

const TIMES_IN_FORCE: Readonly<Record<TimeInForce, WireTimeInForce>> = {
  day: WireTimeInForce.DAY,
  gtc: WireTimeInForce.GTC,
};

/**
 * A combo is always bought; its legs carry the direction and the signed limit says who pays: a credit of 0.45 is
 * bought at -0.45. Guaranteed, routed by SMART, so there are no prices a leg.
 */
export function comboOrder(order: GatewayOrder, whatIf: boolean): Order {
  return {
    action: OrderAction.BUY,
    totalQuantity: order.quantity,
    orderType: OrderType.LMT,
    lmtPrice: microsToNumber(order.limitPrice),
    tif: TIMES_IN_FORCE[order.timeInForce],
    account: order.account,
    orderRef: order.orderRef,
    transmit: true,
    whatIf,
    // The official client's defaults for what is not used: 0 is the customer's own account, -1 is no exemption.
    origin: 0,
    exemptCode: -1,
  };
}

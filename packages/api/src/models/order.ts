import {
  type MarginPreview,
  type Micros,
  parseOrderRef,
  type Position,
  type RiskVerdict,
} from "@legbook/domain";
import type { OrderPreview } from "@legbook/engine/ports";
import { orderOf, ordersPage, type OrderView, type PageRequest, type ViewStates } from "@legbook/projections";
import { type Money, money } from "../schema/money.ts";
import { type Page, readPage } from "./page.ts";

export interface OrderModel extends Omit<OrderView, "account" | "symbol" | "permId"> {
  readonly account: string;
  readonly symbol: string;
  readonly permId: string | null;
}

export interface MarginModel {
  readonly initialBefore: Money | null;
  readonly initialAfter: Money | null;
  readonly maintenanceBefore: Money | null;
  readonly maintenanceAfter: Money | null;
  readonly equityAfter: Money | null;
  readonly commission: Money | null;
  readonly warning: string;
}

export interface OrderPreviewModel {
  readonly position: Position;
  readonly orderRef: string;
  readonly limitPrice: Micros;
  readonly margin: MarginModel | null;
  readonly marginFailure: string | null;
  readonly passed: boolean;
  readonly verdicts: readonly RiskVerdict[];
}

/** For a refused order that named no account or symbol. */
const NOT_NAMED = "not named";

function orderModel(view: OrderView): OrderModel {
  return {
    ...view,
    account: view.account ?? NOT_NAMED,
    symbol: view.symbol ?? NOT_NAMED,
    permId: view.permId === null ? null : String(view.permId),
  };
}

/** One order, or null when the reference is not one or is not known. */
export function findOrder(views: ViewStates, orderRef: string): OrderModel | null {
  const ref = parseOrderRef(orderRef);
  const view = ref === null ? null : orderOf(views, ref);
  return view === null ? null : orderModel(view);
}

/** Orders meant to be placed, newest first. */
export function orderPage(
  views: ViewStates,
  request: PageRequest & { readonly workingOnly: boolean },
): Page<OrderModel> {
  const page = readPage(request, () => ordersPage(views, request));
  return { ...page, nodes: page.nodes.map(orderModel) };
}

/** Amounts of a margin preview in the account's currency. */
export function marginModel(margin: MarginPreview, currency: string): MarginModel {
  return {
    initialBefore: money(margin.initialBefore, currency),
    initialAfter: money(margin.initialAfter, currency),
    maintenanceBefore: money(margin.maintenanceBefore, currency),
    maintenanceAfter: money(margin.maintenanceAfter, currency),
    equityAfter: money(margin.equityAfter, currency),
    commission: money(margin.commission, currency),
    warning: margin.warning,
  };
}

/** What the engine found out; amounts are in the account's currency. */
export function orderPreviewModel(
  preview: OrderPreview,
  position: Position,
  currency: string,
): OrderPreviewModel {
  const { margin, orderRef, limitPrice, marginFailure, passed, verdicts } = preview;
  return {
    position,
    orderRef,
    limitPrice,
    margin: margin === null ? null : marginModel(margin, currency),
    marginFailure,
    passed,
    verdicts,
  };
}

import { type Order, type OrderTerms, statusOf } from "../orders/order.ts";
import type { OrderPreview } from "../orders/preview.ts";
import type { MarketSource } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { ABSENT, ABSENT_LATER } from "./absent-order-fields.ts";
import { orderFields } from "./order-fields.ts";

type OpenOrderValues = ReplyValues<"openOrder">;

const NO_MARGINS = {
  whatIf: false,
  initialMarginBefore: null,
  maintenanceMarginBefore: null,
  equityWithLoanBefore: null,
  initialMarginChange: null,
  maintenanceMarginChange: null,
  equityWithLoanChange: null,
  initialMarginAfter: null,
  maintenanceMarginAfter: null,
  equityWithLoanAfter: null,
  commission: null,
  minCommission: null,
  maxCommission: null,
  commissionCurrency: "",
  warningText: "",
} as const;

/** An order as it is. */
export function openOrderValues(source: MarketSource, order: Order): OpenOrderValues {
  return {
    ...ABSENT,
    ...NO_MARGINS,
    ...ABSENT_LATER,
    ...orderFields(source, order),
    orderId: order.orderId,
    clientId: order.clientId,
    permId: order.permId,
    status: statusOf(order),
  };
}

/** What a what-if says of margin and commission; with nothing computed yet all of it is unset [D]. */
function previewState(preview: OrderPreview | null, warningText: string) {
  if (preview === null) return { ...NO_MARGINS, whatIf: true, warningText };
  const change = (after: Money, before: Money): number => moneyToUnits(after - before);
  const commission = moneyToUnits(preview.commission);
  return {
    whatIf: true,
    initialMarginBefore: moneyToUnits(preview.initialBefore),
    maintenanceMarginBefore: moneyToUnits(preview.maintenanceBefore),
    equityWithLoanBefore: moneyToUnits(preview.equityBefore),
    initialMarginChange: change(preview.initialAfter, preview.initialBefore),
    maintenanceMarginChange: change(preview.maintenanceAfter, preview.maintenanceBefore),
    equityWithLoanChange: change(preview.equityAfter, preview.equityBefore),
    initialMarginAfter: moneyToUnits(preview.initialAfter),
    maintenanceMarginAfter: moneyToUnits(preview.maintenanceAfter),
    equityWithLoanAfter: moneyToUnits(preview.equityAfter),
    commission,
    minCommission: commission,
    maxCommission: commission,
    commissionCurrency: "USD",
    warningText,
  };
}

/** The answer to a what-if [U: no recording of one exists]. */
export function previewValues(
  source: MarketSource,
  identity: { readonly orderId: number; readonly clientId: number },
  terms: OrderTerms,
  preview: OrderPreview | null,
  warningText: string,
): OpenOrderValues {
  return {
    ...ABSENT,
    ...ABSENT_LATER,
    ...orderFields(source, { terms, stopPrice: terms.stopPrice, parentPermId: 0 }),
    ...identity,
    permId: 0,
    status: "PreSubmitted",
    ...previewState(preview, warningText),
  };
}

import { unreachable } from "../kernel/decider.ts";
import type { OrderRef } from "../kernel/ids.ts";
import { emit, nothing, type Outcome, refuse, type Refusal, type RefusalInput } from "../kernel/outcome.ts";
import type { RiskVerdict } from "../risk/events.ts";
import type { OrderCommand, PlacementDecision } from "./commands.ts";
import type { MarginPreview, OrderEvent, OrderRequest } from "./events.ts";
import { wrongPhase } from "./refusals.ts";
import { isMarginComplete, type OrderState } from "./state.ts";
import { limitPriceRefusal, sideOfLegs } from "./limit-price.ts";

type Result = Outcome<OrderEvent>;
type CommandData<Type extends OrderCommand["type"]> = Extract<OrderCommand, { type: Type }>["data"];

/** A second what-if may follow one that failed, under an order id of its own. */
export function beginMarginPreview(
  state: OrderState,
  orderRef: OrderRef,
  data: CommandData<"BeginMarginPreview">,
): Result {
  const begin = emit<OrderEvent>({ type: "MarginPreviewRequested", data: { orderRef, ...data } });
  if (state.phase === "requested") return begin;
  if (state.phase !== "previewing") return refuse(notPreviewing(state));
  if (state.previewOrderId === data.orderId) return nothing();
  return state.marginFailure === null ? refuse(previewInProgress(state)) : begin;
}

/** A gateway may answer twice, first with a warning and unset amounts: that one is kept, and waited past. */
export function reportMarginPreview(
  state: OrderState,
  orderRef: OrderRef,
  { orderId, margin }: CommandData<"ReportMarginPreview">,
): Result {
  if (state.phase !== "previewing" || state.previewOrderId !== orderId) return nothing();
  if (state.margin !== null || state.marginFailure !== null) return nothing();
  const incomplete = !isMarginComplete(margin);
  if (incomplete && state.marginIncomplete !== null && sameMargin(state.marginIncomplete, margin))
    return nothing();
  return emit({ type: "MarginPreviewReported", data: { orderRef, orderId, margin } });
}

function sameMargin(a: MarginPreview, b: MarginPreview): boolean {
  return (Object.keys(a) as (keyof MarginPreview)[]).every((name) => a[name] === b[name]);
}

export function failMarginPreview(
  state: OrderState,
  orderRef: OrderRef,
  data: CommandData<"FailMarginPreview">,
): Result {
  if (state.phase !== "requested" && state.phase !== "previewing") return nothing();
  if (state.margin !== null || state.marginFailure !== null) return nothing();
  const incomplete = data.cause === "timedOut" && state.marginIncomplete !== null;
  const cause = incomplete ? "incomplete" : data.cause;
  return emit({ type: "MarginPreviewFailed", data: { orderRef, ...data, cause } });
}

/**
 * Records every verdict, then intends or refuses the placement; a preview ends with the verdicts. Throws when the
 * assessment contradicts itself: no order may rest on it.
 */
export function decidePlacement(state: OrderState, orderRef: OrderRef, decision: PlacementDecision): Result {
  switch (state.phase) {
    case "requested":
    case "previewing":
      return judged(state.request, orderRef, decision);
    case "none":
      return refuse(notPreviewing(state));
    case "assessed":
    case "refused":
    case "intended":
    case "transmitted":
    case "working":
    case "cancelPending":
    case "cancelled":
    case "filled":
    case "rejected":
    case "notSent":
    case "unknown":
      return nothing();
    default:
      return unreachable(state);
  }
}

function judged(request: OrderRequest, orderRef: OrderRef, decision: PlacementDecision): Result {
  const { orderId, limitPrice, quotes, limits, assessment } = decision;
  const { passed, verdicts } = assessment;
  const blocking = verdicts.filter(({ verdict }) => verdict === "block");
  if (verdicts.length === 0 || passed !== (blocking.length === 0)) {
    throw new Error(
      `the assessment of ${orderRef} contradicts itself: passed ${passed}, ${blocking.length} rules block`,
    );
  }
  const assessed: OrderEvent = {
    type: "RiskAssessed",
    data: { orderRef, passed, verdicts, limits, limitPrice, quotes },
  };
  if (request.purpose === "preview") return emit(assessed);
  const refusal = blocking.length > 0 ? riskRefusal(blocking) : priceRefusal(request, decision);
  if (refusal !== null) {
    const { account, symbol, quantity } = request;
    const terms = { account, symbol, quantity, limitPrice };
    return emit<OrderEvent>(assessed, { type: "OrderRefused", data: { orderRef, refusal, terms } });
  }
  const { account, symbol, legs, quantity, timeInForce } = request;
  const placement = { orderRef, orderId, account, symbol, legs, quantity, limitPrice, timeInForce };
  return emit<OrderEvent>(assessed, { type: "OrderPlacementIntended", data: placement });
}

/** The second look at the price that is about to be sent, whatever rule computed it. */
function priceRefusal(request: OrderRequest, { limitPrice }: PlacementDecision): Refusal | null {
  return limitPriceRefusal(limitPrice, sideOfLegs(request), request.width, request.tick);
}

function riskRefusal(blocking: readonly RiskVerdict[]): Refusal {
  const [first] = blocking;
  if (first === undefined) throw new Error("no rule blocks");
  const inputs: Record<string, RefusalInput> = {};
  for (const { rule, inputs: seen } of blocking) {
    for (const [name, value] of Object.entries(seen)) inputs[`${rule}.${name}`] = value;
  }
  return {
    code: `risk.${first.rule.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
    message: blocking.map(({ rule, reason }) => `${rule}: ${reason}`).join(" "),
    field: null,
    inputs,
    limit: blocking.map(({ limit }) => limit).join("; "),
    remedy: blocking.map(({ remedy }) => remedy ?? "").join(" "),
  };
}

function notPreviewing(state: OrderState): Refusal {
  return wrongPhase(
    state,
    "not-requested",
    "The order is past its preview.",
    "Ask for a new order under a new reference.",
  );
}

function previewInProgress(state: OrderState): Refusal {
  const message = "The gateway has not answered the what-if that is under way.";
  return wrongPhase(state, "preview-in-progress", message, "Wait for its answer or its deadline.");
}

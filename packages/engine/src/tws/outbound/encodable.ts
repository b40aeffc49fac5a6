import type { GatewayOrder, GatewayRequest } from "../../ports/broker-gateway.ts";

/** Ids on the wire are 32-bit. */
const ID_MAX = 2_147_483_647;
/** Fields end with NUL and everything is text: only printable ASCII stays one field. */
const ENCODABLE_TEXT = /^[\x20-\x7e]*$/;

/**
 * Why a request cannot be written as one message, or null. The library joins whatever it is given, so a control
 * character would become a field of its own and a NaN the word NaN.
 */
export function unencodable(request: GatewayRequest): string | null {
  const fault = fieldFault(request, "");
  if (fault !== null) return fault;
  return request.kind === "placeOrder" ? orderFault(request.order) : null;
}

function fieldFault(value: unknown, path: string): string | null {
  if (typeof value === "string" && !ENCODABLE_TEXT.test(value))
    return `${path} holds characters that the wire cannot carry`;
  if (typeof value === "number" && !Number.isFinite(value)) return `${path} is not a number`;
  if (typeof value === "number" && /(?:requestId|orderId|conId|ConId)$/.test(path) && !isWireId(value)) {
    return `${path} ${value} is not an id`;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const fault = fieldFault(inner, path === "" ? key : `${path}.${key}`);
    if (fault !== null) return fault;
  }
  return null;
}

function isWireId(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= ID_MAX;
}

function orderFault(order: GatewayOrder): string | null {
  if (order.legs.length < 2) return "a combo has at least two legs";
  if (!Number.isSafeInteger(order.quantity) || order.quantity < 1)
    return `quantity ${order.quantity} is not a positive integer`;
  if (order.account === "") return "account is empty";
  for (const leg of order.legs) {
    if (!Number.isSafeInteger(leg.ratio) || leg.ratio < 1)
      return `leg ratio ${leg.ratio} is not a positive integer`;
    if (leg.contract.conId <= 0) return "a leg has no contract id";
  }
  return null;
}

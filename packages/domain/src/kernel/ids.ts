/** UUIDv7 of an event: its identity and its idempotency key. */
export type EventId = string & { readonly [eventIdBrand]: true };
declare const eventIdBrand: unique symbol;

/** `category-id`, such as `order-lb5f…`. */
export type StreamName = string & { readonly [streamBrand]: true };
declare const streamBrand: unique symbol;

/**
 * Our name for one order, sent to the broker in its `orderRef` field and returned by it in open orders and
 * executions: what reconciliation goes by. Letters, digits and hyphens, at most 40 (the field is free text at the
 * broker; the bound is ours).
 */
export type OrderRef = string & { readonly [orderRefBrand]: true };
declare const orderRefBrand: unique symbol;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Throws `RangeError` when the text is not a lower-case UUID. */
export function eventId(text: string): EventId {
  if (!UUID.test(text)) throw new RangeError(`not an event id: ${text}`);
  return text as EventId;
}

/** Joins category and id. Throws `RangeError` for an empty part or a category with a hyphen at either end. */
export function streamName(category: string, id: string): StreamName {
  if (!/^[a-z]+(?:-[a-z]+)*$/.test(category) || !/^[A-Za-z0-9._:-]{1,120}$/.test(id)) {
    throw new RangeError(`not a stream name: ${category}-${id}`);
  }
  return `${category}-${id}` as StreamName;
}

/** The order reference in `text`, or null when it is not one. */
export function parseOrderRef(text: string): OrderRef | null {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/.test(text) ? (text as OrderRef) : null;
}

import { encodeFrame, splitFields } from "../../wire/frame.ts";
import { type FieldPlace, fieldPlaces } from "../field-places.ts";
import { knownReply } from "../message-tables.ts";
import { roleOf } from "./field-roles.ts";
import type { OrderIdentities } from "./identities.ts";
import { numberAt } from "./message.ts";
import type { ScriptRequest } from "./script.ts";

/** What the client that a reply goes to calls things. */
export interface Addressee {
  readonly serverVersion: number;
  /** As recorded. */
  readonly clientId: number;
  readonly identities: OrderIdentities;
  /** The request that the reply is due to, and the client's id for it. */
  readonly cause: { readonly recorded: ScriptRequest; readonly liveRequestId: number | null } | null;
  /** The highest order id that the recording's client had used when it heard this. */
  readonly highestOrderId: () => number;
  /** Tokens of the recording and what stands for them now. */
  readonly accounts: ReadonlyMap<string, string>;
}

function requestIdFor(name: string, id: number, { cause, identities, clientId }: Addressee): number {
  if (id < 0) return id;
  if (cause?.recorded.requestId === id) return cause.liveRequestId ?? id;
  if (name !== "error") return id;
  // An error's id may be an order's.
  if (cause?.recorded.orderId === id) return identities.orderIdFor(clientId, id);
  return identities.ordersOf(clientId).liveOf(id) ?? id;
}

/** The ids of the order that a reply is about, as recorded. */
interface Order {
  readonly orderId: number | null;
  readonly clientId: number;
}

function fieldFor(name: string, place: FieldPlace, text: string, order: Order, addressee: Addressee): string {
  const { identities } = addressee;
  const role = roleOf(place.name);
  // A blank stays a blank.
  if (role !== "reference" && !/^-?\d+$/.test(text)) return text;
  switch (role) {
    case "requestId":
      return String(requestIdFor(name, Number(text), addressee));
    case "orderId":
      return String(
        name === "nextValidId"
          ? identities.nextOrderIdFor(addressee.clientId, Number(text), addressee.highestOrderId())
          : identities.orderIdFor(order.clientId, Number(text)),
      );
    case "clientId":
      return String(identities.clients.liveOf(Number(text)) ?? text);
    case "reference":
      return identities.reference(place.name, text, order.orderId);
    case "account":
    case "time":
    case "content":
      return text;
  }
}

function withAccounts(fields: readonly string[], accounts: ReadonlyMap<string, string>): readonly string[] {
  if (accounts.size === 0) return fields;
  return fields.map((field) => {
    let text = field;
    for (const [token, account] of accounts) text = text.replaceAll(token, account);
    return text;
  });
}

/** The frame of a recorded reply for this client. A reply that no table knows goes as it was. */
export function frameFor(payload: Buffer, addressee: Addressee): Buffer {
  const fields = splitFields(payload);
  const known = knownReply(fields[0]);
  if (known === null) return rawFrame(payload);
  const places = fieldPlaces(known.layout, fields, addressee.serverVersion);
  const order = {
    orderId: numberAt(fields, places, "orderId"),
    clientId: numberAt(fields, places, "clientId") ?? addressee.clientId,
  };
  const changed = [...fields];
  for (const place of places) {
    if (roleOf(place.name) !== "content") {
      changed[place.index] = fieldFor(known.name, place, fields[place.index] ?? "", order, addressee);
    }
  }
  const told = withAccounts(changed, addressee.accounts);
  return told.every((text, index) => text === fields[index]) ? rawFrame(payload) : encodeFrame(told);
}

export function rawFrame(payload: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

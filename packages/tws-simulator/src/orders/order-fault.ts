/** An order that TWS would refuse, with its code and words [D]. */
export interface OrderFault {
  readonly code: number;
  readonly message: string;
}

/** What a check found, or the refusal. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: OrderFault };

export function passed<Value>(value: Value): Checked<Value> {
  return { ok: true, value };
}

export function failed(fault: OrderFault): { readonly ok: false; readonly fault: OrderFault } {
  return { ok: false, fault };
}

/** 321, as TWS words what its own validation refuses. */
export function invalid(cause: string): OrderFault {
  return { code: 321, message: `Error validating request.-'bH' : cause - ${cause}` };
}

/** Something that TWS has and the simulator has not: refused by its name, never ignored. */
export function notOffered(what: string): OrderFault {
  return invalid(`The simulator does not offer: ${what}`);
}

/** 201, an order that the broker's checks refuse. */
export function rejected(reason: string): OrderFault {
  return { code: 201, message: `Order rejected - reason:${reason}` };
}

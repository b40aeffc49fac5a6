import type { ParityPoint } from "./parity-regression.ts";

/** The quotes of a call and a put of one strike and expiry, in currency units a share. */
export interface ParityPair {
  readonly strike: number;
  readonly callBid: number;
  readonly callAsk: number;
  readonly putBid: number;
  readonly putAsk: number;
}

function isQuote(bid: number, ask: number): boolean {
  return bid > 0 && ask >= bid && Number.isFinite(ask);
}

/** Whether both options are quoted on both sides, not crossed. */
export function isUsable({ strike, callBid, callAsk, putBid, putAsk }: ParityPair): boolean {
  return strike > 0 && Number.isFinite(strike) && isQuote(callBid, callAsk) && isQuote(putBid, putAsk);
}

/** Call minus put by the mids; a mid errs by a uniform share of the width, so that its variance is width²/12. */
export function pointOf({ strike, callBid, callAsk, putBid, putAsk }: ParityPair): ParityPoint {
  const tick = 1e-4 * strike;
  const variance = ((callAsk - callBid) ** 2 + (putAsk - putBid) ** 2) / 12;
  return {
    strike,
    difference: (callBid + callAsk - putBid - putAsk) / 2,
    low: callBid - putAsk,
    high: callAsk - putBid,
    weight: 1 / (variance + (tick * tick) / 12),
  };
}

let offsetMs = 0;
/** While the screen shows a moment of the past, its clocks stand: what they say, and when it was asked for. */
let held: { readonly at: number; readonly since: number } | null = null;

/** Takes the gateway's time as it was told; from here it runs with this machine's clock. */
export function setGatewayTime(iso: string): void {
  offsetMs = Date.parse(iso) - Date.now();
}

/** Stops the clocks of the screen at a moment of the past; null lets them run again. */
export function holdClocks(iso: string | null): void {
  held = iso === null ? null : { at: Date.parse(iso), since: Date.now() };
}

/** The market's now by the running clock, whatever moment the screen shows. */
export function runningNow(): Date {
  return new Date(Date.now() + offsetMs);
}

/** The market's now: a replayed day is that day everywhere on the screen, and the past is that moment. */
export function gatewayNow(): Date {
  return new Date(held?.at ?? Date.now() + offsetMs);
}

/** This page's clock for ages of what it shows. It stands while the past is shown: nothing there grows older. */
export function pageNow(): number {
  return held?.since ?? Date.now();
}

let offsetMs = 0;

/** Takes the gateway's time as it was told; from here it runs with this machine's clock. */
export function setGatewayTime(iso: string): void {
  offsetMs = Date.parse(iso) - Date.now();
}

/** The market's now: a replayed day is that day everywhere on the screen. */
export function gatewayNow(): Date {
  return new Date(Date.now() + offsetMs);
}

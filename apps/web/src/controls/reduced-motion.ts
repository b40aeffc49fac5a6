const query = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the reader asked the machine for less motion; read anew each time. */
export function reducedMotion(): boolean {
  return query.matches;
}

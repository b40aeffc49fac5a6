import { reducedMotion } from "./reduced-motion.ts";

const flashMs = 250;
const sweepMs = 50;

const lit = new Map<HTMLElement, number>();
let sweeping = false;

function sweep(): void {
  const now = performance.now();
  for (const [element, until] of lit) {
    if (until > now) continue;
    lit.delete(element);
    delete element.dataset["flash"];
  }
  if (lit.size > 0) setTimeout(sweep, sweepMs);
  else sweeping = false;
}

/**
 * Lights an element for a moment, 300 ms at the most. It goes on and off without a fade: two paints a change
 * where a fade would paint every frame, which many ticking cells cannot afford. Off under reduced motion.
 */
export function flash(element: HTMLElement, direction: "up" | "down"): void {
  if (reducedMotion() || document.hidden) return;
  element.dataset["flash"] = direction;
  lit.set(element, performance.now() + flashMs);
  if (sweeping) return;
  sweeping = true;
  setTimeout(sweep, sweepMs);
}

type Notify = () => void;

const waiting = new Set<Notify>();
let scheduled = false;

function flush(): void {
  scheduled = false;
  const due = [...waiting];
  waiting.clear();
  for (const notify of due) notify();
}

/**
 * Runs a notification with the next animation frame, once however often it is asked for: many ticks, one
 * paint. A hidden page gets no frames and so does no work; what it missed is in the stores when it returns.
 */
export function onNextFrame(notify: Notify): void {
  waiting.add(notify);
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(flush);
}

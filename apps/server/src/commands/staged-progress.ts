import { type Progress, startProgress } from "../progress.ts";

export interface StageShown {
  /** What is being done: `Copying`. A new title begins a new line. */
  readonly title: string;
  readonly unit: string;
  readonly done: number;
  readonly total: number | null;
}

/** Shows a work of several stages, a line of progress for each. */
export function stagedProgress(): { show(stage: StageShown): void; end(): void } {
  let current: { readonly title: string; readonly bar: Progress } | null = null;
  return {
    show({ title, unit, done, total }) {
      if (current?.title !== title) {
        current?.bar.end();
        current = { title, bar: startProgress({ title, total, unit }) };
      }
      current.bar.update(done);
    },
    end: () => current?.bar.end(),
  };
}

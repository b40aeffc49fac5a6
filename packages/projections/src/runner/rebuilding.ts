/** How far a view is that is folded anew beside the others. */
export interface RebuildProgress {
  /** Of the log that has to be folded, 0 to 1, by the time that it covers. */
  readonly share: number;
  readonly eventsPerSecond: number;
  /** Null while nobody can tell. */
  readonly secondsLeft: number | null;
}

/** Before the first word of a rebuild. */
export const NOTHING_REBUILT: RebuildProgress = { share: 0, eventsPerSecond: 0, secondsLeft: null };

/** A view that was asked for is not there yet: it is folded anew. Nothing is shown in its stead. */
export class ViewRebuilding extends Error {
  override readonly name = "ViewRebuilding";
  readonly view: string;
  readonly progress: RebuildProgress;

  constructor(view: string, progress: RebuildProgress) {
    const { share, secondsLeft } = progress;
    const left = secondsLeft === null ? "" : `, ${Math.ceil(secondsLeft)} s left`;
    super(`${view} is rebuilt from the log: ${Math.floor(share * 100)} %${left}`);
    this.view = view;
    this.progress = progress;
  }
}

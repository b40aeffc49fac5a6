import type { Position } from "@legbook/domain";
import { type PastViews, VIEW_NAMES, type ViewName, type ViewStates } from "@legbook/projections";

/** Moments whose views are kept: the one that a screen shows, and those that it steps to and from. */
const MOMENTS_MAX = 4;

/**
 * Views of the past, each folded once a moment however many fields of a query, or queries of a screen, ask for it. Keeps
 * the few moments that were asked for last; a fold that failed is tried again.
 */
export class SharedPast {
  readonly #past: Pick<PastViews, "at">;
  readonly #moments = new Map<Position, Map<ViewName, Promise<ViewStates>>>();

  constructor(past: Pick<PastViews, "at">) {
    this.#past = past;
  }

  /** The named views right after an event; any other throws when it is read. */
  async at(position: Position, names: readonly ViewName[]): Promise<ViewStates> {
    const folded = this.#folded(position);
    const missing = names.filter((name) => !folded.has(name));
    if (missing.length > 0) {
      const states = this.#past.at(position, missing);
      for (const name of missing) folded.set(name, states);
      states.catch(() => this.#moments.delete(position));
    }
    const states = new Map<ViewName, ViewStates>();
    for (const name of names) states.set(name, await (folded.get(name) as Promise<ViewStates>));
    return merged(position, states);
  }

  #folded(position: Position): Map<ViewName, Promise<ViewStates>> {
    const folded = this.#moments.get(position) ?? new Map<ViewName, Promise<ViewStates>>();
    this.#moments.delete(position);
    this.#moments.set(position, folded);
    for (const [oldest] of this.#moments) {
      if (this.#moments.size <= MOMENTS_MAX) break;
      this.#moments.delete(oldest);
    }
    return folded;
  }
}

function merged(position: Position, states: ReadonlyMap<ViewName, ViewStates>): ViewStates {
  const views = { position };
  for (const name of VIEW_NAMES) {
    Object.defineProperty(views, name, {
      enumerable: states.has(name),
      get: () => {
        const of = states.get(name);
        if (of === undefined) throw new Error(`the view ${name} was not asked for at ${position}`);
        return of[name];
      },
    });
  }
  return views as ViewStates;
}

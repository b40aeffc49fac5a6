import type { SessionMoment, TicksRecorded } from "@legbook/domain";

interface Appointment {
  readonly moment: SessionMoment;
  readonly keep: () => Promise<void>;
}

/**
 * Stops the reading of a log at moments of its sessions. Whoever folds the log tells of each turn after all of it was
 * folded, and folds ticks piece by piece (`pieces`), telling of each.
 */
export class SessionMoments {
  readonly #appointments = new Map<string, Appointment[]>();
  #session: string | null = null;
  #ticks = 0;
  #turns = 0;

  /** To be made before the session is read, in any order. */
  at(session: string, moment: SessionMoment, keep: () => Promise<void>): void {
    const all = this.#appointments.get(session) ?? [];
    // Later ones of the same moment come after.
    const place = all.findLastIndex((one) => !isAfter(one.moment, moment)) + 1;
    all.splice(place, 0, { moment, keep });
    this.#appointments.set(session, all);
  }

  async turnFolded(session: string): Promise<void> {
    this.#enter(session);
    this.#turns += 1;
    await this.#keepAll();
  }

  async ticksFolded(session: string, count: number): Promise<void> {
    this.#enter(session);
    this.#ticks += count;
    await this.#keepAll();
  }

  /** A batch of ticks, cut where a moment lies within it. */
  pieces(session: string, ticks: TicksRecorded): readonly TicksRecorded[] {
    const total = ticks.conIds.length;
    const taken = this.#session === session ? this.#ticks : 0;
    const cuts = (this.#appointments.get(session) ?? [])
      .map(({ moment }) => moment.ticks - taken)
      .filter((cut) => cut > 0 && cut < total);
    if (cuts.length === 0) return [ticks];
    const ends = [...new Set(cuts), total].toSorted((a, b) => a - b);
    return ends.map((end, index) => slice(ticks, ends[index - 1] ?? 0, end));
  }

  #enter(session: string): void {
    if (this.#session === session) return;
    this.#session = session;
    this.#ticks = 0;
    this.#turns = 0;
  }

  async #keepAll(): Promise<void> {
    const all = this.#appointments.get(this.#session ?? "") ?? [];
    while (all[0] !== undefined && !isAfter(all[0].moment, { ticks: this.#ticks, turns: this.#turns })) {
      const { moment, keep } = all.shift() as Appointment;
      // One that was passed cannot be met any more: its look stays without an answer.
      if (moment.ticks === this.#ticks && moment.turns === this.#turns) await keep();
    }
  }
}

function isAfter(a: SessionMoment, b: SessionMoment): boolean {
  return a.ticks > b.ticks || a.turns > b.turns;
}

function slice(
  { baseTime, conIds, kinds, values, offsetsMs }: TicksRecorded,
  from: number,
  to: number,
): TicksRecorded {
  return {
    baseTime,
    conIds: conIds.slice(from, to),
    kinds: kinds.slice(from, to),
    values: values.slice(from, to),
    offsetsMs: offsetsMs.slice(from, to),
  };
}

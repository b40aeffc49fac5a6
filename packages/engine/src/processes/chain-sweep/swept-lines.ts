import type { DomainEvent, EpochMs } from "@legbook/domain";
import type { World } from "../../world/world.ts";
import { endsSession } from "../connection.ts";
import type { LineCeiling } from "./line-budget.ts";
import { SWEEP_RULES } from "./rules.ts";
import { SweepTable, type SweptContract } from "./table.ts";

/** The gateway's code for a line beyond those that the account has. */
const TOO_MANY_LINES = 101;

/** Keeps the sweep's table to what happens to lines, whoever opened them, and to what the quotes say of them. */
export class SweptLines {
  readonly table = new SweepTable();
  /** While false no line is as good as open: its data does not come. */
  isFlowing = false;
  ceiling: LineCeiling | null = null;
  readonly #world: World;
  /** When each line that is open at the gateway was opened, by contract id. */
  readonly #openedAt = new Map<number, EpochMs>();

  constructor(world: World) {
    this.#world = world;
  }

  setContracts(contracts: readonly SweptContract[], now: EpochMs): void {
    const before = new Set(this.table.conIds);
    this.table.setContracts(contracts, now);
    for (const [conId, openedAt] of this.#openedAt) {
      const index = this.table.indexOf(conId);
      if (index < 0 || before.has(conId) || !this.isFlowing) continue;
      this.table.opened(index, openedAt);
      this.#listen(index);
    }
  }

  heed(event: DomainEvent, now: EpochMs): void {
    if (endsSession(event) || event.type === "LinesInvalidated") {
      this.table.sessionEnded(now);
      this.#openedAt.clear();
    } else if (event.type === "LineOpened") {
      const { conId } = event.data.contract;
      this.#openedAt.set(conId, now);
      this.#onRow(conId, (index) => {
        if (this.isFlowing) this.table.opened(index, now);
      });
    } else if (event.type === "LineEvicted" || event.type === "LineReleased") {
      this.#openedAt.delete(event.data.conId);
      this.#onRow(event.data.conId, (index) => this.table.closed(index, now));
    } else if (event.type === "LineRejectionReported") {
      this.#openedAt.delete(event.data.conId);
      this.#onRow(event.data.conId, (index) => this.table.rejected(index, now));
      if (event.data.code === TOO_MANY_LINES) this.ceiling = { lines: this.#openedAt.size, at: now };
    }
    this.#followFlow(now);
  }

  ticked(conIds: ReadonlySet<number>): void {
    for (const conId of conIds) this.#onRow(conId, (index) => this.#listen(index));
  }

  /** A line that has spoken of one side only and had its time has said what there is. */
  takeLateWords(now: EpochMs): void {
    for (const conId of this.#openedAt.keys()) {
      const index = this.table.indexOf(conId);
      if (index < 0 || this.table.isQuoted(index)) continue;
      const openedAt = this.table.openedAt[index] as number;
      const quotedAt = this.#world.quotes.rows.get(conId)?.quotedAt ?? null;
      if (quotedAt === null || quotedAt < openedAt || now - openedAt < SWEEP_RULES.firstQuoteWaitMaxMs)
        continue;
      this.table.quoted(index, now);
    }
  }

  /** See `ChainSweep.seenAt`. */
  seenAt(conId: number, now: EpochMs): EpochMs | null {
    const index = this.table.indexOf(conId);
    if (index >= 0) {
      if (this.table.isQuoted(index)) return now;
      const seenAt = this.table.seenAt[index] as number;
      return Number.isNaN(seenAt) ? null : (seenAt as EpochMs);
    }
    const openedAt = this.#openedAt.get(conId);
    const quotedAt = this.#world.quotes.rows.get(conId)?.quotedAt ?? null;
    return openedAt !== undefined && quotedAt !== null && quotedAt >= openedAt && this.isFlowing ? now : null;
  }

  #onRow(conId: number, change: (index: number) => void): void {
    const index = this.table.indexOf(conId);
    if (index >= 0) change(index);
  }

  /** A line is as good as closed while its data does not come; afterwards it has to speak again. */
  #followFlow(now: EpochMs): void {
    const flows = dataFlows(this.#world);
    if (flows === this.isFlowing) return;
    this.isFlowing = flows;
    for (const conId of this.#openedAt.keys())
      this.#onRow(conId, (index) => (flows ? this.table.opened(index, now) : this.table.closed(index, now)));
  }

  #listen(index: number): void {
    const openedAt = this.table.openedAt[index] as number;
    const row = this.#world.quotes.rows.get(this.table.conIds[index] as number);
    if (Number.isNaN(openedAt) || row === undefined) return;
    const { bidAt, askAt, quotedAt } = row;
    if (bidAt !== null && askAt !== null && bidAt >= openedAt && askAt >= openedAt)
      this.table.quoted(index, Math.max(bidAt, askAt));
    if (quotedAt !== null) this.table.changed(index, quotedAt);
  }
}

/** Whether quotes can be trusted to come: the session is ready, the broker reachable, and no farm of quotes broken. */
function dataFlows({ gateway }: World): boolean {
  const { phase, brokerLink, farms } = gateway.state;
  if (phase !== "ready" || brokerLink !== "ok") return false;
  return [...farms.values()].every(({ kind, status }) => kind !== "marketData" || status !== "broken");
}

import type { Socket } from "node:net";
import type { Schedule } from "../../venue/schedule.ts";
import { OrderIdentities } from "./identities.ts";
import { PlaybackConnection } from "./playback-connection.ts";
import type { LeftOver, PlaybackHost } from "./playback-host.ts";
import { described, type PlaybackReport, Tally } from "./report.ts";
import type { ConnectionScript } from "./script.ts";

const CONNECTIONS_MAX = 64;

/** Gives each client that connects a connection of the recording, and keeps what all of them share. */
export class Director implements PlaybackHost<PlaybackConnection> {
  readonly identities = new OrderIdentities();
  readonly schedule: Schedule;
  readonly speed: number;
  readonly patienceMs: number;
  readonly accounts: ReadonlyMap<string, string>;
  readonly #scripts: readonly ConnectionScript[];
  readonly #log: (line: string) => void;
  readonly #waiting: ConnectionScript[];
  readonly #open = new Set<PlaybackConnection>();
  readonly #unmatched = new Tally();
  readonly #refused = new Tally();
  readonly #left: LeftOver[] = [];
  #matched = 0;
  #repeated = 0;

  constructor(parts: {
    readonly scripts: readonly ConnectionScript[];
    readonly schedule: Schedule;
    readonly speed: number;
    readonly patienceMs: number;
    readonly accounts: ReadonlyMap<string, string>;
    readonly log: (line: string) => void;
  }) {
    this.schedule = parts.schedule;
    this.speed = parts.speed;
    this.patienceMs = parts.patienceMs;
    this.accounts = parts.accounts;
    this.#scripts = parts.scripts;
    this.#log = parts.log;
    this.#waiting = [...parts.scripts];
  }

  accept(socket: Socket): void {
    const script = this.#open.size < CONNECTIONS_MAX ? this.#waiting.shift() : undefined;
    if (script === undefined) {
      this.refused(`a connection more than the ${this.#scripts.length} of the recording`);
      socket.destroy();
      return;
    }
    const connection = new PlaybackConnection(socket, script, this);
    this.#open.add(connection);
    connection.begin();
  }

  scriptFor(given: ConnectionScript, clientId: number | null): ConnectionScript {
    if (given.startApi === null || given.startApi.clientId === clientId) return given;
    const index = this.#waiting.findIndex(
      ({ startApi, hello }) =>
        startApi?.clientId === clientId && hello?.serverVersion === given.hello?.serverVersion,
    );
    const better = this.#waiting[index];
    if (better === undefined) return given;
    this.#waiting.splice(index, 1);
    this.#waiting.unshift(given);
    return better;
  }

  orderIdsUntil(ms: number, clientId: number): ReadonlySet<number> {
    const placed = this.#scripts
      .filter(({ startApi }) => startApi?.clientId === clientId)
      .flatMap(({ requests }) => requests)
      .filter((request) => request.name === "placeOrder" && request.ms < ms);
    return new Set(placed.map(({ orderId }) => orderId ?? 0));
  }

  matched(): void {
    this.#matched += 1;
  }

  repeated(): void {
    this.#repeated += 1;
  }

  unmatched(line: string): void {
    this.#unmatched.add(line);
    this.#log(`NOT IN THE RECORDING: ${line}`);
  }

  refused(why: string): void {
    this.#refused.add(why);
    this.#log(`REFUSED: ${why}`);
  }

  left(connection: PlaybackConnection): void {
    this.#open.delete(connection);
    this.#left.push(connection.leftOver);
  }

  close(): void {
    for (const connection of this.#open) connection.close();
  }

  /** Of connections that are still open, or were never made, what has not been played is left over. */
  report(): PlaybackReport {
    const waiting = this.#waiting.map((script) => ({
      script,
      requests: script.requests,
      acts: [script.unasked, ...script.actsOf.values()].reduce((sum, acts) => sum + acts.length, 0),
    }));
    const left = [...this.#left, ...[...this.#open].map(({ leftOver }) => leftOver), ...waiting];
    const requests = new Tally();
    for (const { script, requests: some } of left) {
      for (const request of some) requests.add(`${described(request)} (connection ${script.number})`);
    }
    return {
      connectionsRecorded: this.#scripts.length,
      connectionsPlayed: this.#scripts.length - this.#waiting.length,
      matched: this.#matched,
      repeated: this.#repeated,
      unmatched: { count: this.#unmatched.count, lines: [...this.#unmatched.lines] },
      leftOver: {
        requests: requests.count,
        acts: left.reduce((sum, { acts }) => sum + acts, 0),
        lines: requests.lines,
      },
      refused: { count: this.#refused.count, lines: [...this.#refused.lines] },
    };
  }
}

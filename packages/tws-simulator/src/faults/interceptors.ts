import type { Connection } from "../session/connection.ts";
import type { MessageFilter } from "../session/message-filter.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { UntypedValues } from "../wire/layout.ts";
import type { ReplyName } from "../wire/message-ids.ts";
import type { Direction } from "./message-selector.ts";
import { type PassingMessage, PassingReply, PassingRequest } from "./passing-message.ts";

interface Interceptor {
  readonly direction: Direction;
  /** Null sees every message of its direction. */
  readonly names: ReadonlySet<string> | null;
  readonly see: (message: PassingMessage) => void;
}

/** A message that waits for others to go first goes after this long at the latest. */
const BEHIND_MS_MAX = 1000;

/** All that faults want to see, in the order in which it was asked for; fills the sessions' filter while there is any. */
export class Interceptors {
  readonly #schedule: Schedule;
  readonly #filter: MessageFilter<Connection>;
  readonly #all = new Set<Interceptor>();
  /** Those of one name, found once. */
  readonly #found = new Map<string, readonly Interceptor[]>();

  constructor(schedule: Schedule, filter: MessageFilter<Connection>) {
    this.#schedule = schedule;
    this.#filter = filter;
  }

  /** Shows messages to `see` until the returned function is called. */
  add(
    direction: Direction,
    names: readonly string[] | null,
    see: (message: PassingMessage) => void,
  ): () => void {
    const interceptor = { direction, names: names === null ? null : new Set(names), see };
    this.#all.add(interceptor);
    this.#refresh();
    return () => {
      this.#all.delete(interceptor);
      this.#refresh();
    };
  }

  #refresh(): void {
    this.#found.clear();
    const wanted = new Set([...this.#all].map(({ direction }) => direction));
    this.#filter.reply = wanted.has("reply")
      ? (connection, name, values) => this.#onReply(connection, name, values)
      : null;
    this.#filter.request = wanted.has("request")
      ? (connection, fields) => this.#handle(new PassingRequest(connection, fields))
      : null;
  }

  #onReply(connection: Connection, name: ReplyName, values: UntypedValues): void {
    if (this.#of("reply", name).length === 0) connection.deliver(name, values);
    else this.#handle(new PassingReply(connection, name, values));
  }

  #of(direction: Direction, name: string): readonly Interceptor[] {
    const key = `${direction}:${name}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = [...this.#all].filter(
      (one) => one.direction === direction && (one.names === null || one.names.has(name)),
    );
    this.#found.set(key, found);
    return found;
  }

  #handle(message: PassingMessage): void {
    for (const interceptor of this.#of(message.direction, message.name)) {
      // One that was taken away by another's doing sees nothing more.
      if (this.#all.has(interceptor)) interceptor.see(message);
    }
    this.#release(message);
    for (const follow of message.followers) follow();
  }

  #release(message: PassingMessage): void {
    if (message.isLost) return;
    const pass = (): void => {
      for (let copy = 0; copy < message.copies; copy += 1) message.pass();
    };
    if (message.behind > 0) this.#letOthersFirst(message, pass);
    else if (message.delayMs > 0) this.#schedule.after(message.delayMs, pass);
    else pass();
  }

  #letOthersFirst(message: PassingMessage, pass: () => void): void {
    let left = message.behind;
    const stop = this.add(message.direction, null, (other) => {
      if (other.connection !== message.connection || left === 0) return;
      left -= 1;
      if (left === 0) other.followers.push(go);
    });
    let gone = false;
    const go = (): void => {
      if (gone) return;
      gone = true;
      stop();
      pass();
    };
    this.#schedule.after(BEHIND_MS_MAX, go);
  }
}

/** What an API client's emitter offers, whichever library it comes from. */
export interface ClientEmitter {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

interface HeardEvent {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** As for a raw client. */
const WAIT_MS = 15_000;
const LOOK_MS = 20;

/** Everything that a client emitted, in order, and a way to wait for more. */
export class Heard {
  readonly events: HeardEvent[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(client: ClientEmitter) {
    client.on("all", (name: string, args: readonly unknown[]) => {
      this.events.push({ name, args });
      for (const wake of this.#waiting) wake();
    });
  }

  /** Arguments of all events of a name. */
  all(name: string): (readonly unknown[])[] {
    return this.events.filter((event) => event.name === name).map(({ args }) => args);
  }

  names(): string[] {
    return this.events.map(({ name }) => name);
  }

  /** The first event of a name that fits, heard already or still to come. Rejects when it does not come. */
  async one(
    name: string,
    fits: (args: readonly unknown[]) => boolean = () => true,
  ): Promise<readonly unknown[]> {
    const found = (): readonly unknown[] | undefined => this.all(name).find((args) => fits(args));
    const deadline = performance.now() + WAIT_MS;
    for (;;) {
      const args = found();
      if (args !== undefined) return args;
      if (performance.now() > deadline) {
        throw new Error(`no ${name} within ${WAIT_MS} ms; heard ${[...new Set(this.names())].join(", ")}`);
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, LOOK_MS);
        this.#waiting.add(wake);
      });
    }
  }

  /** `code id message` of each error but those that only inform. */
  errors(): string[] {
    return this.all("error").map(
      ([error, code, id]) => `${String(code)} ${String(id)} ${(error as Error).message}`,
    );
  }
}

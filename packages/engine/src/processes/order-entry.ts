import {
  parseMicros,
  parseIsoDate,
  parseOrderRef,
  type Contract,
  type DomainEvent,
  type EpochMs,
  type OptionContract,
  type OrderRef,
  type OrderState,
  type Position,
  type Refusal,
  type SpreadLeg,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { PlacedEvent } from "../world/apply.ts";
import { chainOf, type World } from "../world/world.ts";
import type { Owed } from "../loop/owed.ts";
import type { Cause } from "../loop/recording.ts";
import type { Task, Work, WorkAnswer } from "../loop/work.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandAnswer, Engine, OrderPreview, VerticalOrderInput } from "../ports/engine.ts";
import type { SpreadLegInput } from "../ports/market-analysis.ts";
import type { ChainDiscovery } from "./chain-discovery.ts";
import type { OrderTiming } from "./order-timing.ts";
import { toLines } from "./lines.ts";
import { findSpreadLegs } from "./spread-legs.ts";

export interface OrderEntryDependencies {
  readonly world: World;
  readonly discovery: ChainDiscovery;
  readonly timing: OrderTiming;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly now: () => EpochMs;
  readonly perform: (task: Task, cause: Cause) => Promise<WorkAnswer>;
  readonly enqueue: (work: readonly Work[]) => void;
  readonly owed: Owed;
  readonly head: () => Promise<Position>;
  /** Resolves when what the loop has in hand is durable. */
  readonly turnEnded: () => Promise<void>;
}

/** Orders as people ask for them: finds the legs, waits for their quotes, asks, and answers with the decision. */
export interface OrderEntry extends Pick<
  Engine,
  "previewOrder" | "submitOrder" | "cancelOrder" | "openLegs"
> {
  /** Tells who waits for a decision. */
  durable(placed: PlacedEvent): void;
  /** Tells who waits for quotes. */
  ticked(): void;
}

type Legs = readonly [OptionContract, OptionContract];

export function createOrderEntry(dependencies: OrderEntryDependencies): OrderEntry {
  return new Entry(dependencies);
}

class Entry implements OrderEntry {
  readonly #dependencies: OrderEntryDependencies;
  readonly #deciding = new Map<OrderRef, Set<() => void>>();
  readonly #quoteWaiters = new Set<() => void>();

  constructor(dependencies: OrderEntryDependencies) {
    this.#dependencies = dependencies;
  }

  async previewOrder(
    input: VerticalOrderInput,
    user: string,
  ): Promise<CommandAnswer<{ preview: OrderPreview }>> {
    const decided = await this.#request(input, "preview", user);
    if (decided.kind === "refused") return decided;
    const preview = previewOf(decided.state);
    if (preview === null) throw new Error(`${input.orderRef} was decided without an assessment`);
    return { kind: "accepted", position: decided.position, preview };
  }

  async submitOrder(input: VerticalOrderInput, user: string): Promise<CommandAnswer<{ orderRef: string }>> {
    const decided = await this.#request(input, "place", user);
    if (decided.kind === "refused") return decided;
    return { kind: "accepted", position: decided.position, orderRef: input.orderRef };
  }

  async cancelOrder(
    orderRefText: string,
    reason: string,
    user: string,
  ): Promise<CommandAnswer<{ orderRef: string }>> {
    const orderRef = parseOrderRef(orderRefText);
    if (orderRef === null || !this.#dependencies.world.orders.has(orderRef))
      return { kind: "refused", refusal: unknownOrder(orderRefText) };
    const answer = await this.#dependencies.perform(
      { to: "order", orderRef, command: { type: "CancelOrder", data: { reason } } },
      asked(user),
    );
    if (answer.kind === "refused") return { kind: "refused", refusal: answer.refusal };
    return { kind: "accepted", position: answer.position ?? (await this.#dependencies.head()), orderRef };
  }

  async openLegs(
    symbol: string,
    legs: readonly SpreadLegInput[],
    user: string,
  ): Promise<CommandAnswer<{ legs: readonly SpreadLeg[] }>> {
    const found = await findSpreadLegs(this.#dependencies, symbol, legs, asked(user));
    if (found.kind === "refused") return found;
    const options = found.legs.flatMap(({ contract }) => (contract.kind === "option" ? [contract] : []));
    this.#holdLegs(symbol, options);
    await this.#quoted(options);
    return found;
  }

  async #request(
    input: VerticalOrderInput,
    purpose: "preview" | "place",
    user: string,
  ): Promise<CommandAnswer<{ state: OrderState }>> {
    const orderRef = parseOrderRef(input.orderRef);
    if (orderRef === null) return { kind: "refused", refusal: refMalformed(input.orderRef) };
    const cause = asked(user);
    const opened = await this.#dependencies.discovery.openExpiry(input.symbol, input.expiry, cause);
    const legs = this.#findLegs(input);
    if (!("refusal" in legs) && !legs.contracts.every((contract) => this.#isTwoSided(contract))) {
      this.#holdLegs(input.symbol, legs.contracts);
      await this.#quoted(legs.contracts);
    }
    if (purpose === "place") this.#dependencies.timing.began(orderRef);
    const { orderRef: _text, ...terms } = input;
    const command = {
      type: "RequestOrder",
      data: { ...terms, orderRef, purpose, requestedBy: user },
    } as const;
    const isUnavailable = opened.kind === "refused" && opened.refusal.code.startsWith("gateway.");
    const unavailable = isUnavailable ? { unavailable: underNewReference(opened.refusal) } : {};
    const answer = await this.#dependencies.perform(
      { to: "order", orderRef, command, ...unavailable },
      cause,
    );
    if (answer.kind === "refused") return { kind: "refused", refusal: answer.refusal };
    await this.#decided(orderRef);
    const state = this.#dependencies.world.orders.get(orderRef)?.state;
    if (state === undefined) throw new Error(`${orderRef} was requested and is not known`);
    if (state.refusal !== null) return { kind: "refused", refusal: state.refusal };
    return { kind: "accepted", position: await this.#dependencies.head(), state };
  }

  #findLegs(
    input: Pick<VerticalOrderInput, "symbol" | "expiry" | "right" | "longStrike" | "shortStrike">,
  ): { readonly contracts: Legs } | { readonly refusal: Refusal } {
    const expiry = parseIsoDate(input.expiry);
    const contracts =
      expiry === null ? [] : (this.#dependencies.world.chains.get(input.symbol)?.contracts.get(expiry) ?? []);
    const find = (text: string) => {
      const strike = parseMicros(text);
      return contracts.find((contract) => contract.strike === strike && contract.right === input.right);
    };
    const long = find(input.longStrike);
    const short = find(input.shortStrike);
    if (long === undefined) return { refusal: strikeUnknown("longStrike", input.longStrike, input) };
    if (short === undefined) return { refusal: strikeUnknown("shortStrike", input.shortStrike, input) };
    return { contracts: [long, short] };
  }

  #holdLegs(symbol: string, contracts: readonly OptionContract[]): void {
    const underlying = chainOf(this.#dependencies.world, symbol).underlying;
    const wanted: readonly Contract[] = underlying === null ? contracts : [underlying, ...contracts];
    const usedAt = this.#dependencies.now();
    this.#dependencies.enqueue(
      wanted.flatMap((contract) =>
        toLines({ type: "RequestLine", data: { contract, purpose: "ticket", usedAt } }, true),
      ),
    );
  }

  /** Returns when every leg has a bid and an ask, or when that takes too long: then the rules see what is missing. */
  async #quoted(contracts: readonly OptionContract[]): Promise<void> {
    const until = this.#dependencies.clock.monotonicMs() + this.#dependencies.limits.quoteWaitMaxMs;
    while (
      contracts.some((contract) => !this.#isTwoSided(contract)) &&
      this.#dependencies.clock.monotonicMs() < until
    ) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          forget();
          this.#quoteWaiters.delete(wake);
          resolve();
        };
        const forget = this.#dependencies.clock.schedule(
          until - this.#dependencies.clock.monotonicMs(),
          wake,
        );
        this.#quoteWaiters.add(wake);
      });
    }
  }

  #isTwoSided(contract: OptionContract): boolean {
    const row = this.#dependencies.world.quotes.rows.get(contract.conId);
    return row !== undefined && row.bid !== null && row.ask !== null;
  }

  ticked(): void {
    for (const wake of new Set(this.#quoteWaiters)) wake();
  }

  #isDecided(orderRef: OrderRef): boolean {
    const phase = this.#dependencies.world.orders.get(orderRef)?.state.phase;
    return phase !== "requested" && phase !== "previewing";
  }

  /** Resolves once a refusal, an assessment or an intent is durable. */
  async #decided(orderRef: OrderRef): Promise<void> {
    while (!this.#isDecided(orderRef)) {
      await this.#dependencies.owed.promise<void>((resolve) => {
        const waiting = this.#deciding.get(orderRef) ?? new Set();
        waiting.add(resolve);
        this.#deciding.set(orderRef, waiting);
      });
    }
    await this.#dependencies.turnEnded();
  }

  durable({ event }: { readonly event: DomainEvent }): void {
    if (!("orderRef" in event.data)) return;
    const waiting = this.#deciding.get(event.data.orderRef);
    if (waiting === undefined || !this.#isDecided(event.data.orderRef)) return;
    this.#deciding.delete(event.data.orderRef);
    for (const resolve of waiting) resolve();
  }
}

function previewOf(state: OrderState): OrderPreview | null {
  const { request, assessment, margin, marginFailure } = state;
  if (request === null || assessment === null) return null;
  const { limitPrice, passed, verdicts, quotes } = assessment;
  return { orderRef: request.orderRef, limitPrice, margin, marginFailure, passed, verdicts, quotes };
}

export function asked(user: string): Cause {
  return { actor: `user:${user}`, correlationId: null, causationId: null };
}

/** A refused reference stays refused: what is asked for again needs another. */
function underNewReference(refusal: Refusal): Refusal {
  return { ...refusal, remedy: `${refusal.remedy} The order then needs a new reference.` };
}

function refMalformed(orderRef: string): Refusal {
  return {
    code: "order.ref-malformed",
    message: "An order reference is 1 to 40 letters, digits and hyphens.",
    field: "orderRef",
    inputs: { orderRef: orderRef.slice(0, 60) },
    limit: "40 characters",
    remedy: "Make a new reference, a UUID for example.",
  };
}

function unknownOrder(orderRef: string): Refusal {
  return {
    code: "order.unknown",
    message: "There is no order with this reference.",
    field: "orderRef",
    inputs: { orderRef: orderRef.slice(0, 60) },
    limit: null,
    remedy: "Choose an order from the list.",
  };
}

function strikeUnknown(
  field: "longStrike" | "shortStrike",
  strike: string,
  input: { symbol: string; expiry: string; right: string },
): Refusal {
  const { symbol, expiry, right } = input;
  return {
    code: "order.strike-not-in-chain",
    message: `${symbol} ${expiry} lists no ${right} at ${strike.slice(0, 20)}.`,
    field,
    inputs: { symbol, expiry, right, [field]: strike.slice(0, 20) },
    limit: null,
    remedy: "Choose a strike of the chain.",
  };
}

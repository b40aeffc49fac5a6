import {
  parseIsoDate,
  type ChainParameters,
  type DomainEvent,
  type IsoDate,
  type OptionContract,
  type Position,
  type Refusal,
} from "@legbook/domain";
import type { EngineLimits } from "../limits.ts";
import type { Cause } from "../loop/recording.ts";
import type { WorkAnswer, Task } from "../loop/work.ts";
import type { CommandAnswer } from "../ports/engine.ts";
import type { SymbolMatch } from "../ports/broker-gateway.ts";
import { streams } from "../world/streams.ts";
import { chainOf, type ChainKnowledge, type World } from "../world/world.ts";
import type { Conversations, Reply } from "./conversations.ts";

export interface ChainDiscoveryDependencies {
  readonly world: World;
  readonly conversations: Conversations;
  readonly limits: EngineLimits;
  /** Records and waits until it is durable. */
  readonly perform: (task: Task, cause: Cause) => Promise<WorkAnswer>;
  readonly head: () => Promise<Position>;
}

/** Finds underlyings, the parameters of their chains, and the contracts of an expiry; asks the gateway once for each. */
export interface ChainDiscovery {
  findSymbols(pattern: string): Promise<CommandAnswer<{ matches: readonly SymbolMatch[] }>>;
  openChain(symbol: string, cause: Cause): Promise<CommandAnswer<{ chain: ChainKnowledge }>>;
  openExpiry(
    symbol: string,
    expiry: string,
    cause: Cause,
  ): Promise<CommandAnswer<{ contracts: readonly OptionContract[] }>>;
}

export function createChainDiscovery(dependencies: ChainDiscoveryDependencies): ChainDiscovery {
  return new Discovery(dependencies);
}

class Discovery implements ChainDiscovery {
  readonly #dependencies: ChainDiscoveryDependencies;
  readonly #underWay = new Map<string, Promise<CommandAnswer<{ chain: ChainKnowledge }>>>();
  readonly #expiriesUnderWay = new Map<
    string,
    Promise<CommandAnswer<{ contracts: readonly OptionContract[] }>>
  >();

  constructor(dependencies: ChainDiscoveryDependencies) {
    this.#dependencies = dependencies;
  }

  async findSymbols(pattern: string): Promise<CommandAnswer<{ matches: readonly SymbolMatch[] }>> {
    if (!/^[\w .&-]{1,40}$/.test(pattern)) return { kind: "refused", refusal: symbolMalformed(pattern) };
    const reply = await this.#dependencies.conversations.ask(
      (requestId) => ({ kind: "matchingSymbols", requestId, pattern }),
      "chain",
      this.#dependencies.limits.chainRequestDeadlineMs,
    );
    if (reply.kind === "failed") return { kind: "refused", refusal: gatewayFailed("symbol", pattern, reply) };
    const matches = reply.messages.flatMap((message) =>
      message.kind === "symbolMatches" ? message.matches : [],
    );
    return { kind: "accepted", position: await this.#dependencies.head(), matches };
  }

  async openChain(symbol: string, cause: Cause): Promise<CommandAnswer<{ chain: ChainKnowledge }>> {
    if (!isSymbol(symbol)) return { kind: "refused", refusal: symbolMalformed(symbol) };
    const chain = chainOf(this.#dependencies.world, symbol);
    if (chain.parameters !== null)
      return { kind: "accepted", position: await this.#dependencies.head(), chain };
    return once(this.#underWay, symbol, () => this.#discover(symbol, cause));
  }

  async #discover(symbol: string, cause: Cause): Promise<CommandAnswer<{ chain: ChainKnowledge }>> {
    await this.#record(symbol, { type: "ChainRequested", data: { symbol } }, cause);
    const details = await this.#dependencies.conversations.ask(
      (requestId) => ({ kind: "stockDetails", requestId, symbol }),
      "chain",
      this.#dependencies.limits.chainRequestDeadlineMs,
    );
    const contract =
      details.kind === "answered"
        ? details.messages.find((message) => message.kind === "stockDetails")?.contract
        : undefined;
    if (contract === undefined) return this.#refuseChain(symbol, details, cause);
    await this.#record(symbol, { type: "UnderlyingReported", data: { symbol, contract } }, cause);
    const reply = await this.#dependencies.conversations.ask(
      (requestId) => ({ kind: "chainParameters", requestId, symbol, underlyingConId: contract.conId }),
      "chain",
      this.#dependencies.limits.chainRequestDeadlineMs,
    );
    const parameters = reply.kind === "answered" ? chooseParameters(symbol, reply) : null;
    if (parameters === null) return this.#refuseChain(symbol, reply, cause);
    const position = await this.#record(symbol, { type: "ChainParametersReported", data: parameters }, cause);
    return { kind: "accepted", position, chain: chainOf(this.#dependencies.world, symbol) };
  }

  async #refuseChain(symbol: string, reply: Reply, cause: Cause): Promise<CommandAnswer<never>> {
    const failed =
      reply.kind === "failed"
        ? reply
        : { code: null, message: "the gateway lists no such stock with options" };
    const unknown = reply.kind === "answered" || reply.code === 200;
    const refusal = unknown ? symbolUnknown(symbol, failed.message) : gatewayFailed("symbol", symbol, failed);
    const { code, message } = failed;
    await this.#record(
      symbol,
      { type: "ChainRequestRefused", data: { symbol, code, message, remedy: refusal.remedy } },
      cause,
    );
    return { kind: "refused", refusal };
  }

  async openExpiry(
    symbol: string,
    expiryText: string,
    cause: Cause,
  ): Promise<CommandAnswer<{ contracts: readonly OptionContract[] }>> {
    const opened = await this.openChain(symbol, cause);
    if (opened.kind === "refused") return opened;
    const { chain } = opened;
    const expiry = parseIsoDate(expiryText);
    const { parameters } = chain;
    if (parameters === null || expiry === null || !parameters.expiries.includes(expiry)) {
      return { kind: "refused", refusal: expiryNotListed(symbol, expiryText, parameters?.expiries ?? []) };
    }
    const known = chain.contracts.get(expiry);
    if (known !== undefined)
      return { kind: "accepted", position: await this.#dependencies.head(), contracts: known };
    return once(this.#expiriesUnderWay, `${symbol}/${expiry}`, () =>
      this.#discoverExpiry(parameters, expiry, cause),
    );
  }

  async #discoverExpiry(
    parameters: ChainParameters,
    expiry: IsoDate,
    cause: Cause,
  ): Promise<CommandAnswer<{ contracts: readonly OptionContract[] }>> {
    const { symbol, tradingClass } = parameters;
    const reply = await this.#dependencies.conversations.ask(
      (requestId) => ({
        kind: "expiryDetails",
        requestId,
        symbol,
        tradingClass,
        exchange: "SMART",
        expiry,
        right: null,
      }),
      "chain",
      this.#dependencies.limits.chainRequestDeadlineMs,
    );
    if (reply.kind === "failed") return { kind: "refused", refusal: gatewayFailed("expiry", expiry, reply) };
    const contracts = reply.messages.flatMap((message) =>
      message.kind === "optionDetails" ? [message.contract] : [],
    );
    if (contracts.length === 0)
      return { kind: "refused", refusal: expiryNotListed(symbol, expiry, parameters.expiries) };
    contracts.sort((a, b) => a.strike - b.strike || a.right.localeCompare(b.right));
    const position = await this.#record(
      symbol,
      { type: "ExpiryContractsReported", data: { symbol, expiry, contracts } },
      cause,
    );
    return { kind: "accepted", position, contracts };
  }

  async #record(symbol: string, event: DomainEvent, cause: Cause): Promise<Position> {
    const answer = await this.#dependencies.perform(
      { to: "log", stream: streams.chain(symbol), event },
      cause,
    );
    return answer.position ?? (await this.#dependencies.head());
  }
}

function once<Value>(
  underWay: Map<string, Promise<Value>>,
  key: string,
  begin: () => Promise<Value>,
): Promise<Value> {
  let promise = underWay.get(key);
  if (promise === undefined) {
    promise = begin().finally(() => underWay.delete(key));
    underWay.set(key, promise);
  }
  return promise;
}

/** The same series are listed by every exchange: SMART's own list when there is one, else the fullest. */
function chooseParameters(
  symbol: string,
  reply: Extract<Reply, { kind: "answered" }>,
): ChainParameters | null {
  const lists = reply.messages.flatMap((message) =>
    message.kind === "chainParameters" ? [message.parameters] : [],
  );
  const standard = lists.filter((list) => list.multiplier === 100);
  const ranked = [...standard].sort(
    (a, b) =>
      Number(b.tradingClass === symbol) - Number(a.tradingClass === symbol) ||
      Number(b.exchange === "SMART") - Number(a.exchange === "SMART") ||
      b.expiries.length * b.strikes.length - a.expiries.length * a.strikes.length,
  );
  const best = ranked[0];
  if (best === undefined) return null;
  return {
    symbol,
    ...best,
    expiries: [...best.expiries].sort(),
    strikes: [...best.strikes].sort((a, b) => a - b),
  };
}

/** Whether a text may be an underlying's symbol. */
export function isSymbol(text: string): boolean {
  return /^[A-Z][A-Z0-9.]{0,11}$/.test(text);
}

export function symbolMalformed(symbol: string): Refusal {
  return {
    code: "chain.symbol-malformed",
    message: "A symbol is a letter followed by up to eleven letters, digits or points.",
    field: "symbol",
    inputs: { symbol: symbol.slice(0, 60) },
    limit: null,
    remedy: "Give the underlying's symbol in capitals, such as GOOG.",
  };
}

function symbolUnknown(symbol: string, message: string): Refusal {
  return {
    code: "chain.symbol-unknown",
    message: `The gateway knows no stock ${symbol} with listed options (${message}).`,
    field: "symbol",
    inputs: { symbol },
    limit: null,
    remedy: "Search for the symbol by its first letters and choose one that has options.",
  };
}

function gatewayFailed(
  field: string,
  value: string,
  failed: { readonly code: number | null; readonly message: string },
): Refusal {
  return {
    code: "gateway.no-answer",
    message: `The gateway did not answer${failed.code === null ? "" : ` (its code ${failed.code})`}: ${failed.message}.`,
    field,
    inputs: { [field]: value, gatewayCode: failed.code },
    limit: null,
    remedy: "See the connection's state; ask again once it is ready.",
  };
}

function expiryNotListed(symbol: string, expiry: string, expiries: readonly IsoDate[]): Refusal {
  const next = expiries.find((listed) => listed >= expiry) ?? expiries.at(-1);
  return {
    code: "chain.expiry-not-listed",
    message: `${symbol} has no options that expire on ${expiry.slice(0, 20)}.`,
    field: "expiry",
    inputs: { symbol, expiry: expiry.slice(0, 20), listed: expiries.length },
    limit: null,
    remedy: next === undefined ? "Open the chain first." : `Choose a listed expiry; the nearest is ${next}.`,
  };
}

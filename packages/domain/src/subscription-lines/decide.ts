import { type Decider, unreachable } from "../kernel/decider.ts";
import { emit, nothing, type Outcome, refuse } from "../kernel/outcome.ts";
import type { Contract } from "../contract/contract.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { SubscriptionLinesCommand, SubscriptionLinesContext } from "./commands.ts";
import type { LinePurpose, SubscriptionLinesEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { INITIAL_SUBSCRIPTION_LINES, type Line, pinnedCount, type SubscriptionLinesState } from "./state.ts";

type State = SubscriptionLinesState;
type Result = Outcome<SubscriptionLinesEvent>;
type CommandData<Type extends SubscriptionLinesCommand["type"]> = Extract<
  SubscriptionLinesCommand,
  { type: Type }
>["data"];

/** A use is not worth an event when the last one is younger. */
export const LINE_USE_RESOLUTION_MS = 1_000;
/** A rejected line is not asked for again before that much time passed since it was last used. */
export const REJECTED_LINE_RETRY_MS = 30_000;
/** Brokers sell up to a few thousand lines; more is a slip. */
export const LINES_LIMIT_MAX = 10_000;

const PURPOSE_RANK: Readonly<Record<LinePurpose, number>> = {
  watch: 0,
  scan: 1,
  chain: 2,
  ticket: 3,
  position: 4,
  order: 5,
};

/** Which contracts hold one of the gateway's market data lines. */
export const subscriptionLines: Decider<
  State,
  SubscriptionLinesCommand,
  SubscriptionLinesEvent,
  SubscriptionLinesContext
> = {
  category: "lines",
  initial: INITIAL_SUBSCRIPTION_LINES,
  decide,
  evolve,
};

function decide(
  state: State,
  command: SubscriptionLinesCommand,
  { nextRequestId }: SubscriptionLinesContext,
): Result {
  switch (command.type) {
    case "RequestLine":
      return requestLine(state, command.data, nextRequestId);
    case "ReleaseLine":
      return releaseLine(state, command.data.conId);
    case "RenewLine":
      return renewLine(state, command.data.requestId, nextRequestId);
    case "PinLine":
      return pinLine(state, command.data, nextRequestId);
    case "UnpinLine": {
      const { conId, holder } = command.data;
      const held = (state.lines.get(conId) ?? state.rejected.get(conId))?.holders.has(holder) === true;
      return held ? emit({ type: "LineUnpinned", data: { conId, holder } }) : nothing();
    }
    case "ReportRejection": {
      const { requestId, code, message } = command.data;
      const conId = state.requests.get(requestId);
      if (conId === undefined) return nothing();
      return emit({ type: "LineRejectionReported", data: { conId, requestId, code, message } });
    }
    case "ReportDataType": {
      const { requestId, dataType } = command.data;
      const conId = state.requests.get(requestId);
      if (conId === undefined || state.lines.get(conId)?.dataType === dataType) return nothing();
      return emit({ type: "LineDataTypeReported", data: { conId, requestId, dataType } });
    }
    case "InvalidateLines":
      return invalidateLines(state, command.data.cause, nextRequestId);
    case "SetLinesLimit":
      return setLinesLimit(state, command.data);
    default:
      return unreachable(command);
  }
}

function requestLine(state: State, data: CommandData<"RequestLine">, nextRequestId: number): Result {
  const { contract, purpose, usedAt } = data;
  const { conId } = contract;
  const line = state.lines.get(conId);
  if (line !== undefined) return emit(...renewal(line, purpose, usedAt));
  return emit(...opening(state, { contract, purpose, usedAt }, nextRequestId).events);
}

function renewal(line: Line, purpose: LinePurpose, usedAt: EpochMs): readonly SubscriptionLinesEvent[] {
  if (usedAt - line.lastUsedAt < LINE_USE_RESOLUTION_MS) return [];
  return [{ type: "LineRequested", data: { conId: line.contract.conId, purpose, usedAt } }];
}

interface Wish {
  readonly contract: Contract;
  readonly purpose: LinePurpose;
  readonly usedAt: EpochMs;
}

/** The events that open a line where there is none, and whether it is then open. */
function opening(
  state: State,
  wish: Wish,
  requestId: number,
): { readonly isOpened: boolean; readonly events: readonly SubscriptionLinesEvent[] } {
  const { conId } = wish.contract;
  const rejected = state.rejected.get(conId);
  if (rejected !== undefined && wish.usedAt - rejected.lastUsedAt < REJECTED_LINE_RETRY_MS) {
    return { isOpened: false, events: [] };
  }
  assertFree(state, requestId);
  const opened: SubscriptionLinesEvent = { type: "LineOpened", data: { ...wish, requestId } };
  if (state.lines.size < state.linesMax) return { isOpened: true, events: [opened] };
  const victim = givingWay(state)[0];
  if (victim === undefined) {
    const { linesMax } = state;
    const refused: SubscriptionLinesEvent = {
      type: "LineRefused",
      data: { conId, purpose: wish.purpose, linesMax, pinned: pinnedCount(state) },
    };
    return { isOpened: false, events: state.refused.has(conId) ? [] : [refused] };
  }
  return { isOpened: true, events: [evicted(victim, conId), opened] };
}

/** Lines that nothing pins, the least recently used first; of those used at one moment, the lesser purpose first. */
function givingWay(state: State): readonly Line[] {
  return [...state.lines.values()]
    .filter((line) => line.holders.size === 0)
    .sort(
      (a, b) =>
        a.lastUsedAt - b.lastUsedAt ||
        PURPOSE_RANK[a.purpose] - PURPOSE_RANK[b.purpose] ||
        a.requestId - b.requestId,
    );
}

function evicted(line: Line, inFavourOf: number): SubscriptionLinesEvent {
  const { requestId, lastUsedAt } = line;
  return { type: "LineEvicted", data: { conId: line.contract.conId, requestId, lastUsedAt, inFavourOf } };
}

function releaseLine(state: State, conId: number): Result {
  const line = state.lines.get(conId) ?? state.rejected.get(conId);
  if (line === undefined) return nothing();
  if (line.holders.size > 0) {
    return refuse({
      code: "lines.line-pinned",
      message: "The line is held by an open order or a position.",
      field: "conId",
      inputs: { conId, holders: [...line.holders].join(", ") },
      limit: null,
      remedy: "It is released once every holder has let it go.",
    });
  }
  return emit({ type: "LineReleased", data: { conId, requestId: line.requestId } });
}

function renewLine(state: State, requestId: number, nextRequestId: number): Result {
  const conId = state.requests.get(requestId);
  const line = conId === undefined ? undefined : state.lines.get(conId);
  if (conId === undefined || line === undefined) return nothing();
  assertFree(state, nextRequestId);
  const { contract, purpose, lastUsedAt, holders } = line;
  return emit<SubscriptionLinesEvent>(
    { type: "LineReleased", data: { conId, requestId } },
    { type: "LineOpened", data: { contract, requestId: nextRequestId, purpose, usedAt: lastUsedAt } },
    ...[...holders].map((holder): SubscriptionLinesEvent => ({
      type: "LinePinned",
      data: { conId, holder },
    })),
  );
}

/** A pin on a rejected line counts too: the line comes back with the next session, or when it is used later. */
function pinLine(state: State, data: CommandData<"PinLine">, nextRequestId: number): Result {
  const { contract, holder, usedAt } = data;
  const { conId } = contract;
  const line = state.lines.get(conId);
  const pinned: SubscriptionLinesEvent = { type: "LinePinned", data: { conId, holder } };
  if (line !== undefined) {
    const uses = renewal(line, line.purpose, usedAt);
    return line.holders.has(holder) ? emit(...uses) : emit(...uses, pinned);
  }
  const { isOpened, events } = opening(state, { contract, purpose: "order", usedAt }, nextRequestId);
  const rejected = state.rejected.get(conId);
  if (rejected?.holders.has(holder) === true) return emit(...events);
  return isOpened || rejected !== undefined ? emit(...events, pinned) : emit(...events);
}

/** All lines come back under new request ids, the pinned first; of the rejected ones as many as there is room for. */
function invalidateLines(state: State, cause: "newSession" | "dataLost", nextRequestId: number): Result {
  const kept = [...state.lines.values()];
  const rejected = [...state.rejected.values()];
  const all = [...kept, ...rejected];
  if (all.length === 0) return nothing();
  const isPinned = (line: Line) => line.holders.size > 0;
  const pinned = all.filter(isPinned);
  const ordered = [...pinned, ...all.filter((line) => !isPinned(line))];
  const returning = ordered.slice(0, Math.max(state.linesMax, pinned.length));
  assertFree(state, nextRequestId);
  return emit<SubscriptionLinesEvent>(
    { type: "LinesInvalidated", data: { cause } },
    ...returning.map(({ contract, purpose, lastUsedAt }, index): SubscriptionLinesEvent => {
      return {
        type: "LineOpened",
        data: { contract, requestId: nextRequestId + index, purpose, usedAt: lastUsedAt },
      };
    }),
  );
}

/** A lower limit releases what is over it, the least recently used first; pinned lines stay, even over the limit. */
function setLinesLimit(state: State, { linesMax, actor }: CommandData<"SetLinesLimit">): Result {
  if (!Number.isSafeInteger(linesMax) || linesMax < 1 || linesMax > LINES_LIMIT_MAX) {
    return refuse({
      code: "lines.limit-malformed",
      message: "The limit of market data lines is not a whole number in its range.",
      field: "linesMax",
      inputs: { linesMax: Number.isFinite(linesMax) ? linesMax : null },
      limit: `1 to ${LINES_LIMIT_MAX}`,
      remedy: "Use the number of lines that the account has, less those that a person's own screens need.",
    });
  }
  if (linesMax === state.linesMax) return nothing();
  const surplus = Math.max(0, state.lines.size - linesMax);
  return emit<SubscriptionLinesEvent>(
    { type: "LinesLimitSet", data: { linesMax, actor } },
    ...givingWay(state)
      .slice(0, surplus)
      .map(({ contract, requestId }): SubscriptionLinesEvent => {
        return { type: "LineReleased", data: { conId: contract.conId, requestId } };
      }),
  );
}

/** A request id that was used before would attribute one contract's ticks to another. */
function assertFree(state: State, requestId: number): void {
  if (!Number.isSafeInteger(requestId) || requestId <= state.requestIdSeen) {
    throw new RangeError(`request id ${requestId} is not above ${state.requestIdSeen}, the highest one used`);
  }
}

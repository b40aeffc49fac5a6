import { unreachable } from "../kernel/decider.ts";
import type { SubscriptionLinesEvent } from "./events.ts";
import { type Line, REJECTED_LINES_MAX, type RejectedLine, type SubscriptionLinesState } from "./state.ts";

type State = SubscriptionLinesState;
type EventData<Type extends SubscriptionLinesEvent["type"]> = Extract<
  SubscriptionLinesEvent,
  { type: Type }
>["data"];

/** Folds one event. Throws when it speaks of a line that cannot be there. */
export function evolve(state: State, event: SubscriptionLinesEvent): State {
  switch (event.type) {
    case "LineRequested": {
      const { conId, purpose, usedAt } = event.data;
      return withLine(state, conId, { ...lineOf(state, conId, event.type), purpose, lastUsedAt: usedAt });
    }
    case "LineOpened":
      return opened(state, event.data);
    case "LineEvicted":
      return { ...without(state, event.data.conId, event.type), evictions: state.evictions + 1 };
    case "LineReleased":
      return released(state, event.data.conId);
    case "LinePinned":
      return withHolders(state, event.data.conId, event.type, (holders) => holders.add(event.data.holder));
    case "LineUnpinned": {
      const next = withHolders(state, event.data.conId, event.type, (holders) =>
        holders.delete(event.data.holder),
      );
      return { ...next, refused: new Set() };
    }
    case "LineRefused":
      return {
        ...state,
        refused: new Set(state.refused).add(event.data.conId),
        refusals: state.refusals + 1,
      };
    case "LineRejectionReported":
      return rejected(state, event.data);
    case "LineDataTypeReported": {
      const { conId, dataType } = event.data;
      return withLine(state, conId, { ...lineOf(state, conId, event.type), dataType });
    }
    case "LinesInvalidated":
      return {
        ...state,
        lines: new Map(),
        requests: new Map(),
        rejected: new Map(),
        invalidated: new Map<number, Line>([...state.rejected, ...state.lines]),
        refused: new Set(),
      };
    case "LinesLimitSet":
      return { ...state, linesMax: event.data.linesMax, refused: new Set() };
    default:
      return unreachable(event);
  }
}

function lineOf(state: State, conId: number, event: string): Line {
  const line = state.lines.get(conId);
  if (line === undefined) throw new Error(`${event} for contract ${conId}, which has no line`);
  return line;
}

function withLine(state: State, conId: number, line: Line): State {
  return { ...state, lines: new Map(state.lines).set(conId, line) };
}

/** Keeps who held the line before it was rejected or forgotten. */
function opened(state: State, data: EventData<"LineOpened">): State {
  const { contract, requestId, purpose, usedAt } = data;
  const { conId } = contract;
  if (state.lines.has(conId)) throw new Error(`LineOpened for contract ${conId}, which has a line`);
  const holders = (state.rejected.get(conId) ?? state.invalidated.get(conId))?.holders ?? new Set<string>();
  const line: Line = { contract, requestId, purpose, lastUsedAt: usedAt, holders, dataType: null };
  return {
    ...withLine(state, conId, line),
    requests: new Map(state.requests).set(requestId, conId),
    rejected: mapWithout(state.rejected, conId),
    invalidated: mapWithout(state.invalidated, conId),
    requestIdSeen: Math.max(state.requestIdSeen, requestId),
  };
}

function without(state: State, conId: number, event: string): State {
  const { requestId } = lineOf(state, conId, event);
  return {
    ...state,
    lines: mapWithout(state.lines, conId),
    requests: mapWithout(state.requests, requestId),
    refused: new Set(),
  };
}

/** A rejected line is released by being forgotten. */
function released(state: State, conId: number): State {
  if (state.lines.has(conId)) return without(state, conId, "LineReleased");
  if (!state.rejected.has(conId)) throw new Error(`LineReleased for contract ${conId}, which has no line`);
  return { ...state, rejected: mapWithout(state.rejected, conId) };
}

function withHolders(
  state: State,
  conId: number,
  event: string,
  change: (holders: Set<string>) => void,
): State {
  const rejectedLine = state.rejected.get(conId);
  const line = rejectedLine ?? lineOf(state, conId, event);
  const holders = new Set(line.holders);
  change(holders);
  return rejectedLine === undefined
    ? withLine(state, conId, { ...line, holders })
    : { ...state, rejected: new Map(state.rejected).set(conId, { ...rejectedLine, holders }) };
}

function rejected(state: State, data: EventData<"LineRejectionReported">): State {
  const { conId, code, message } = data;
  const line: RejectedLine = { ...lineOf(state, conId, "LineRejectionReported"), code, message };
  const remembered = new Map(mapWithout(state.rejected, conId)).set(conId, line);
  for (const [oldest, { holders }] of remembered) {
    if (remembered.size <= REJECTED_LINES_MAX) break;
    if (holders.size === 0) remembered.delete(oldest);
  }
  return {
    ...without(state, conId, "LineRejectionReported"),
    rejected: remembered,
    rejections: state.rejections + 1,
  };
}

function mapWithout<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

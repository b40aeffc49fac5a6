import { type AppendResult, EventIdReused, WrongExpectedRevision } from "../../ports/event-store.ts";
import type { AppendPlan } from "../append-judgement.ts";
import type { LogReader } from "./log-reader.ts";

/**
 * Looks into the stream where an append says that it belongs, when its ids are not among the recent ones and the stream
 * has gone on since: it may have been made long ago. `head` is the stream's last revision, `refusal` the answer otherwise.
 */
export async function judgeOlderRepeat(
  reader: LogReader,
  plan: AppendPlan,
  head: number,
  refusal: Error,
): Promise<AppendResult | Error> {
  const { stream, events, expectedRevision } = plan;
  if (!(refusal instanceof WrongExpectedRevision) || expectedRevision === "any") return refusal;
  const first = expectedRevision === "no-stream" ? 0 : expectedRevision + 1;
  if (first > head) return refusal;
  const page = await reader.streamPage(stream, "forwards", first, events.length);
  const same = page.filter((record, offset) => record.metadata.id === events[offset]?.metadata.id).length;
  const last = page.at(-1);
  if (same === 0 || last === undefined) return refusal;
  if (same < events.length) {
    return new EventIdReused(
      `append to ${stream}, expected ${expectedRevision}: ${same} of its ${events.length} events are in the log already`,
    );
  }
  return { revision: last.revision, position: last.position, repeated: true };
}

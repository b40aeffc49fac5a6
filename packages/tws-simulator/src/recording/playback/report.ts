import type { Request } from "./message.ts";

/** No more are told by name; all are counted. */
const LINES_MAX = 200;

/** How a playback went. */
export interface PlaybackReport {
  readonly connectionsRecorded: number;
  readonly connectionsPlayed: number;
  /** Requests that the recording has. */
  readonly matched: number;
  /** Requests that the recording has, but not so often: they were answered as before. */
  readonly repeated: number;
  /** Requests that the recording does not have: how many, and the first of them in words. */
  readonly unmatched: { readonly count: number; readonly lines: readonly string[] };
  /** What the recording has and no client asked for, and the server's acts that were not performed. */
  readonly leftOver: { readonly requests: number; readonly acts: number; readonly lines: readonly string[] };
  /** Connections that could not be played, in words. */
  readonly refused: { readonly count: number; readonly lines: readonly string[] };
}

/** Counts, with the first lines kept. */
export class Tally {
  readonly lines: string[] = [];
  count = 0;

  add(line: string): void {
    this.count += 1;
    if (this.lines.length < LINES_MAX) this.lines.push(line);
  }
}

/** A request in few words: its name and the first fields that say something. */
export function described({ name, content, requestId, orderId }: Request): string {
  const id = requestId ?? orderId;
  const said = content
    .filter(({ text }) => !["", "0", "false", "null", "(some)"].includes(text))
    .slice(0, 6)
    .map((field) => `${field.name} ${field.text.slice(0, 40)}`);
  return [`${name}${id === null ? "" : ` ${id}`}`, ...said].join(", ");
}

/** The report as lines for a person. */
export function reportLines(report: PlaybackReport): string[] {
  const { connectionsPlayed, connectionsRecorded, matched, repeated, unmatched, leftOver, refused } = report;
  return [
    `Played ${connectionsPlayed} of ${connectionsRecorded} connections: ${matched} requests matched, ` +
      `${repeated} repeated, ${unmatched.count} not in the recording; ` +
      `${leftOver.requests} requests and ${leftOver.acts} replies left over.`,
    ...refused.lines.map((line) => `refused: ${line}`),
    ...unmatched.lines.map((line) => `not in the recording: ${line}`),
    ...leftOver.lines.map((line) => `left over: ${line}`),
  ];
}

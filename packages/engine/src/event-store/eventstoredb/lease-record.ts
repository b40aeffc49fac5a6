import { randomUUID } from "node:crypto";
import { z } from "zod";
import { LogUnusable } from "../../ports/event-store.ts";
import type { ServerEvent, ServerProposal } from "./server-events.ts";

const holderSchema = z.strictObject({
  /** What it is, such as `engine, client id 17`. */
  what: z.string(),
  host: z.string(),
  pid: z.number(),
  startedAt: z.string(),
  /** Where its API answers, and what other processes of the same log show it; null before it does. */
  url: z.string().nullable(),
  token: z.string().nullable(),
});

/** Who holds the right to write to a log. */
export type LeaseHolder = Readonly<z.infer<typeof holderSchema>>;

const recordSchema = z.strictObject({
  kind: z.enum(["taken", "renewed", "released"]),
  holder: holderSchema,
  durationMs: z.number().positive(),
});

export type LeaseContent = Readonly<z.infer<typeof recordSchema>>;

/** One event of a lease's stream. */
export interface LeaseRecord extends LeaseContent {
  readonly revision: number;
}

/** Beside the log's own streams, which begin with its name and a dot. */
export function leaseStream(log: string): string {
  return `legbook-lease-${log}`;
}

export function leaseProposal(content: LeaseContent): ServerProposal {
  return {
    id: randomUUID(),
    type: "LogLease",
    data: Buffer.from(JSON.stringify(content)),
    metadata: {},
  };
}

/** Throws `LogUnusable` for an event that is none of a lease. */
export function leaseRecordOf({ stream, revision, data }: ServerEvent): LeaseRecord {
  try {
    return { ...recordSchema.parse(JSON.parse(Buffer.from(data).toString("utf8"))), revision };
  } catch (error) {
    throw Object.assign(
      new LogUnusable(
        "newer-schema",
        `event ${revision} of ${stream} is no lease that this version of Legbook knows`,
        "Use the version of Legbook that wrote it, or choose another log=NAME.",
      ),
      { cause: error },
    );
  }
}

/** Such as `engine, client id 17 (process 4242 on desk-1, started 2026-11-26T09:30:00.000Z, http://desk-1:4810)`. */
export function describeHolder({ what, host, pid, startedAt, url }: LeaseHolder): string {
  return `${what} (process ${pid} on ${host}, started ${startedAt}${url === null ? "" : `, ${url}`})`;
}

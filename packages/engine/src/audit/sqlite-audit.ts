import { openSqliteLogReader, verifySqliteLog } from "../event-store/sqlite/index.ts";
import { type EventCodec, type LogReader, LogUnusable } from "../ports/event-store.ts";
import type { Anchor } from "./anchors.ts";
import { auditLog } from "./audit.ts";
import type { AuditFinding } from "./broken-link.ts";
import type { ChainAudit } from "./chain-audit.ts";

export interface SqliteAuditOptions {
  readonly path: string;
  readonly codec: EventCodec;
  readonly anchors: readonly Anchor[];
  readonly onProgress?: (events: number) => void;
}

/**
 * Every link of the log in a SQLite file, what anchors say of it, and SQLite's own check of pages and indexes. Changes
 * nothing. Damage is a finding; throws `LogUnusable` for a file that is no log of this version, or locked.
 */
export async function auditSqliteLog(options: SqliteAuditOptions): Promise<ChainAudit> {
  const opened = unlessDamaged(() => openSqliteLogReader({ ...options, damaged: "open" }));
  const audit =
    "finding" in opened
      ? { events: 0, head: null, findings: [opened.finding] }
      : await auditOpened(opened.result, options);
  const verified = unlessDamaged(() => verifySqliteLog(options.path));
  const isNew = "finding" in verified && !("finding" in opened);
  return { ...audit, findings: isNew ? [...audit.findings, verified.finding] : audit.findings };
}

async function auditOpened(log: LogReader, { anchors, onProgress }: SqliteAuditOptions): Promise<ChainAudit> {
  try {
    return await auditLog({ log, anchors, ...(onProgress === undefined ? {} : { onProgress }) });
  } finally {
    await log.close();
  }
}

function unlessDamaged<Result>(
  work: () => Result,
): { readonly result: Result } | { readonly finding: AuditFinding } {
  try {
    return { result: work() };
  } catch (error) {
    if (!(error instanceof LogUnusable) || error.reason !== "corrupt") throw error;
    return { finding: { kind: "file", position: null, text: error.message } };
  }
}

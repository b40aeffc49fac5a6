import {
  type AuditFinding,
  auditLog,
  auditSqliteLog,
  type ChainAudit,
  domainEventCodec,
} from "@legbook/engine";
import { isServerAddress, withoutPassword } from "@legbook/engine/eventstoredb";
import { startProgress } from "../../progress.ts";
import type { CommandOutcome } from "../run-command.ts";
import { anchorsIn, readingLog } from "./reading.ts";

interface VerifyOptions {
  readonly anchors?: string;
  readonly json?: true;
}

export async function verify(log: string, options: VerifyOptions): Promise<CommandOutcome> {
  const anchors = anchorsIn(options.anchors);
  const audit = isServerAddress(log)
    ? await readingLog(log, "Verifying", (reader, onProgress) =>
        auditLog({ log: reader, anchors, onProgress }),
      )
    : await verifyFile(log, anchors);
  if (options.json === true) console.log(JSON.stringify(summary(log, audit, anchors.length)));
  else for (const line of lines(log, audit, anchors.length)) console.log(line);
  return audit.findings.length === 0 ? 0 : 1;
}

async function verifyFile(path: string, anchors: ReturnType<typeof anchorsIn>): Promise<ChainAudit> {
  const progress = startProgress({ title: "Verifying", total: null, unit: "events" });
  const onProgress = (events: number): void => progress.update(events);
  const audit = await auditSqliteLog({ path, codec: domainEventCodec(), anchors, onProgress });
  progress.end();
  return audit;
}

function lines(log: string, { events, head, findings }: ChainAudit, anchors: number): readonly string[] {
  const against =
    anchors === 0
      ? "No anchors: a cut tail, or a chain forged from some event on, would not show."
      : `${anchors} anchors were held against it.`;
  const end = head === null ? [] : [`Head ${head.position}, hash ${head.hash.toHex()}`];
  const verdict = findings.length === 0 ? `Sound: every link of ${events} events holds.` : "NOT SOUND";
  return [`${withoutPassword(log)}: ${verdict}`, ...findings.map(ofFinding), ...end, against];
}

function ofFinding({ position, kind, text }: AuditFinding): string {
  return position === null ? `  ${kind}: ${text}` : `  ${kind}: event ${position}: ${text}`;
}

function summary(log: string, { events, head, findings }: ChainAudit, anchors: number): unknown {
  const end = head === null ? null : { position: head.position, hash: head.hash.toHex() };
  return { log: withoutPassword(log), sound: findings.length === 0, events, head: end, anchors, findings };
}

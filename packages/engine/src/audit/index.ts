export { type Anchor, formatAnchor, parseAnchors } from "./anchors.ts";
export {
  auditLog,
  type AuditOptions,
  dayAnchors,
  LogNotSound,
  proveEvent,
  type ProvenEvent,
} from "./audit.ts";
export type { AuditFinding } from "./broken-link.ts";
export type { ChainAudit } from "./chain-audit.ts";
export { auditSqliteLog, type SqliteAuditOptions } from "./sqlite-audit.ts";
export { checkProof, type EventProof, formatProof, parseProof, type ProofCheck } from "./event-proof.ts";

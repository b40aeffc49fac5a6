import { readFileSync, writeFileSync } from "node:fs";
import {
  checkProof,
  domainEventCodec,
  type EventProof,
  formatProof,
  parseProof,
  proveEvent,
  type StoredRecord,
} from "@legbook/engine";
import { SettingsFault } from "../../settings.ts";
import type { CommandOutcome } from "../run-command.ts";
import { anchorsIn, readingLog } from "./reading.ts";

interface ProveOptions {
  readonly log: string;
  readonly anchors?: string;
  readonly out?: string;
}

export async function prove(event: string, { log, anchors, out }: ProveOptions): Promise<void> {
  const known = anchorsIn(anchors);
  const wanted = new Set([event, /^\d{1,16}$/.test(event) ? event.padStart(16, "0") : event]);
  const isWanted = ({ position, metadata }: StoredRecord): boolean =>
    wanted.has(position) || wanted.has(metadata.id);
  const proven = await readingLog(log, "Proving", (reader, onProgress) =>
    proveEvent({ log: reader, isWanted, anchors: known, onProgress }),
  );
  if (proven === null)
    throw new SettingsFault([`${event} is neither a position nor an id of the log's events`]);
  const { proof, root } = proven;
  if (out === undefined) console.log(formatProof(proof));
  else writeFileSync(out, `${formatProof(proof)}\n`);
  console.error(`Proves ${nameOf(proof)} against the root of ${proof.treeSize} events of ${proof.day}:`);
  console.error(root.toHex());
}

interface CheckOptions {
  readonly root?: string;
  readonly anchors?: string;
}

export function check(path: string, options: CheckOptions): CommandOutcome {
  const proof = proofIn(path);
  const result = checkProof(proof, rootFor(proof, options));
  if (!result.proven) {
    console.log(`NOT PROVEN: ${result.reason}`);
    return 1;
  }
  const { metadata } = proof.event;
  console.log(`Proven: ${nameOf(proof)}, among ${proof.treeSize} events of ${proof.day}`);
  console.log(`  occurred ${timeOf(metadata.occurredAt)}, recorded ${timeOf(metadata.recordedAt)}`);
  console.log(`  by ${metadata.actor} in session ${metadata.session}, id ${metadata.id}`);
  console.log(`  ${JSON.stringify(domainEventCodec().decode(proof.event.stored).data)}`);
  return 0;
}

function proofIn(path: string): EventProof {
  try {
    return parseProof(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof RangeError) throw new SettingsFault([`${path} is ${error.message}`]);
    throw error;
  }
}

function rootFor({ day, treeSize }: EventProof, { root, anchors }: CheckOptions): Uint8Array {
  if ((root === undefined) === (anchors === undefined))
    throw new SettingsFault(["Say which root you trust: --root HEX or --anchors FILE."]);
  if (root !== undefined) {
    if (!/^[0-9a-f]{64}$/i.test(root)) throw new SettingsFault(["--root: a root is 64 hexadecimal digits"]);
    return Uint8Array.fromHex(root);
  }
  const anchor = anchorsIn(anchors).find((each) => each.day === day && each.dayEvents === treeSize);
  if (anchor !== undefined) return anchor.root;
  throw new SettingsFault([`--anchors: none is of the first ${treeSize} events of ${day}, as the proof is`]);
}

function nameOf({ event: { stored, stream, revision } }: EventProof): string {
  return `${stored.type} at revision ${revision} of ${stream}`;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

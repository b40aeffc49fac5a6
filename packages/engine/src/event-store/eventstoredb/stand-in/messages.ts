import type { RecordedEvent, StreamName } from "@legbook/domain";
import sharedPb from "@eventstore/db-client/generated/shared_pb.js";
import streamsPb from "@eventstore/db-client/generated/streams_pb.js";
import type { AppendReq, AppendResp, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { AppendResult, ExpectedRevision } from "../../../ports/event-store.ts";
import { commitOf } from "./positions.ts";
import { type Proposal, proposalOf } from "./proposals.ts";

/** .NET's clock counts 100 ns. A client takes it for a time of the server's. */
const TICKS_PER_MILLISECOND = 10_000;

export function readProposal(message: AppendReq.ProposedMessage): Proposal {
  const properties = message.getMetadataMap();
  const type = properties.get("type");
  if (type === undefined) throw new RangeError("type");
  return {
    id: message.getId()?.getString() ?? "",
    type,
    contentType: properties.get("content-type") ?? "application/octet-stream",
    data: message.getData_asU8(),
    customMetadata: message.getCustomMetadata_asU8(),
  };
}

/** Bytes that an event counts in the size of its append. */
export function sizeOf({ type, data, customMetadata }: Proposal): number {
  return data.length + customMetadata.length + type.length * 2;
}

export function expectedRevisionOf(options: AppendReq.Options): ExpectedRevision {
  if (options.hasNoStream()) return "no-stream";
  return options.hasRevision() ? Number(options.getRevision()) : "any";
}

export function eventResponse(event: RecordedEvent): ReadResp {
  const { id, type, contentType, data, customMetadata } = proposalOf(event);
  const commit = commitOf(event.position).toString();
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  recorded.setId(new sharedPb.UUID().setString(id));
  recorded.setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(event.stream)));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(commit);
  recorded.setPreparePosition(commit);
  recorded.getMetadataMap().set("type", type);
  recorded.getMetadataMap().set("content-type", contentType);
  recorded.getMetadataMap().set("created", String(event.metadata.recordedAt * TICKS_PER_MILLISECOND));
  recorded.setCustomMetadata(customMetadata);
  recorded.setData(data);
  const read = new streamsPb.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(commit);
  return new streamsPb.ReadResp().setEvent(read);
}

export function streamNotFound(stream: StreamName): ReadResp {
  const identifier = new sharedPb.StreamIdentifier().setStreamName(Buffer.from(stream));
  const notFound = new streamsPb.ReadResp.StreamNotFound().setStreamIdentifier(identifier);
  return new streamsPb.ReadResp().setStreamNotFound(notFound);
}

export function appended({ revision, position }: AppendResult): AppendResp {
  const commit = commitOf(position).toString();
  const at = new streamsPb.AppendResp.Position().setCommitPosition(commit).setPreparePosition(commit);
  const success = new streamsPb.AppendResp.Success().setCurrentRevision(String(revision)).setPosition(at);
  return new streamsPb.AppendResp().setSuccess(success);
}

export function wrongExpectedVersion(expected: ExpectedRevision, actual: number | null): AppendResp {
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
  if (actual === null) wrong.setCurrentNoStream(new sharedPb.Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected === "no-stream") wrong.setExpectedNoStream(new sharedPb.Empty());
  else if (expected === "any") wrong.setExpectedAny(new sharedPb.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new streamsPb.AppendResp().setWrongExpectedVersion(wrong);
}

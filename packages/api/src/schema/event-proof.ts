import type { EventProofModel } from "../models/event-proof.ts";
import { builder } from "./builder.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";

const eventProofType = builder.objectRef<EventProofModel>("EventProof").implement({
  description: "What ties one event to the root of its day: it can be checked without the log.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    hash: t.exposeString("hash"),
    previousHash: t.exposeString("previousHash"),
    day: t.expose("day", { type: "Date" }),
    root: t.exposeString("root", { description: "Of the day's events; note it somewhere else." }),
    leafIndex: t.exposeInt("leafIndex"),
    treeSize: t.exposeInt("treeSize"),
    document: t.exposeString("document", {
      description: "The whole proof as JSON, as `legbook audit check` takes it.",
    }),
  }),
});

builder.queryField("eventProof", (t) =>
  t.field({
    type: resultUnion("EventProofResult", eventProofType),
    description: "Verifies the log up to an event's day and proves that the event is in it.",
    args: { position: t.arg({ type: "LogPosition", required: true }) },
    resolve: async (_root, { position }, { proofs, viewpoint }) => {
      // Refuses a position that the log does not have, as every other query does.
      await viewpoint({ position }, []);
      const answer = await proofs.prove(position);
      return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : answer.proof;
    },
  }),
);

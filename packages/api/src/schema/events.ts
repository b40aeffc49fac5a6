import type { DomainRecord } from "@legbook/domain";
import { eventSummary } from "@legbook/projections";
import { type EventPageModel, readEventPage } from "../models/event-log.ts";
import { eventBatches } from "../subscriptions/event-batches.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { pageSize } from "./page-size.ts";

const PAGE_DEFAULT = 100;
const LAST_DEFAULT = 50;

export const eventType = builder.objectRef<DomainRecord>("Event").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    id: t.id({ resolve: ({ metadata }) => metadata.id }),
    stream: t.exposeString("stream"),
    revision: t.exposeInt("revision"),
    type: t.string({ resolve: ({ event }) => event.type }),
    data: t.field({ type: "JSON", resolve: ({ event }) => event.data }),
    actor: t.string({ resolve: ({ metadata }) => metadata.actor }),
    session: t.string({ resolve: ({ metadata }) => metadata.session }),
    correlationId: t.id({ resolve: ({ metadata }) => metadata.correlationId }),
    causationId: t.id({ nullable: true, resolve: ({ metadata }) => metadata.causationId }),
    occurredAt: t.field({ type: "DateTime", resolve: ({ metadata }) => metadata.occurredAt }),
    recordedAt: t.field({ type: "DateTime", resolve: ({ metadata }) => metadata.recordedAt }),
    summary: t.string({
      description: "One line for people.",
      resolve: ({ event }) => eventSummary(event),
    }),
  }),
});

const eventPageType = builder.objectRef<EventPageModel>("EventPage").implement({
  fields: (t) => ({
    nodes: t.expose("nodes", { type: [eventType] }),
    endCursor: t.expose("endCursor", { type: "LogPosition", nullable: true }),
    hasNextPage: t.exposeBoolean("hasNextPage"),
  }),
});

const eventBatchType = builder
  .objectRef<{ readonly events: readonly DomainRecord[] }>("EventBatch")
  .implement({ fields: (t) => ({ events: t.expose("events", { type: [eventType] }) }) });

builder.queryField("events", (t) =>
  t.field({
    type: eventPageType,
    description: "The log itself, newest first.",
    args: {
      first: t.arg.int({ defaultValue: PAGE_DEFAULT }),
      before: t.arg({ type: "LogPosition" }),
      stream: t.arg.string(),
      type: t.arg.string(),
      ticks: t.arg.boolean({ defaultValue: true, description: "Market ticks too." }),
      asOf: t.arg(AS_OF),
    },
    resolve: async (_root, { first, before, stream, type, ticks, asOf }, { store, limits, viewpoint }) =>
      readEventPage(store, limits, {
        first: pageSize(first, PAGE_DEFAULT, limits, "first"),
        before: before ?? null,
        until: (await viewpoint(asOf, [])).past,
        stream: stream ?? null,
        type: type ?? null,
        ticks: ticks ?? true,
      }),
  }),
);

builder.subscriptionField("events", (t) =>
  t.field({
    type: eventBatchType,
    description:
      "First the newest events (oldest of them first), then each as it is recorded; ticks, and what the engine took in, only when asked for.",
    args: {
      last: t.arg.int({ defaultValue: LAST_DEFAULT }),
      ticks: t.arg.boolean({ defaultValue: false }),
    },
    subscribe: (_root, { last, ticks }, { store, limits }) =>
      eventBatches(store, limits, {
        last: pageSize(last, LAST_DEFAULT, limits, "last"),
        ticks: ticks ?? false,
      }),
    resolve: (events) => ({ events }),
  }),
);

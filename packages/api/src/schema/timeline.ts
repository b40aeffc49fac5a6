import { exchangeDate, tradingSession } from "@legbook/domain";
import {
  type MarkerKind,
  type TimelineDayView,
  type TimelineMarkerView,
  timelineView,
  type TimelineView,
} from "@legbook/projections";
import { GraphQLError } from "graphql";
import { builder } from "./builder.ts";

const KINDS = {
  SESSION: { value: "session", description: "The engine started or ended." },
  ORDER: { value: "order", description: "An order was decided, to be sent." },
  FILL: { value: "fill" },
  REFUSAL: { value: "refusal", description: "An order was decided against." },
  CANCEL: { value: "cancel" },
  PROBLEM: { value: "problem", description: "The broker objected, or an outcome was not known." },
  DISCONNECT: { value: "disconnect" },
  CONNECT: { value: "connect" },
  BREAKER: { value: "breaker" },
  KILL_SWITCH: { value: "killSwitch" },
  LIMITS: { value: "limits" },
  THROTTLING: {
    value: "throttling",
    description: "Our own pacing held requests back for long, until then.",
  },
} as const satisfies Record<string, { readonly value: MarkerKind; readonly description?: string }>;

const markerKindEnum = builder.enumType("TimelineMarkerKind", { values: KINDS });

const markerType = builder.objectRef<TimelineMarkerView>("TimelineMarker").implement({
  description: "What happened within one slot of the line and is of one kind.",
  fields: (t) => ({
    kind: t.expose("kind", { type: markerKindEnum }),
    count: t.exposeInt("count"),
    at: t.expose("at", { type: "DateTime", description: "Of the first of them." }),
    position: t.expose("position", { type: "LogPosition" }),
    lastPosition: t.expose("lastPosition", { type: "LogPosition" }),
    subject: t.exposeString("subject", {
      nullable: true,
      description: "An order's reference or an account; null for several, and for the whole engine.",
    }),
  }),
});

const dayType = builder.objectRef<TimelineDayView>("TimelineDay").implement({
  fields: (t) => ({
    date: t.expose("date", { type: "Date" }),
    from: t.expose("from", { type: "DateTime" }),
    to: t.expose("to", { type: "DateTime" }),
    markers: t.exposeInt("markers"),
  }),
});

const timelineType = builder.objectRef<TimelineView>("Timeline").implement({
  description: "One day of the log in New York, for looking back: where something happened.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    days: t.field({
      type: [dayType],
      description: "Days of which the log knows something, the latest first.",
      resolve: ({ days }) => [...days],
    }),
    date: t.expose("date", { type: "Date" }),
    open: t.field({
      type: "DateTime",
      nullable: true,
      description: "Of the exchange's session; null on a day without one.",
      resolve: ({ date }) => tradingSession(date)?.open ?? null,
    }),
    close: t.field({
      type: "DateTime",
      nullable: true,
      resolve: ({ date }) => tradingSession(date)?.close ?? null,
    }),
    markers: t.field({ type: [markerType], resolve: ({ markers }) => [...markers] }),
  }),
});

const SLOT_MS = { default: 60_000, min: 1_000, max: 86_400_000 } as const;

builder.queryField("timeline", (t) =>
  t.field({
    type: timelineType,
    args: {
      date: t.arg({ type: "Date", description: "Left out: today, by the gateway's clock." }),
      slotMs: t.arg.int({
        defaultValue: SLOT_MS.default,
        description: "What is of one kind and within one slot is one marker with a count.",
      }),
    },
    resolve: (_root, { date, slotMs }, { views, engine }) => {
      const slot = slotMs ?? SLOT_MS.default;
      if (slot < SLOT_MS.min || slot > SLOT_MS.max) {
        throw new GraphQLError(`slotMs must lie between ${SLOT_MS.min} and ${SLOT_MS.max}, got ${slot}`, {
          extensions: { code: "BAD_USER_INPUT", field: "slotMs" },
        });
      }
      return timelineView(views, date ?? exchangeDate(engine.now()), slot);
    },
  }),
);

import type { EpochMs } from "@legbook/domain";
import type { FarmView, RequestThrottling } from "@legbook/projections";
import type { ConnectionModel } from "../models/connection.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { connectionPhaseEnum, sessionPhaseEnum } from "./enums.ts";
import { subscribed } from "../subscriptions/subscribed.ts";

const farmType = builder.objectRef<FarmView>("Farm").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    kind: t.exposeString("kind"),
    status: t.exposeString("status"),
  }),
});

interface GatewayNotice {
  readonly code: number;
  readonly message: string;
  readonly at: EpochMs;
}

export const gatewayNoticeType = builder.objectRef<GatewayNotice>("GatewayNotice").implement({
  fields: (t) => ({
    code: t.exposeInt("code"),
    message: t.exposeString("message"),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

const throttlingType = builder.objectRef<RequestThrottling>("RequestThrottling").implement({
  description: "What our own pacing holds back, so that the gateway is not asked more than it takes.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    since: t.expose("since", { type: "DateTime" }),
    limitMax: t.exposeInt("limitMax", { description: "Messages in any second." }),
    priority: t.exposeString("priority", { description: "Of the request that the limit stopped first." }),
    request: t.exposeString("request", { description: "Kind of that request." }),
    waiting: t.exposeInt("waiting", { description: "Requests that waited then." }),
  }),
});

const connectionType = builder.objectRef<ConnectionModel>("Connection").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    phase: t.expose("phase", { type: connectionPhaseEnum }),
    ready: t.exposeBoolean("ready"),
    reasons: t.exposeStringList("reasons", { description: "Why it is not ready, as sentences." }),
    serverVersion: t.exposeInt("serverVersion", { nullable: true }),
    accounts: t.exposeStringList("accounts"),
    farms: t.expose("farms", { type: [farmType] }),
    brokerLinkOk: t.exposeBoolean("brokerLinkOk"),
    marketDataType: t.exposeString("marketDataType", { nullable: true }),
    timeOffsetMs: t.exposeFloat("timeOffsetMs", {
      nullable: true,
      description: "Gateway time minus this machine's; years of it for a recorded market.",
    }),
    time: t.expose("time", { type: "DateTime", description: "Gateway time now." }),
    sessionPhase: t.expose("sessionPhase", { type: sessionPhaseEnum }),
    minutesToClose: t.exposeInt("minutesToClose", { nullable: true }),
    attempts: t.exposeInt("attempts"),
    lastNotice: t.expose("lastNotice", { type: gatewayNoticeType, nullable: true }),
    throttling: t.expose("throttling", {
      type: throttlingType,
      nullable: true,
      description: "Null while every request goes at once, or has for some seconds.",
    }),
    requestQueueSize: t.exposeInt("requestQueueSize", {
      nullable: true,
      description: "Null in the past: what waits in memory is not recorded.",
    }),
  }),
});

builder.queryField("connection", (t) =>
  t.field({
    type: connectionType,
    args: { asOf: t.arg(AS_OF) },
    resolve: async (_root, { asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.connection)).models.connection(),
  }),
);

builder.subscriptionField("connection", (t) =>
  t.field({
    type: connectionType,
    subscribe: (_root, _args, context) =>
      subscribed(context, {
        views: ["connection"],
        intervalMs: 100,
        // The clock and the request queue move without an event of the connection.
        refreshMs: 1000,
        snapshot: () => context.models.connection(),
      }),
    resolve: (read) => read(),
  }),
);

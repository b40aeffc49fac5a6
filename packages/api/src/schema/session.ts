import type { EpochMs, TradingMode } from "@legbook/domain";
import { builder } from "./builder.ts";
import { tradingModeEnum } from "./enums.ts";

export interface SessionModel {
  readonly user: string;
  readonly mode: TradingMode;
  readonly version: string;
  readonly accounts: readonly string[];
  readonly gateway: string;
  readonly startedAt: EpochMs;
  readonly linesMax: number;
}

const sessionType = builder.objectRef<SessionModel>("Session").implement({
  fields: (t) => ({
    user: t.exposeString("user"),
    mode: t.expose("mode", { type: tradingModeEnum }),
    version: t.exposeString("version"),
    accounts: t.exposeStringList("accounts"),
    gateway: t.exposeString("gateway", { description: "Where the engine connects to, as host:port." }),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    linesMax: t.exposeInt("linesMax"),
  }),
});

builder.queryField("session", (t) =>
  t.field({
    type: sessionType,
    description: "Who is signed in, and what this engine may do.",
    resolve: (_root, _args, { user, session }) => ({ ...session, user }),
  }),
);

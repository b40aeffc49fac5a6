import * as z from "zod";
import { textOf } from "../passing-message.ts";
import { defineAction } from "../action.ts";
import { duration } from "../duration.ts";
import { type FaultContext, tell, type Undo } from "../world.ts";
import { unsetValues } from "./account.ts";
import { change } from "./orders.ts";
import { withWallTime } from "../wall-time-text.ts";

const family = "session";
const COMPETING = "No market data during competing live session";

/** All lines are silent, each client is told why, and who asks for another line is told as well. */
function withoutData(context: FaultContext): Undo {
  const undos = [
    context.intercept("request", ["marketData", "marketDepth"], (message) => {
      message.isLost = true;
      tell(message.connection, message.subjectId, 10197, COMPETING);
    }),
    context.eachClient((connection) => {
      const lines = [...connection.lines.all, ...connection.depth.all];
      for (const { requestId } of lines) tell(connection, requestId, 10197, COMPETING);
      const isSilent = (): boolean => true;
      connection.lines.silences.add(isSilent);
      return () => void connection.lines.silences.delete(isSilent);
    }),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** What happens to the session with the broker, and who may have one. */
export const SESSION_ACTIONS = [
  defineAction({
    name: "nightly-restart",
    family,
    summary:
      "TWS restarts: all sockets are reset, what was asked for is forgotten, and it is away for a while.",
    mark: "D",
    parameters: z.strictObject({
      away: duration.prefault("60s").describe("nothing listens so long"),
      rollBackIds: z
        .int()
        .min(0)
        .default(0)
        .describe("the next valid id is told so much too low from then on"),
      unset: duration.prefault("0ms").describe("account and portfolio values come unset so long after that"),
    }),
    example: "nightly-restart away=2m rollBackIds=20 unset=1m at 23:45:00",
    needsMessage: false,
    lasts: false,
    apply: (context, { away, rollBackIds, unset }) => {
      const { hub, schedule } = context.world;
      for (const { transport } of hub.connections) transport.reset("a restart");
      schedule.after(away, hub.door.keep("closed"));
      if (rollBackIds > 0) change(context, { orderIdRollback: rollBackIds });
      if (unset > 0) schedule.after(away + unset, unsetValues(context, true));
    },
  }),
  defineAction({
    name: "second-factor",
    family,
    summary:
      "TWS waits for a person to confirm the login: connections are accepted and no handshake is answered.",
    mark: "D",
    parameters: z.strictObject({
      accept: z
        .boolean()
        .default(true)
        .describe("false: connections are refused, as before TWS opens its port"),
      reset: z.boolean().default(true).describe("those that are there are reset first"),
    }),
    example: "second-factor at 17:00:00 for 10m",
    needsMessage: false,
    lasts: true,
    apply: ({ world }, { accept, reset }) => {
      const { door, connections } = world.hub;
      if (reset) for (const { transport } of connections) transport.reset("a login");
      return door.keep(accept ? "hold" : "closed");
    },
  }),
  defineAction({
    name: "client-id-in-use",
    family,
    summary: "326 and a close for a new client: somebody else has its id.",
    mark: "R",
    parameters: z.strictObject({
      id: z.int().min(0).optional().describe("the client id; every one when absent"),
    }),
    example: "client-id-in-use id=17 for 30s",
    needsMessage: false,
    lasts: true,
    apply: ({ world }, { id }) => world.hub.door.take(id ?? null),
  }),
  defineAction({
    name: "competing-session",
    family,
    summary:
      "The login is used elsewhere: no market data and 10197 for each line, or the sessions are thrown out.",
    mark: "D",
    parameters: z.strictObject({
      mode: z
        .enum(["data", "takeover"])
        .default("data")
        .describe("takeover: sockets are reset, and nothing listens"),
    }),
    example: "competing-session at 11:00:00 for 5m",
    needsMessage: false,
    lasts: true,
    apply: (context, { mode }) => {
      if (mode === "data") return withoutData(context);
      for (const { transport } of context.targets()) transport.reset("another session took over");
      return context.world.hub.door.keep("closed");
    },
  }),
  defineAction({
    name: "pacing",
    family,
    summary:
      "Another limit on clients' messages, and another number of violations (100) that end a connection.",
    mark: "U",
    parameters: z.strictObject({
      messagesPerSecond: z.number().min(1).optional().describe("the limit"),
      violations: z.int().min(1).optional().describe("the one that ends the connection"),
    }),
    example: "pacing messagesPerSecond=10 violations=1 after 5s",
    needsMessage: false,
    lasts: true,
    apply: ({ world }, { messagesPerSecond, violations }) => {
      const { pace } = world.hub;
      const before = { ...pace };
      pace.messagesPerSecondMax = messagesPerSecond ?? before.messagesPerSecondMax;
      pace.violationsMax = violations ?? before.violationsMax;
      return () => void Object.assign(pace, before);
    },
  }),
  defineAction({
    name: "clock-skew",
    family,
    summary: "The server's clock is wrong: currentTime and the times of executions are off.",
    mark: "U",
    parameters: z.strictObject({
      seconds: z.number().describe("ahead of the market's time; negative when behind"),
      drift: z.number().default(0).describe("so many seconds more each hour"),
    }),
    example: "clock-skew seconds=-7 drift=60",
    needsMessage: false,
    lasts: true,
    apply: ({ world, intercept }, { seconds, drift }) => {
      const start = world.schedule.now();
      const offMs = (): number => (seconds + (drift * (world.schedule.now() - start)) / 3_600_000) * 1000;
      return intercept("reply", ["currentTime", "execution"], (message) => {
        message.change((values) => {
          if (typeof values["seconds"] === "number") {
            return { ...values, seconds: values["seconds"] + Math.floor(offMs() / 1000) };
          }
          return { ...values, time: withWallTime(textOf(values, "time"), (at) => at + offMs()) };
        });
      });
    },
  }),
] as const;

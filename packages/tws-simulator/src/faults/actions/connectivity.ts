import * as z from "zod";
import type { Connection } from "../../session/connection.ts";
import { defineAction } from "../action.ts";
import { duration } from "../duration.ts";
import { answersRequest, carriesLine, FARMS, farmNamed, farmNotice, inactiveNotice } from "../farms.ts";
import type { PassingMessage } from "../passing-message.ts";
import { type FaultContext, tell, type Undo } from "../world.ts";

const family = "connectivity";

const LOST = "Connectivity between IB and Trader Workstation has been lost.";
const RESTORED = {
  lost: {
    code: 1101,
    message:
      "Connectivity between IB and Trader Workstation has been restored - data lost. Market data requests must be " +
      "resubmitted.",
  },
  kept: {
    code: 1102,
    message:
      "Connectivity between IB and Trader Workstation has been restored - data maintained. All data farms are connected.",
  },
} as const;

/** What TWS answers by itself, without its servers [U]. */
const LOCAL_REPLIES = new Set(["managedAccounts", "nextValidId", "currentTime"]);
const LOCAL_REQUESTS = new Set(["managedAccounts", "ids", "currentTime", "setServerLogLevel"]);
const ORDER_REQUESTS = new Set(["placeOrder", "cancelOrder", "globalCancel"]);
const isLocal = (name: string): boolean => LOCAL_REQUESTS.has(name) || name.startsWith("cancelMarketData");

type Orders = "hold" | "reject" | "lose";

/** What becomes of requests while there are no servers to ask; those that are held pass when it ends. */
function withoutServers(context: FaultContext, orders: Orders): Undo {
  const held: PassingMessage[] = [];
  const stop = [
    context.intercept("reply", null, (message) => {
      if (!LOCAL_REPLIES.has(message.name)) message.isLost = true;
    }),
    context.intercept("request", null, (message) => {
      if (isLocal(message.name)) return;
      message.isLost = true;
      if (!ORDER_REQUESTS.has(message.name) || orders === "lose") return;
      if (orders === "hold") held.push(message);
      else
        tell(
          message.connection,
          message.subjectId,
          201,
          "Order rejected - reason:No connection to the server",
        );
    }),
  ];
  return () => {
    for (const undo of stop) undo();
    for (const message of held) message.pass();
  };
}

/** Repeats a notice while the fault lasts. */
function repeat({ world }: FaultContext, count: number, spacingMs: number, notice: () => void): Undo {
  let isOver = false;
  for (let copy = 1; copy < count; copy += 1) {
    world.schedule.after(copy * spacingMs, () => {
      if (!isOver) notice();
    });
  }
  return () => {
    isOver = true;
  };
}

const farmName = z.enum(FARMS.map(({ name }) => name)).describe("which");

export const CONNECTIVITY_ACTIONS = [
  defineAction({
    name: "connectivity-lost",
    family,
    summary:
      "1100: no quotes, no answers from the servers, and fills that nobody is told of; when it ends 1101 or 1102.",
    mark: "D",
    parameters: z.strictObject({
      data: z
        .enum(["lost", "kept"])
        .default("lost")
        .describe(
          "lost: it ends with 1101 and the market data lines are gone; kept: with 1102, and they go on",
        ),
      orders: z
        .enum(["hold", "reject", "lose"])
        .default("hold")
        .describe("what becomes of orders and cancels that are sent meanwhile"),
      notices: z.int().min(1).max(10_000).default(1).describe("how often 1100 is sent"),
      spacing: duration.prefault("1s").describe("between them"),
    }),
    example: "connectivity-lost data=kept notices=300 spacing=200ms at 23:45:00 for 2m",
    needsMessage: false,
    lasts: true,
    apply: (context, { data, orders, notices, spacing }) => {
      const tellLost = (connection: Connection): void => tell(connection, -1, 1100, LOST);
      const undos = [
        repeat(context, notices, spacing, () =>
          context
            .targets()
            .filter((one) => one.isRunning)
            .forEach(tellLost),
        ),
        context.eachClient((connection) => {
          tellLost(connection);
          const goOn = connection.holdPush();
          return () => {
            goOn();
            if (!connection.isRunning) return;
            if (data === "lost") {
              connection.lines.close();
              connection.depth.close();
            }
            tell(connection, -1, RESTORED[data].code, RESTORED[data].message);
          };
        }),
        withoutServers(context, orders),
      ];
      return () => {
        for (const undo of undos) undo();
      };
    },
  }),
  defineAction({
    name: "farm-down",
    family,
    summary: "A farm breaks: its quotes stop, its requests wait; when it ends it is OK again.",
    mark: "D",
    parameters: z.strictObject({
      farm: farmName,
      resume: z
        .boolean()
        .default(true)
        .describe("false: lines that were open stay silent until they are cancelled and asked for anew"),
      quiet: z.boolean().default(false).describe("nothing is said of it, neither broken nor OK"),
    }),
    example: "farm-down farm=usopt resume=false at 10:30:00 for 20s",
    needsMessage: false,
    lasts: true,
    apply: (context, parameters) => {
      const farm = farmNamed(parameters.farm);
      const held: PassingMessage[] = [];
      const stop = context.intercept("request", null, (message) => {
        if (!answersRequest(farm, message)) return;
        message.isLost = true;
        held.push(message);
      });
      const notice = (connection: Connection, state: "broken" | "ok"): void => {
        const { code, message } = farmNotice(farm, state);
        if (connection.isRunning && !parameters.quiet) tell(connection, -1, code, message);
      };
      const goOn = context.eachClient((connection) => {
        notice(connection, "broken");
        const dead = new Set<object>(
          parameters.resume ? [] : [...connection.lines.all, ...connection.depth.all],
        );
        let isDown = true;
        const isSilent: Parameters<typeof connection.lines.silences.add>[0] = (line) =>
          carriesLine(farm, line) && (isDown || dead.has(line));
        connection.lines.silences.add(isSilent);
        return () => {
          isDown = false;
          if (parameters.resume) connection.lines.silences.delete(isSilent);
          notice(connection, "ok");
        };
      });
      return () => {
        stop();
        goOn();
        for (const message of held) message.pass();
      };
    },
  }),
  defineAction({
    name: "farm-inactive",
    family,
    summary: "A farm is said to be inactive, as when nothing was asked of it; nothing stops.",
    mark: "R",
    parameters: z.strictObject({ farm: farmName }),
    example: "farm-inactive farm=ushmds after 1m",
    needsMessage: false,
    lasts: false,
    apply: ({ targets }, { farm }) => {
      const notice = inactiveNotice(farmNamed(farm));
      if (notice === null) return;
      for (const connection of targets()) {
        if (connection.isRunning) tell(connection, -1, notice.code, notice.message);
      }
    },
  }),
] as const;

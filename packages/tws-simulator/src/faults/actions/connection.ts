import * as z from "zod";
import { defineAction } from "../action.ts";
import { duration } from "../duration.ts";
import { inPieces, merged, slowly } from "../shapers.ts";

const NONE = z.strictObject({});
const family = "connection";

/** What happens to sockets as a whole. */
export const CONNECTION_ACTIONS = [
  defineAction({
    name: "refuse",
    family,
    summary: "Lets no new client in; those that are there stay.",
    mark: "M",
    parameters: z.strictObject({
      how: z
        .enum(["closed", "reset"])
        .default("closed")
        .describe("closed: nothing listens; reset: each connection is accepted and reset at once"),
    }),
    example: "refuse at 23:45:00 for 2m",
    needsMessage: false,
    lasts: true,
    apply: ({ world }, { how }) => world.hub.door.keep(how),
  }),
  defineAction({
    name: "reset",
    family,
    summary: "Resets the connection: what was on its way in either direction is lost.",
    mark: "M",
    parameters: NONE,
    example: "reset on placeOrder nth 2",
    needsMessage: false,
    lasts: false,
    apply: ({ message, targets }) => {
      if (message !== null) message.isLost = true;
      for (const connection of targets()) connection.transport.reset("a fault resets it");
    },
  }),
  defineAction({
    name: "close",
    family,
    summary: "Ends the connection in good order, after what was sent.",
    mark: "M",
    parameters: NONE,
    example: "close after 30s client 1",
    needsMessage: false,
    lasts: false,
    apply: ({ targets }) => {
      for (const connection of targets()) connection.close("a fault closes it");
    },
  }),
  defineAction({
    name: "half-open",
    family,
    summary:
      "The socket stays and nothing is sent or read any more; what would have been sent meanwhile is lost.",
    mark: "M",
    parameters: NONE,
    example: "half-open after 10s since connect",
    needsMessage: false,
    lasts: true,
    apply: ({ targets }) => {
      const undos = targets().flatMap(({ transport }) => [transport.mute(), transport.holdReading()]);
      return () => {
        for (const undo of undos) undo();
      };
    },
  }),
  defineAction({
    name: "mute",
    family,
    summary: "Requests are read and served, but nothing is sent: answers and ticks are lost.",
    mark: "U",
    parameters: NONE,
    example: "mute on placeOrder for 20s",
    needsMessage: false,
    lasts: true,
    apply: ({ targets }) => {
      const undos = targets().map(({ transport }) => transport.mute());
      return () => {
        for (const undo of undos) undo();
      };
    },
  }),
  defineAction({
    name: "stop-reading",
    family,
    summary: "Requests stay unread in the socket and are served once this ends; ticks and reports go on.",
    mark: "U",
    parameters: NONE,
    example: "stop-reading at 10:30:00 for 15s",
    needsMessage: false,
    lasts: true,
    apply: ({ targets }) => {
      const undos = targets().map(({ transport }) => transport.holdReading());
      return () => {
        for (const undo of undos) undo();
      };
    },
  }),
  defineAction({
    name: "slow",
    family,
    summary: "Everything that is sent leaves at a rate, in its order.",
    mark: "U",
    parameters: z.strictObject({
      bytesPerSecond: z.number().min(1).default(1e9).describe("the rate"),
      perFrame: duration.prefault("0ms").describe("waited before each message on top of it"),
    }),
    example: "slow bytesPerSecond=2000 perFrame=5ms for 60s",
    needsMessage: false,
    lasts: true,
    apply: ({ world, eachClient }, { bytesPerSecond, perFrame }) =>
      eachClient(({ transport }) => transport.shape(slowly(world.schedule, bytesPerSecond, perFrame))),
  }),
  defineAction({
    name: "split",
    family,
    summary: "Messages leave in small packets, as a network may cut them.",
    mark: "M",
    parameters: z.strictObject({
      bytes: z.int().min(1).default(3).describe("of each packet"),
      gap: duration.prefault("1ms").describe("between packets"),
    }),
    example: "split bytes=1 for 10s",
    needsMessage: false,
    lasts: true,
    apply: ({ world, eachClient }, { bytes, gap }) =>
      eachClient(({ transport }) => transport.shape(inPieces(world.schedule, bytes, gap))),
  }),
  defineAction({
    name: "merge",
    family,
    summary: "Messages wait for each other and leave as one packet.",
    mark: "M",
    parameters: z.strictObject({
      messages: z.int().min(2).default(20).describe("so many make a packet"),
      wait: duration.prefault("500ms").describe("the first waits at most so long"),
    }),
    example: "merge messages=50 wait=1s for 1m",
    needsMessage: false,
    lasts: true,
    apply: ({ world, eachClient }, { messages, wait }) =>
      eachClient(({ transport }) => transport.shape(merged(world.schedule, messages, wait))),
  }),
] as const;

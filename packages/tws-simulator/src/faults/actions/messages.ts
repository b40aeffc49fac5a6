import * as z from "zod";
import { defineAction } from "../action.ts";
import { duration } from "../duration.ts";
import { type FaultContext, FaultFailure, tell } from "../world.ts";
import type { PassingMessage } from "../passing-message.ts";

const family = "messages";

/** The message that set a fault off: these actions are refused without one. */
export function messageOf({ message }: FaultContext): PassingMessage {
  if (message === null) throw new FaultFailure("there is no message");
  return message;
}

/** What happens to single messages, requests and replies alike. */
export const MESSAGE_ACTIONS = [
  defineAction({
    name: "lose",
    family,
    summary: "The message does not arrive.",
    mark: "U",
    parameters: z.strictObject({}),
    example: "lose on commissionReport chance 0.5",
    needsMessage: true,
    lasts: false,
    apply: (context) => {
      messageOf(context).isLost = true;
    },
  }),
  defineAction({
    name: "duplicate",
    family,
    summary: "The message arrives several times.",
    mark: "R",
    parameters: z.strictObject({ copies: z.int().min(2).max(1000).default(2).describe("in all") }),
    example: "duplicate copies=3 on orderStatus times always",
    needsMessage: true,
    lasts: false,
    apply: (context, { copies }) => {
      messageOf(context).copies = copies;
    },
  }),
  defineAction({
    name: "delay",
    family,
    summary: "The message arrives later; others overtake it.",
    mark: "U",
    parameters: z.strictObject({
      by: duration.describe("so much"),
      spread: duration.prefault("0ms").describe("and up to so much more, by chance"),
    }),
    example: "delay by=2s spread=3s on openOrder times always",
    needsMessage: true,
    lasts: false,
    apply: (context, { by, spread }) => {
      messageOf(context).delayMs += by + spread * context.random(1);
    },
  }),
  defineAction({
    name: "reorder",
    family,
    summary: "The message lets those that follow it on its connection go first, for a second at most.",
    mark: "D",
    parameters: z.strictObject({ behind: z.int().min(1).max(1000).default(1).describe("so many") }),
    example: "reorder behind=2 on execution times always",
    needsMessage: true,
    lasts: false,
    apply: (context, { behind }) => {
      messageOf(context).behind = behind;
    },
  }),
  defineAction({
    name: "error",
    family,
    summary: "The client is sent an error: with the id of the message's request or order, or with -1.",
    mark: "D",
    parameters: z.strictObject({
      code: z.int().describe("of the error"),
      message: z.string().default("an error by a fault").describe("its text"),
      id: z.int().optional().describe("instead of the message's own id"),
      instead: z.boolean().default(false).describe("the message itself is lost"),
    }),
    example: 'error code=321 message="Error validating request." instead=true on request:contractDetails',
    needsMessage: false,
    lasts: false,
    apply: ({ message, targets }, parameters) => {
      const id = parameters.id ?? message?.subjectId ?? -1;
      if (message !== null && parameters.instead) message.isLost = true;
      const send = (): void => {
        for (const connection of targets()) {
          if (connection.isRunning) tell(connection, id, parameters.code, parameters.message);
        }
      };
      if (message === null || parameters.instead) send();
      else message.followers.push(send);
    },
  }),
] as const;

import * as z from "zod";
import { textOf } from "../passing-message.ts";
import { defineAction } from "../action.ts";
import { duration } from "../duration.ts";
import { instantOfText, wallTimeIn } from "../wall-time-text.ts";
import { FaultFailure } from "../world.ts";
import { change, next } from "./orders.ts";

const family = "executions";
const count = z.int().min(1).max(1_000_000).default(1).describe("so many of them, then as on a good day");
const NAMES = new Set(Intl.supportedValuesOf("timeZone"));

export const EXECUTION_ACTIONS = [
  defineAction({
    name: "fill-order",
    family,
    summary:
      "An active order is filled at once, whatever the market says: at its limit when the market is not there.",
    mark: "U",
    parameters: z.strictObject({
      clientId: z.int().describe("whose order"),
      orderId: z.int().describe("by its client's id"),
      quantity: z.number().gt(0).optional().describe("so much; all that remains when absent"),
    }),
    example: "fill-order clientId=1 orderId=7 quantity=2 after 10s",
    needsMessage: false,
    lasts: false,
    apply: ({ world: { venue, desk } }, { clientId, orderId, quantity }) => {
      const order = venue.state.orderOf(clientId, orderId);
      if (order === undefined) throw new FaultFailure(`client ${clientId} has no order ${orderId}`);
      try {
        desk.fillNow(order.permId, quantity);
      } catch (error) {
        throw error instanceof RangeError ? new FaultFailure(error.message) : error;
      }
    },
  }),
  defineAction({
    name: "execution-order",
    family,
    summary: "In what order a combo's executions are told.",
    mark: "U",
    parameters: z.strictObject({
      order: z.enum(["comboFirst", "legsFirst", "shuffled"]).describe("which; shuffled by the seed"),
    }),
    example: "execution-order order=shuffled",
    needsMessage: false,
    lasts: true,
    apply: (context, { order }) => change(context, { executionOrder: order }),
  }),
  defineAction({
    name: "late-legs",
    family,
    summary: "The executions of a combo's legs come later than that of the combo.",
    mark: "D",
    parameters: z.strictObject({ by: duration.describe("so much") }),
    example: "late-legs by=4s",
    needsMessage: false,
    lasts: true,
    apply: (context, { by }) => change(context, { lateLegsMs: by }),
  }),
  defineAction({
    name: "repeated-executions",
    family,
    summary: "Each execution comes again.",
    mark: "D",
    parameters: z.strictObject({ more: z.int().min(1).max(100).default(1).describe("so many times more") }),
    example: "repeated-executions more=1",
    needsMessage: false,
    lasts: true,
    apply: (context, { more }) => change(context, { repeatExecutions: more }),
  }),
  defineAction({
    name: "untold-fills",
    family,
    summary: "The next fills happen and nobody is told; who asks for executions learns of them.",
    mark: "D",
    parameters: z.strictObject({ count }),
    example: "untold-fills count=1",
    needsMessage: false,
    lasts: false,
    apply: (context, parameters) => next(context, "fillsUntold", parameters.count),
  }),
  defineAction({
    name: "late-commissions",
    family,
    summary: "Commission reports come later after their executions.",
    mark: "D",
    parameters: z.strictObject({ by: duration.describe("so much") }),
    example: "late-commissions by=30s",
    needsMessage: false,
    lasts: true,
    apply: (context, { by }) => change(context, { commissionExtraMs: by }),
  }),
  defineAction({
    name: "lost-commissions",
    family,
    summary: "The next commission reports are never sent.",
    mark: "D",
    parameters: z.strictObject({ count }),
    example: "lost-commissions count=2",
    needsMessage: false,
    lasts: false,
    apply: (context, parameters) => next(context, "commissionsLost", parameters.count),
  }),
  defineAction({
    name: "corrections",
    family,
    summary: "Executions are corrected: they come again with `.02`, another price, and count instead.",
    mark: "D",
    parameters: z.strictObject({
      chance: z.number().gt(0).max(1).default(1).describe("for each"),
      after: duration.prefault("500ms").describe("so long after the execution"),
      ticks: z.int().min(1).default(2).describe("the price moves by at most so many"),
    }),
    example: "corrections chance=0.5 after=3s",
    needsMessage: false,
    lasts: true,
    apply: (context, { chance, after, ticks }) =>
      change(context, { correctionChance: chance, correctionMs: after, correctionTicksMax: ticks }),
  }),
  defineAction({
    name: "wrong-zone",
    family,
    summary: "Executions carry the wall time of another zone than New York's.",
    mark: "D",
    parameters: z.strictObject({
      zone: z
        .string()
        .refine((name) => name === "UTC" || NAMES.has(name), "no time zone of this name")
        .default("UTC")
        .describe("by its name in the time zone database"),
      named: z.boolean().default(false).describe("the zone's name follows the time"),
    }),
    example: "wrong-zone zone=Europe/Berlin",
    needsMessage: false,
    lasts: true,
    apply: ({ intercept }, { zone, named }) =>
      intercept("reply", ["execution"], (message) => {
        message.change((values) => {
          const at = instantOfText(textOf(values, "time"));
          if (at === null) return values;
          return { ...values, time: `${wallTimeIn(at, zone)}${named ? ` ${zone}` : ""}` };
        });
      }),
  }),
] as const;

import * as z from "zod";
import { UNSET_DOUBLE_TEXT } from "../../wire/field-text.ts";
import { FRAME_BYTES_MAX } from "../../wire/frame.ts";
import { defineAction } from "../action.ts";
import { PassingReply } from "../passing-message.ts";
import { type FaultContext, FaultFailure } from "../world.ts";
import { messageOf } from "./messages.ts";

const family = "frames";
const LENGTH_BYTES = 4;

function replyOf(context: FaultContext): PassingReply {
  const message = messageOf(context);
  if (message instanceof PassingReply) return message;
  throw new FaultFailure("only what the simulator sends has a frame: name a reply");
}

/** The unset double as some of TWS's messages have it [D]. */
const OTHER_UNSET_DOUBLE_TEXT = "1.7976931348623157e+308";

function respelled(frame: Buffer): Buffer {
  const payload = frame
    .subarray(LENGTH_BYTES)
    .toString("latin1")
    .replaceAll(UNSET_DOUBLE_TEXT, OTHER_UNSET_DOUBLE_TEXT);
  const changed = Buffer.alloc(LENGTH_BYTES + payload.length);
  changed.writeInt32BE(payload.length);
  changed.write(payload, LENGTH_BYTES, "latin1");
  return changed;
}

/** What is wrong with the bytes of a frame. Where TWS was not seen to do it, a broken network or proxy may. */
export const FRAME_ACTIONS = [
  defineAction({
    name: "garbage",
    family,
    summary: "Sends frames of right length whose payload is nonsense.",
    mark: "U",
    parameters: z.strictObject({
      frames: z.int().min(1).max(1000).default(1).describe("so many"),
      bytes: z.int().min(0).max(FRAME_BYTES_MAX).default(40).describe("of each payload"),
    }),
    example: "garbage frames=3 bytes=64 at 10:31:00",
    needsMessage: false,
    lasts: false,
    apply: ({ targets, random }, { frames, bytes }) => {
      for (let frame = 0; frame < frames; frame += 1) {
        const garbage = Buffer.alloc(LENGTH_BYTES + bytes);
        garbage.writeInt32BE(bytes);
        for (let at = 0; at < bytes; at += 1)
          garbage[LENGTH_BYTES + at] = Math.floor(random(frame, at) * 256);
        for (const { transport } of targets()) transport.write(garbage);
      }
    },
  }),
  defineAction({
    name: "corrupt",
    family,
    summary: "Changes bytes within the message's frame; its length stays right.",
    mark: "U",
    parameters: z.strictObject({ bytes: z.int().min(1).max(1000).default(1).describe("so many") }),
    example: "corrupt bytes=2 on tickPrice nth 10",
    needsMessage: true,
    lasts: false,
    apply: (context, { bytes }) => {
      replyOf(context).mangle = (frame) => {
        for (let index = 0; index < bytes; index += 1) {
          const at = LENGTH_BYTES + Math.floor(context.random(index, 1) * (frame.length - LENGTH_BYTES));
          frame[at] = ((frame[at] ?? 0) + 1 + Math.floor(context.random(index, 2) * 255)) % 256;
        }
        return frame;
      };
    },
  }),
  defineAction({
    name: "truncate",
    family,
    summary: "Sends the first bytes of the message's frame only; what follows is read as its rest.",
    mark: "U",
    parameters: z.strictObject({
      bytes: z.int().min(0).default(10).describe("that are sent, its length included"),
      close: z.boolean().default(true).describe("then the connection is reset, as when a process dies"),
    }),
    example: "truncate bytes=12 on openOrder",
    needsMessage: true,
    lasts: false,
    apply: (context, { bytes, close }) => {
      const reply = replyOf(context);
      reply.mangle = (frame) => frame.subarray(0, bytes);
      if (close) reply.followers.push(() => reply.connection.close("a fault tears a frame"));
    },
  }),
  defineAction({
    name: "oversize",
    family,
    summary: "The message's frame claims to be longer than any may be.",
    mark: "U",
    parameters: z.strictObject({
      length: z.int().min(-0x8000_0000).max(0x7fff_ffff).default(0x7fff_ffff).describe("that it claims"),
    }),
    example: "oversize length=20000000 on accountValue",
    needsMessage: true,
    lasts: false,
    apply: (context, { length }) => {
      replyOf(context).mangle = (frame) => {
        frame.writeInt32BE(length);
        return frame;
      };
    },
  }),
  defineAction({
    name: "unset-spelling",
    family,
    summary: "The unset double is written 1.7976931348623157e+308 in some messages, ...E308 in others.",
    mark: "D",
    parameters: z.strictObject({
      chance: z.number().gt(0).max(1).default(1).describe("for each message"),
    }),
    example: "unset-spelling chance=0.5",
    needsMessage: false,
    lasts: true,
    apply: ({ intercept, random }, { chance }) => {
      let seen = 0;
      return intercept("reply", null, (message) => {
        seen += 1;
        if (message instanceof PassingReply && random(seen) < chance) message.mangle ??= respelled;
      });
    },
  }),
] as const;

import { EventName, IBApi } from "@stoqey/ib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAME_BYTES_MAX, libraryParts, readFrames } from "./frames.ts";
import { listen } from "./inbound/index.ts";
import { createSessionMemory } from "./session-memory.ts";
import { frame } from "./testing/wire-peer.ts";

/** The library and all parsers, past the handshake, fed without a socket. */
function reader(serverVersion = 193) {
  const api = new IBApi({ host: "127.0.0.1", port: 1, clientId: 1, maxReqPerSec: 1_000_000 });
  const heard = { frames: 0, times: [] as number[], unreadable: [] as string[], broken: [] as string[] };
  const frames = readFrames(api, {
    frameDone: () => void (heard.frames += 1),
    frameUnreadable: (detail) => void heard.unreadable.push(detail),
    framingBroken: (detail) => void heard.broken.push(detail),
  });
  api.on(EventName.error, (error: Error) => void heard.unreadable.push(error.message));
  listen(api, {
    report: (message) => void (message.kind === "currentTime" && heard.times.push(message.gatewayTime)),
    unreadable: (detail) => void heard.unreadable.push(detail),
    memory: createSessionMemory(),
    frames,
    timeZoneWhenUnsaid: "America/New_York",
  });
  const feed = (bytes: Buffer) => libraryParts(api).socket.onData(bytes);
  feed(frame(serverVersion, "20151224 10:00:00 EST"));
  heard.frames = 0;
  return { feed, heard, frames };
}

const field = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
  fc.integer({ min: -5, max: 200 }).map(String),
  fc.double().map(String),
  fc.constantFrom("", "-1", "1.7976931348623157E308", "2147483647", "20160115", "{", "BAG", "OPT"),
);
const message = fc.tuple(fc.integer({ min: 1, max: 110 }), fc.array(field, { maxLength: 40 }));

describe("frames", () => {
  it("cost no other frame when nothing in them can be understood, at any server version", () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 100, max: 193 }),
        (messages, version) => {
          const { feed, heard } = reader(version);
          for (const [index, [id, fields]] of messages.entries()) {
            // Times are what the good frames between them are known by.
            if (id !== 49) feed(frame(id, ...fields));
            feed(frame(49, 1, index + 1));
          }
          expect(heard.times).toEqual(messages.map((_, index) => (index + 1) * 1_000));
          expect(heard.broken).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("are read whole however the stream is cut", () => {
    const bytes = Buffer.concat([1, 2, 3, 4, 5].map((second) => frame(49, 1, second)));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }), (cuts) => {
        const { feed, heard } = reader();
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        for (const [index, from] of edges.slice(0, -1).entries())
          feed(bytes.subarray(from, edges[index + 1]));
        expect(heard.times).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
      }),
    );
  });

  it.each([0, -1, -4, -2_147_483_648, FRAME_BYTES_MAX + 1])(
    "of %i bytes end the reading for good",
    (length) => {
      const { feed, heard } = reader();
      const head = Buffer.alloc(4);
      head.writeInt32BE(length);
      feed(Buffer.concat([head, frame(49, 1, 1)]));
      feed(frame(49, 1, 2));
      expect(heard.broken).toHaveLength(1);
      expect(heard.times).toEqual([]);
    },
  );

  it("survive any bytes at all", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const { feed } = reader();
        for (const chunk of chunks) feed(Buffer.from(chunk));
      }),
    );
  });

  it("hold back what comes after a stop", () => {
    const { feed, heard, frames } = reader();
    frames.stop();
    feed(frame(49, 1, 1));
    expect(heard.times).toEqual([]);
  });
});

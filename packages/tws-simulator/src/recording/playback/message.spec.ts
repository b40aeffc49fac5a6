import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blankValues, sampleValues } from "../../testing/layout-values.ts";
import { encodeReply, encodeRequest } from "../../wire/codec.ts";
import { REPLY, type ReplyName, REQUEST } from "../../wire/message-ids.ts";
import { REPLY_LAYOUTS } from "../../wire/reply-layouts.ts";
import { REQUEST_LAYOUTS, type ServedRequest } from "../../wire/request-layouts.ts";
import { OrderIdentities } from "./identities.ts";
import { CauseFinder } from "./cause-finder.ts";
import { readRequest } from "./message.ts";
import { frameFor } from "./rewriting.ts";

const VERSIONS = [100, 145, 178, 193] as const;
const REQUESTS = Object.keys(REQUEST_LAYOUTS) as ServedRequest[];
const REPLIES = Object.keys(REPLY_LAYOUTS) as ReplyName[];

function payloadOf(frame: Buffer): Buffer {
  return frame.subarray(4);
}

const addressee = (serverVersion: number) => ({
  serverVersion,
  clientId: 1,
  identities: new OrderIdentities(),
  cause: null,
  highestOrderId: () => 0,
  accounts: new Map<string, string>(),
});

describe("every message with a table", () => {
  it.each(VERSIONS)(
    "is read at server version %i: a request asks for the same under other ids",
    (version) => {
      for (const name of REQUESTS) {
        const blank = blankValues(REQUEST_LAYOUTS[name]) as Record<string, never>;
        const ids = (id: number): Record<string, number> =>
          Object.fromEntries(
            Object.keys(blank)
              .filter((key) => ["requestId", "orderId", "clientId"].includes(key))
              .map((key) => [key, id]),
          );
        const read = (id: number) =>
          readRequest(payloadOf(encodeRequest(name, { ...blank, ...ids(id) } as never, version)), version);
        expect(read(7).key, name).toBe(read(8).key);
        expect(read(7).name).toBe(name);
        if ("requestId" in blank) expect(read(7).requestId, name).toBe(7);
        if ("orderId" in blank) expect(read(7).orderId, name).toBe(7);
      }
    },
  );

  it.each(VERSIONS)(
    "goes to a client at server version %i as it was, when nothing in it is to be renamed",
    (version) => {
      for (const name of REPLIES) {
        for (let seed = 0; seed < 5; seed += 1) {
          const values = sampleValues(REPLY_LAYOUTS[name], version, seed);
          const frame = encodeReply(name, values as never, version);
          expect(frameFor(payloadOf(frame), addressee(version)).equals(frame), name).toBe(true);
        }
      }
    },
  );
});

describe("whatever comes instead", () => {
  const text = fc.oneof(
    fc.constantFrom("", "0", "-1", "1", "2147483647", "9999999999", "1.5", "BAG", "x"),
    fc.string({ maxLength: 5 }),
  );
  const message = (ids: Readonly<Record<string, number>>) =>
    fc
      .tuple(
        fc.constantFrom(...Object.values(ids).map(String), "", "x", "99999"),
        fc.array(text, { maxLength: 60 }),
      )
      .map(([id, fields]) => Buffer.from(`${[id, ...fields].join("\0")}\0`));

  it("a request is read, or compared as it is", () => {
    fc.assert(
      fc.property(message(REQUEST), fc.constantFrom(...VERSIONS), (payload, version) => {
        const { key } = readRequest(payload, version);
        expect(readRequest(payload, version).key).toBe(key);
      }),
      { numRuns: 20_000 },
    );
  });

  it("a reply has a cause or none, and goes on", () => {
    fc.assert(
      fc.property(message(REPLY), fc.constantFrom(...VERSIONS), (payload, version) => {
        expect(new CauseFinder(version).causeOf(payload).request).toBeNull();
        expect(frameFor(payload, addressee(version)).length).toBeGreaterThan(4);
      }),
      { numRuns: 20_000 },
    );
  });
});

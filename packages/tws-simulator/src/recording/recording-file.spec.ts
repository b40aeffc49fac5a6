import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readAll, RecordingFolder, tickingClock, wireBytes } from "../testing/recordings.ts";
import { greeting } from "../testing/raw-client.ts";
import { encodeFrame } from "../wire/frame.ts";
import { recordConnections } from "./connection-recorder.ts";
import { RecordingError } from "./recording-error.ts";
import { payloadBytes, payloadText } from "./payload-text.ts";
import { type RecordingOptions, RecordingWriter } from "./recording-writer.ts";

const folder = new RecordingFolder();
afterAll(() => folder.remove());

function newWriter(options: Partial<RecordingOptions> = {}) {
  const said: string[] = [];
  const writer = new RecordingWriter({
    file: folder.newFile(),
    tool: "spec",
    notes: "for a spec",
    clock: tickingClock(),
    log: (line) => said.push(line),
    ...options,
  });
  return { writer, said, open: recordConnections(writer) };
}

/** A conversation of one connection: a handshake, the accounts, two requests. */
const VERSION = encodeFrame(["193", "20260316 10:00:00 EST"]);
async function writeConversation(options: Partial<RecordingOptions> = {}): Promise<string> {
  const { writer, open } = newWriter(options);
  const tap = open();
  tap.data("client", greeting("v100..193"));
  tap.data("server", VERSION);
  tap.data("client", encodeFrame(["71", "2", "1", ""]));
  tap.data("server", encodeFrame(["15", "1", "DU7654321,F1234567,ABC12345X"]));
  tap.data("client", encodeFrame(["6", "2", "1", "ABC12345X"]));
  tap.data("server", encodeFrame(["4", "2", "-1", "321", "no such account: DU7654321/F1234567", ""]));
  tap.ended("client");
  tap.ended("server");
  tap.closed();
  await writer.close();
  return writer.file;
}

describe("a payload", () => {
  it("comes back from its line as the bytes that it was, whatever they are", () => {
    const text = fc
      .array(fc.string({ unit: "binary" }))
      .map((fields) => Buffer.from(`${fields.join("\0")}\0`));
    const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(fc.oneof(text, bytes), (payload) => {
        const written = JSON.parse(JSON.stringify(payloadText(payload))) as ReturnType<typeof payloadText>;
        expect(payloadBytes(written).equals(payload)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("is written as fields where it is a message, as text where it has no NUL, else in base64", () => {
    expect(payloadText(Buffer.from("71\x002\0\0"))).toEqual({ fields: ["71", "2", ""] });
    expect(payloadText(Buffer.from("v100..193"))).toEqual({ text: "v100..193" });
    expect(payloadText(Buffer.from("a\0b"))).toEqual({ base64: "YQBi" });
    expect(payloadText(Buffer.from([0xff, 0]))).toEqual({ base64: "/wA=" });
  });
});

describe("a recording", () => {
  it("gives back header, order, times and bytes", async () => {
    const { header, entries, end, said } = await readAll(await writeConversation());
    expect(header).toEqual({
      format: "legbook-tws-recording",
      version: 1,
      createdAt: "2026-03-16T14:00:00.001Z",
      tool: "spec",
      notes: "for a spec",
      clock: "market",
      replaced: { accounts: "same-length-tokens", texts: 0 },
    });
    expect(entries.map(({ n, ms, event }) => [n, ms, event])).toEqual([
      [1, 1, "opened"],
      [2, 2, "bytes"],
      [3, 3, "frame"],
      [4, 4, "frame"],
      [5, 5, "frame"],
      [6, 6, "frame"],
      [7, 7, "frame"],
      [8, 8, "frame"],
      [9, 9, "ended"],
      [10, 10, "ended"],
      [11, 11, "closed"],
    ]);
    expect(end).toBe("closed");
    expect(said).toEqual([]);
  });

  it("never holds an account's id, and keeps its length, its letters and its identity", async () => {
    const file = await writeConversation();
    const text = readFileSync(file, "latin1");
    for (const id of ["7654321", "1234567", "ABC12345X"]) expect(text).not.toContain(id);
    const { entries } = await readAll(file);
    const frames = entries.flatMap((entry) => (entry.event === "frame" ? [entry.payload.toString()] : []));
    expect(frames.slice(3)).toEqual([
      "15\x001\0DU0000001,F0000002,ABC000003\0",
      "6\x002\x001\0ABC000003\0",
      "4\x002\0-1\x00321\0no such account: DU0000001/F0000002\0\0",
    ]);
    expect(wireBytes(entries, "server")).toHaveLength(
      VERSION.length +
        encodeFrame(["15", "1", "DU7654321,F1234567,ABC12345X"]).length +
        encodeFrame(["4", "2", "-1", "321", "no such account: DU7654321/F1234567", ""]).length,
    );
  });

  it("replaces an account that is named before the server tells its accounts, and halves of one in garbage", async () => {
    const { writer, open } = newWriter();
    const early = open();
    early.data("client", greeting("v100..193"));
    early.data("client", encodeFrame(["6", "2", "1", "ODD7654321"]));
    early.data("server", VERSION);
    early.data("client", encodeFrame(["61", "1", "x", "U7654321"]));
    const garbage = open();
    garbage.data("client", Buffer.from("63\0DU765"));
    garbage.data("client", Buffer.from("4321 and more\0"));
    garbage.closed();
    await writer.close();
    const { entries } = await readAll(writer.file);
    expect(wireBytes(entries, "client").toString("latin1")).toContain("ODD0000001\0");
    expect(wireBytes(entries, "client").toString("latin1")).toContain("U0000002\0");
    expect(wireBytes(entries, "client", 2).toString()).toBe("63\0DU0000003 and more\0");
  });

  it("replaces the texts that it was told to, and refuses a token of another length", async () => {
    const { writer, open } = newWriter({ replace: [{ text: "Zürich", token: "PlaceX1" }] });
    open().data("client", Buffer.concat([greeting("v100..193"), encodeFrame(["3", "from Zürich"])]));
    await writer.close();
    const { header, entries } = await readAll(writer.file);
    expect(header.replaced.texts).toBe(1);
    expect(wireBytes(entries, "client").toString()).toContain("from PlaceX1\0");
    expect(() => newWriter({ replace: [{ text: "secret", token: "s" }] })).toThrow(/as many bytes/);
  });

  it("never overwrites a file", async () => {
    const file = await writeConversation();
    expect(() => newWriter({ file })).toThrow(`${file}: is there already`);
  });

  it("stops at the size that it is allowed, whole and said loudly", async () => {
    const { writer, said, open } = newWriter({ bytesMax: 3000 });
    const tap = open();
    for (let index = 0; index < 100; index += 1) tap.data("server", encodeFrame(["49", "1", String(index)]));
    await writer.close();
    expect(readFileSync(writer.file).length).toBeLessThanOrEqual(3000);
    const { entries, end } = await readAll(writer.file);
    expect(entries.length).toBeGreaterThan(10);
    expect(end).toBe("size");
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("RECORDING FULL");
  });

  it("whose folder is not there names the file", () => {
    const file = `${folder.path}/none/recording`;
    expect(() => newWriter({ file })).toThrow(`${file}: cannot be written`);
    expect(existsSync(file)).toBe(false);
  });
});

describe("a recording that was cut off", () => {
  it("is read up to the last whole line, and says so, wherever it was cut", async () => {
    const bytes = readFileSync(await writeConversation());
    const headerEnd = bytes.indexOf(10) + 1;
    for (let length = headerEnd; length < bytes.length; length += 1) {
      const file = folder.newFile();
      writeFileSync(file, bytes.subarray(0, length));
      const { entries, end, said } = await readAll(file);
      const lines = bytes.subarray(headerEnd, length).toString("latin1").split("\n").length - 1;
      expect(entries).toHaveLength(lines);
      expect(end).toBeNull();
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(/^RECORDING CUT: .*(an unfinished line|no end line)/);
    }
  });
});

describe("a damaged recording is refused with file and line", () => {
  const damaged = async (change: (lines: string[]) => void): Promise<string> => {
    const lines = readFileSync(await writeConversation(), "utf8").split("\n");
    change(lines);
    const file = folder.newFile();
    writeFileSync(file, lines.join("\n"));
    return file;
  };

  it.each<readonly [string, (lines: string[]) => void, RegExp]>([
    ["a missing line", (lines) => lines.splice(4, 1), /:5: entry 5 follows entry 3/],
    ["a line twice", (lines) => lines.splice(4, 0, lines[3] as string), /:5: entry 3 follows entry 3/],
    ["a line that is no JSON", (lines) => (lines[3] = "{"), /:4: no JSON/],
    ["a changed byte", (lines) => (lines[4] = (lines[4] as string).replace("193", "183")), /:13: .*CRC-32/],
    [
      "a wrong field",
      (lines) => (lines[4] = (lines[4] as string).replace('"from":"server"', '"from":"me"')),
      /:5: from: /,
    ],
    ["a field too many", (lines) => (lines[1] = (lines[1] as string).replace("}", ',"x":1}')), /:2: .*x/],
    [
      "time that goes back",
      (lines) => (lines[3] = (lines[3] as string).replace(/"ms":\d+/, '"ms":0')),
      /:4: its time 0/,
    ],
    [
      "a connection that is not open",
      (lines) => (lines[3] = (lines[3] as string).replace('"connection":1', '"connection":2')),
      /:4: connection 2 is not open/,
    ],
    ["lines after the end", (lines) => lines.splice(-1, 0, lines[3] as string), /:14: a line after the end/],
    ["another format", (lines) => (lines[0] = '{"format":"x"}'), /:1: not a recording/],
    [
      "a later version",
      (lines) => (lines[0] = (lines[0] as string).replace('"version":1', '"version":2')),
      /:1: format version 2/,
    ],
  ])("%s", async (_, change, message) => {
    await expect(readAll(await damaged(change))).rejects.toThrow(message);
  });

  it("wherever a byte of it was changed", async () => {
    const bytes = readFileSync(await writeConversation());
    const last = bytes.length - 1;
    for (let at = 0; at < last; at += 7) {
      const file = folder.newFile();
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ (1 + (at % 255));
      writeFileSync(file, changed);
      await expect(readAll(file), `byte ${at}`).rejects.toThrow(RecordingError);
    }
  });

  it("an empty one, one without a header, and one that is not there", async () => {
    const file = folder.newFile();
    await expect(readAll(file)).rejects.toThrow(`${file}: cannot be read`);
    appendFileSync(file, "");
    await expect(readAll(file)).rejects.toThrow(`${file}: is empty`);
  });
});

import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** A peer that speaks as a gateway does, in a thread of its own, and then quotes without a pause. */
export interface FloodServer {
  readonly port: number;
  /** Quotes over the lines of a client's session, once it has asked for `lines` of them; resolves when all are written. */
  flood(order: FloodOrder): Promise<void>;
  close(): Promise<void>;
}

export interface FloodOrder {
  readonly clientId: number;
  readonly lines: number;
  readonly quotes: number;
}

/** One frame: a price and its size, which are two ticks. */
export interface Quote {
  /** Place of the line among those of its session, in the order in which they were asked for. */
  readonly line: number;
  readonly side: "bid" | "ask";
  /** Millionths. */
  readonly price: number;
  readonly size: number;
}

export const TICKS_PER_QUOTE = 2;

/** The underlying whose chain the peer lists, and the chain's measure. */
export const FLOOD_CHAIN = {
  symbol: "FLOOD",
  account: "DU1000001",
  expiries: ["20991218", "20991219"],
  strikes: 40,
} as const;

const WRITTEN = "written";
const SERVER_VERSION = 193;
const STOCK_CON_ID = 5_000;
const QUOTES_PER_WRITE = 2_000;
/** A line's quotes repeat after so many of each side. */
const PRICES = 50;
const MICROS_PER_CENT = 10_000;

/** The `index`-th frame of a flood over `lines` lines: every line's bid, then every line's ask, at a price that moves. */
export function quoteAt(index: number, lines: number): Quote {
  const round = Math.floor(index / lines) % (2 * PRICES);
  const cents = 105 + ((index * 7) % lines) + Math.floor(round / 2) * 5;
  const size = 1 + ((index * 13) % lines) + (round % 10);
  return { line: index % lines, side: round % 2 === 0 ? "bid" : "ask", price: cents * MICROS_PER_CENT, size };
}

export async function startFloodServer(): Promise<FloodServer> {
  const worker = new Worker(new URL(import.meta.url), { workerData: "flood" });
  const [port] = (await once(worker, "message")) as [number];
  return {
    port,
    async flood(order) {
      const answer = once(worker, "message") as Promise<[string]>;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
      worker.postMessage(order);
      const [outcome] = await answer;
      if (outcome !== WRITTEN) throw new Error(`the flood ended early: ${outcome}`);
    },
    async close() {
      await worker.terminate();
    },
  };
}

type Fields = readonly (string | number)[];

function frame(...fields: Fields): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(""));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

interface Session {
  readonly socket: Socket;
  readonly lines: number[];
}

/** Message 1, version 6: request, tick type, price, size, attributes. */
function quoteFrame(session: Session, index: number): Buffer {
  const { line, side, price, size } = quoteAt(index, session.lines.length);
  const tickType = side === "bid" ? 1 : 2;
  return frame(1, 6, session.lines[line] ?? 0, tickType, (price / 1_000_000).toFixed(2), size, 0);
}

async function flood(session: Session, { quotes }: FloodOrder): Promise<void> {
  const period = session.lines.length * 2 * PRICES;
  const blocks: Buffer[] = [];
  for (let from = 0; from < period; from += QUOTES_PER_WRITE) {
    const count = Math.min(QUOTES_PER_WRITE, period - from);
    blocks.push(
      Buffer.concat(Array.from({ length: count }, (_, index) => quoteFrame(session, from + index))),
    );
  }
  const write = async (bytes: Buffer): Promise<void> => {
    if (!session.socket.write(bytes)) await once(session.socket, "drain");
  };
  let sent = 0;
  for (let block = 0; sent + QUOTES_PER_WRITE <= quotes; block = (block + 1) % blocks.length) {
    const bytes = blocks[block];
    if (bytes === undefined) throw new Error("a flood without frames");
    await write(bytes);
    sent += Math.min(QUOTES_PER_WRITE, period - block * QUOTES_PER_WRITE);
  }
  const rest = Array.from({ length: quotes - sent }, (_, index) => quoteFrame(session, sent + index));
  await write(Buffer.concat(rest));
}

/** What a client's message is answered with, by its id: enough for a session to synchronise and open a chain. */
const ANSWERS: Readonly<Record<string, (fields: readonly string[], session: Session) => readonly Fields[]>> =
  {
    1: ([, , requestId], { lines }) => {
      lines.push(Number(requestId));
      return [];
    },
    7: ([, , requestId]) => [[55, 1, Number(requestId)]],
    9: (fields) => contractDetails(Number(fields[2]), fields[5] === "OPT" ? compact(fields[6]) : null),
    16: () => [[53, 1]],
    49: () => [[49, 1, Math.floor(Date.now() / 1_000)]],
    61: () => [[62, 1]],
    62: ([, , requestId]) => [
      [63, 1, Number(requestId), FLOOD_CHAIN.account, "NetLiquidation", "100000.00", "USD"],
      [64, 1, Number(requestId)],
    ],
    78: ([, requestId]) => [chainParameters(Number(requestId)), [76, Number(requestId)]],
  };

function compact(date: string | undefined): string {
  return (date ?? "").slice(0, 8);
}

function chainParameters(requestId: number): Fields {
  const { symbol, expiries, strikes } = FLOOD_CHAIN;
  const list = Array.from({ length: strikes }, (_, index) => strikeAt(index));
  return [
    75,
    requestId,
    "SMART",
    STOCK_CON_ID,
    symbol,
    100,
    expiries.length,
    ...expiries,
    list.length,
    ...list,
  ];
}

function strikeAt(index: number): number {
  return 80 + index;
}

/** The stock, or every call and put of an expiry, then the end marker. */
function contractDetails(requestId: number, expiry: string | null): readonly Fields[] {
  if (expiry === null) return [details(requestId, "STK", "", 0, "", STOCK_CON_ID), [52, 1, requestId]];
  const first = STOCK_CON_ID + 1_000 * (1 + FLOOD_CHAIN.expiries.findIndex((listed) => listed === expiry));
  const options = Array.from({ length: FLOOD_CHAIN.strikes * 2 }, (_, index) =>
    details(
      requestId,
      "OPT",
      expiry,
      strikeAt(Math.floor(index / 2)),
      index % 2 === 0 ? "C" : "P",
      first + index,
    ),
  );
  return [...options, [52, 1, requestId]];
}

function details(
  requestId: number,
  type: "STK" | "OPT",
  expiry: string,
  strike: number,
  right: string,
  conId: number,
): Fields {
  const { symbol } = FLOOD_CHAIN;
  const option = type === "OPT";
  return [
    10,
    requestId,
    symbol,
    type,
    expiry,
    expiry,
    strike,
    right,
    "SMART",
    "USD",
    option ? `${symbol} ${expiry.slice(2)}${right}${strike}` : symbol,
    symbol,
    symbol,
    conId,
    0.01,
    option ? 100 : "",
    "",
    "SMART",
    1,
    option ? STOCK_CON_ID : 0,
    "Flood",
    option ? "" : "NASDAQ",
    "",
    "",
    "",
    "",
    "US/Eastern",
    "",
    "",
    "",
    "",
    0,
    1,
    symbol,
    option ? "STK" : "",
    "26",
    expiry,
    "",
    1,
    1,
    1,
    0,
  ];
}

function readFrames(socket: Socket, onFrame: (fields: readonly string[], index: number) => void): void {
  let bytes = Buffer.alloc(0);
  let index = 0;
  socket.on("data", (data: Buffer) => {
    bytes = Buffer.concat([bytes, data]);
    // "API" and a NUL precede the first frame.
    if (index === 0 && bytes.toString("latin1", 0, 3) === "API") bytes = bytes.subarray(4);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0)) {
      const end = 4 + bytes.readInt32BE(0);
      onFrame(bytes.toString("utf8", 4, end).split("\0"), index);
      index += 1;
      bytes = bytes.subarray(end);
    }
  });
}

function serve(): void {
  const sessions = new Map<number, Session>();
  let waiting: FloodOrder | null = null;
  const port = parentPort;
  if (port === null) throw new Error("the flood server runs in a thread of its own");
  const begin = (): void => {
    const session = waiting === null ? undefined : sessions.get(waiting.clientId);
    if (waiting === null || session === undefined || session.lines.length < waiting.lines) return;
    const order = waiting;
    waiting = null;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
    const tell = (outcome: string): void => port.postMessage(outcome);
    void flood(session, order).then(
      () => tell(WRITTEN),
      (error: unknown) => tell(String(error)),
    );
  };
  port.on("message", (order: FloodOrder) => {
    waiting = order;
    begin();
  });
  const server = createServer({ noDelay: true }, (socket) => {
    const session: Session = { socket, lines: [] };
    socket.on("error", () => socket.destroy());
    readFrames(socket, (fields, index) => {
      if (index === 0) socket.write(frame(SERVER_VERSION, "20260105 10:00:00 EST"));
      else if (index === 1) {
        sessions.set(Number(fields[2]), session);
        socket.write(Buffer.concat([frame(15, 1, FLOOD_CHAIN.account), frame(9, 1, 1)]));
      } else {
        const answers = ANSWERS[fields[0] ?? ""]?.(fields, session) ?? [];
        if (answers.length > 0) socket.write(Buffer.concat(answers.map((answer) => frame(...answer))));
        begin();
      }
    });
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
  server.listen(0, "127.0.0.1", () => port.postMessage((server.address() as AddressInfo).port));
}

if (!isMainThread && workerData === "flood") serve();

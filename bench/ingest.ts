import { setImmediate as nextTurn } from "node:timers/promises";
import { EventName, IBApi, SecType } from "@stoqey/ib";
import { TICK_KINDS, type TicksRecorded } from "@legbook/domain";
import {
  createTwsGateway,
  ENGINE_LIMITS,
  systemClock,
  type EventStore,
  type RunningEngine,
} from "@legbook/engine";
import type { ViewsHost } from "@legbook/projections";
import { FLOOD_CHAIN, quoteAt, startFloodServer, TICKS_PER_QUOTE, type FloodServer } from "./flood-server.ts";
import { median } from "./median.ts";
import { accepted, startProduct, until } from "./product.ts";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface IngestOptions {
  /** Quotes of one measurement: a price with its size, two ticks. */
  readonly quotes?: number;
  /** Pairs of measurements. */
  readonly rounds?: number;
}

const QUOTES = 250_000;
const ROUNDS = 5;
const WARM_UP_QUOTES = 100_000;
/** What a chain's two expiries and their underlying hold open together. */
const LINES = 1 + 2 * Math.floor((ENGINE_LIMITS.marketLinesMax - ENGINE_LIMITS.marketLinesReserved) / 2);
const PRODUCT_CLIENT_ID = 1;
const BARE_CLIENT_ID = 2;
const WAIT_MAX_MS = 40_000;
/** As long as the ids that the engine uses, so that both read the same bytes but for their last digits. */
const REQUEST_ID_FIRST = 1_000_000_000;

/**
 * Ticks a second from the socket to the folded views, every one of them in the log, beside the bare client library
 * that decodes the same frames of the same peer and only counts them.
 *
 * Throws when the log or the view that holds the quotes differ from what was sent, by a single tick.
 */
export async function ingest({
  quotes = QUOTES,
  rounds = ROUNDS,
}: IngestOptions = {}): Promise<BenchmarkReport> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const ending: (() => unknown)[] = [() => temporary.remove()];
  try {
    const server = await startFloodServer();
    ending.push(() => server.close());
    const product = await startFlooded(folder, server);
    ending.push(() => product.stop());
    const sent = [WARM_UP_QUOTES];
    await product.take(WARM_UP_QUOTES);
    await bareDecoderRate(server, WARM_UP_QUOTES);
    const pairs: { product: number; bare: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const bareFirst = round % 2 === 0;
      const before = bareFirst ? await bareDecoderRate(server, quotes) : null;
      const rate = await product.take(quotes);
      sent.push(quotes);
      pairs.push({ product: rate, bare: before ?? (await bareDecoderRate(server, quotes)) });
    }
    await product.verify(sent);
    return {
      name: "ingest",
      figures: {
        ticksPerSecond: Math.round(median(pairs.map((pair) => pair.product))),
        bareDecoderTicksPerSecond: Math.round(median(pairs.map((pair) => pair.bare))),
      },
      ratios: {
        productToBareDecoder: Number(median(pairs.map((pair) => pair.product / pair.bare)).toFixed(3)),
      },
      notes: [
        `${quotes} frames over ${LINES} market data lines, each a price with its size: two ticks; ${rounds} rounds in turn, medians.`,
        "Product: socket, gateway adapter, loop, SQLite log (one sync a commit), every view; until the last tick is folded.",
        "Bare: the client library on the same frames, with listeners that count (it loses the sizes beside bids).",
        `The log was read back: all ${TICKS_PER_QUOTE * sent.reduce((sum, count) => sum + count, 0)} ticks, in order, as sent.`,
      ],
    };
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

/** Ticks a second of the client library alone: its decoder, and one listener that counts. */
async function bareDecoderRate(server: FloodServer, quotes: number): Promise<number> {
  const api = new IBApi({
    host: "127.0.0.1",
    port: server.port,
    clientId: BARE_CLIENT_ID,
    maxReqPerSec: 1_000_000,
  });
  let seen = 0;
  let ended = 0;
  const opened = new Promise<void>((resolve, reject) => {
    api.on(EventName.nextValidId, () => resolve());
    api.on(EventName.error, (error: Error) => reject(error));
  });
  api.on(EventName.tickPrice, () => {
    seen += 1;
    if (seen === quotes) ended = performance.now();
  });
  let sizes = 0;
  api.on(EventName.tickSize, () => void (sizes += 1));
  api.connect();
  try {
    await opened;
    for (let line = 0; line < LINES; line += 1) {
      const contract = { conId: line + 1, secType: SecType.OPT, exchange: "SMART", currency: "USD" };
      api.reqMktData(REQUEST_ID_FIRST + line, contract, "", false, false);
    }
    await nextTurn();
    const began = performance.now();
    const written = server.flood({ clientId: BARE_CLIENT_ID, lines: LINES, quotes });
    await until(() => ended > 0, "the bare decoder", WAIT_MAX_MS);
    await written;
    if (sizes === 0) throw new Error("the bare decoder saw no sizes");
    return (quotes * TICKS_PER_QUOTE) / ((ended - began) / 1_000);
  } finally {
    api.disconnect();
  }
}

interface Flooded {
  /** Takes a flood in; ticks a second from its start until the last tick is folded. */
  take(quotes: number): Promise<number>;
  /** Throws unless the log and the quotes are what `sent` floods, one after the other, must have left. */
  verify(sent: readonly number[]): Promise<void>;
  stop(): Promise<void>;
}

/** The whole product on a session with open lines. */
async function startFlooded(folder: string, server: FloodServer): Promise<Flooded> {
  let [folded, foldedAt] = [0, 0];
  const product = await startProduct({
    folder,
    port: server.port,
    clientId: PRODUCT_CLIENT_ID,
    gateway: createTwsGateway({ clock: systemClock }),
    onFolded({ events }) {
      for (const { event } of events) {
        if (event.type === "TicksRecorded") folded += (event.data as TicksRecorded).values.length;
      }
      foldedAt = performance.now();
    },
  });
  const { engine, store, views } = product;
  await openLines(engine);
  return {
    async take(quotes) {
      const target = folded + quotes * TICKS_PER_QUOTE;
      const began = performance.now();
      const written = server.flood({ clientId: PRODUCT_CLIENT_ID, lines: LINES, quotes });
      const taken = until(
        () => {
          if (!engine.metrics().connectionReady) throw new Error(engine.health().reasons.join("; "));
          return folded >= target;
        },
        "the last tick",
        WAIT_MAX_MS,
      );
      await Promise.all([taken, written]);
      return (quotes * TICKS_PER_QUOTE) / ((foldedAt - began) / 1_000);
    },
    verify: (sent) => verify(store, views, sent),
    stop: () => product.stop(),
  };
}

async function openLines(engine: RunningEngine): Promise<void> {
  for (const expiry of FLOOD_CHAIN.expiries) {
    const date = `${expiry.slice(0, 4)}-${expiry.slice(4, 6)}-${expiry.slice(6)}`;
    accepted(await engine.openExpiry(FLOOD_CHAIN.symbol, date, "bench"));
  }
  accepted(await engine.openChain(FLOOD_CHAIN.symbol, "bench"));
  await until(() => engine.metrics().linesUsed === LINES, "the lines", WAIT_MAX_MS);
}

/** Reads the whole log back and compares every tick, then every quote, with what the peer must have sent. */
async function verify(store: EventStore, views: ViewsHost, sent: readonly number[]): Promise<void> {
  const contracts: number[] = [];
  const expected = expectedTicks(sent, contracts);
  const last = new Map<string, number>();
  let count = 0;
  for await (const page of store.readAll({ direction: "forwards" })) {
    for (const { event } of page) {
      if (event.type === "LineOpened")
        contracts.push((event.data as { contract: { conId: number } }).contract.conId);
      if (event.type !== "TicksRecorded") continue;
      const { conIds, kinds, values } = event.data as TicksRecorded;
      for (const [index, value] of values.entries()) {
        const wanted = expected.next().value;
        if (
          wanted === undefined ||
          wanted.conId !== conIds[index] ||
          wanted.kind !== kinds[index] ||
          wanted.value !== value
        ) {
          throw new Error(`tick ${count} of the log is not the one that was sent`);
        }
        last.set(`${wanted.conId}/${wanted.kind}`, value);
        count += 1;
      }
    }
  }
  if (expected.next().done !== true) throw new Error(`only ${count} ticks are in the log`);
  for (const conId of contracts) {
    const row = views.market.quotes.rows.get(conId);
    const quote = [row?.bid, row?.bidSize, row?.ask, row?.askSize];
    const kinds = [TICK_KINDS.bid, TICK_KINDS.bidSize, TICK_KINDS.ask, TICK_KINDS.askSize];
    if (kinds.some((kind, index) => quote[index] !== last.get(`${conId}/${kind}`))) {
      throw new Error(`the quote of ${conId} is not the last that was sent`);
    }
  }
}

function* expectedTicks(sent: readonly number[], contracts: readonly number[]) {
  for (const quotes of sent) {
    for (let index = 0; index < quotes; index += 1) {
      const { line, side, price, size } = quoteAt(index, contracts.length);
      const conId = contracts[line];
      yield { conId, kind: TICK_KINDS[side], value: price };
      yield { conId, kind: TICK_KINDS[`${side}Size`], value: size };
    }
  }
}

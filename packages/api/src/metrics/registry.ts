import type { Engine, EngineMetrics, EngineObserver } from "@legbook/engine/ports";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Sizes that the API itself keeps. */
export interface ApiSizes {
  readonly connections: number;
  readonly operations: number;
  /** Refusals by the code of the limit or check that refused. */
  readonly refusalsByCode: ReadonlyMap<string, number>;
  /** Of the views that are rebuilt, by name, the share that is done. */
  readonly rebuiltShares: ReadonlyMap<string, number>;
}

const ORDER_PATH_BUCKETS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
const EXECUTION_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200];
const APPEND_BUCKETS = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

type NumberOf = (metrics: EngineMetrics) => number;

const GAUGES: readonly (readonly [name: string, help: string, value: NumberOf])[] = [
  [
    "legbook_gateway_connected",
    "1 when orders can be sent to the gateway, else 0.",
    (m) => Number(m.connectionReady),
  ],
  ["legbook_subscription_lines_active", "Market data lines in use.", (m) => m.linesUsed],
  ["legbook_subscription_lines_max", "Market data lines allowed.", (m) => m.linesMax],
  [
    "legbook_subscription_lines_usage_percent",
    "Market data lines in use, of those allowed, 0 to 100.",
    (m) => (m.linesMax === 0 ? 0 : (100 * m.linesUsed) / m.linesMax),
  ],
  ["legbook_inbox_size", "Messages that wait for the engine's loop.", (m) => m.inboxSize],
  ["legbook_inbox_max", "Messages that may wait for the engine's loop.", (m) => m.inboxMax],
  [
    "legbook_sweep_relevant_contracts",
    "Option contracts that the running scans find relevant.",
    (m) => m.sweepRelevantContracts,
  ],
  [
    "legbook_sweep_fresh_within_5s_ratio",
    "Share of the relevant contracts seen within 5 s, 0 to 1.",
    (m) => m.sweepFreshWithin5s,
  ],
  ["legbook_request_queue_size", "Requests that wait to be sent to the gateway.", (m) => m.requestQueueSize],
];

const COUNTERS: readonly (readonly [name: string, help: string, value: NumberOf])[] = [
  [
    "legbook_subscription_evictions_total",
    "Market data lines that gave way to others.",
    (m) => m.linesEvictedTotal,
  ],
  [
    "legbook_request_throttles_total",
    "Requests held back by the pacing limit.",
    (m) => m.requestsThrottledTotal,
  ],
  [
    "legbook_sweep_openings_total",
    "Market data lines opened by the sweep of chains.",
    (m) => m.sweepOpeningsTotal,
  ],
  ["legbook_ticks_total", "Ticks received.", (m) => m.ticksTotal],
  ["legbook_events_appended_total", "Events appended to the log.", (m) => m.eventsAppendedTotal],
];

export interface ApiMetrics {
  readonly registry: Registry;
  readonly observer: EngineObserver;
}

/** Metrics of one server, in a registry of its own. Counters are the engine's: read when they are asked for. */
export function createMetrics(engine: Pick<Engine, "metrics">, sizes: () => ApiSizes): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, value: () => number): void => {
    const metric: Gauge = new Gauge({ name, help, registers: [], collect: () => metric.set(value()) });
    registry.registerMetric(metric);
  };
  for (const [name, help, value] of GAUGES) gauge(name, help, () => value(engine.metrics()));
  gauge("legbook_api_websocket_connections", "WebSockets that are open.", () => sizes().connections);
  gauge(
    "legbook_api_operations_active",
    "Operations under way on WebSockets, subscriptions included.",
    () => sizes().operations,
  );
  addRebuilding(registry, () => sizes().rebuiltShares);
  for (const [name, help, value] of COUNTERS) {
    addCounter(registry, name, help, null, () => [["", value(engine.metrics())]]);
  }
  addCounter(
    registry,
    "legbook_gateway_errors_total",
    "Errors and notices of the gateway by code.",
    "code",
    () => Object.entries(engine.metrics().gatewayErrorsByCode),
  );
  addCounter(
    registry,
    "legbook_api_refusals_total",
    "Requests refused by a limit or check of the API, by its code.",
    "code",
    () => sizes().refusalsByCode,
  );
  return { registry, observer: createObserver(registry) };
}

/** No series while every view is there. */
function addRebuilding(registry: Registry, shares: () => ReadonlyMap<string, number>): void {
  const metric: Gauge = new Gauge({
    name: "legbook_view_rebuilt_ratio",
    help: "Of a view that is rebuilt and not there yet, the share of the log that is folded, 0 to 1.",
    labelNames: ["view"],
    registers: [],
    collect: () => {
      metric.reset();
      for (const [view, share] of shares()) metric.set({ view }, share);
    },
  });
  registry.registerMetric(metric);
}

/** A counter that someone else counts: its values are taken over whole whenever they are asked for. */
function addCounter(
  registry: Registry,
  name: string,
  help: string,
  label: string | null,
  values: () => Iterable<readonly [labelValue: string, count: number]>,
): void {
  const metric: Counter = new Counter({
    name,
    help,
    labelNames: label === null ? [] : [label],
    registers: [],
    collect: () => {
      metric.reset();
      for (const [labelValue, count] of values())
        metric.inc(label === null ? {} : { [label]: labelValue }, count);
    },
  });
  registry.registerMetric(metric);
}

function createObserver(registry: Registry): EngineObserver {
  const registers = [registry];
  const orderPath = new Histogram({
    name: "legbook_order_path_seconds",
    help: "From command received to bytes on the socket, without the what-if's round trip.",
    buckets: ORDER_PATH_BUCKETS,
    registers,
  });
  const orderExecution = new Histogram({
    name: "legbook_order_execution_seconds",
    help: "From bytes on the socket to the whole fill.",
    buckets: EXECUTION_BUCKETS,
    registers,
  });
  const logAppend = new Histogram({
    name: "legbook_log_append_seconds",
    help: "From append asked for to durable.",
    buckets: APPEND_BUCKETS,
    registers,
  });
  return {
    orderPathSeconds: (seconds) => orderPath.observe(seconds),
    orderExecutionSeconds: (seconds) => orderExecution.observe(seconds),
    logAppendSeconds: (seconds) => logAppend.observe(seconds),
  };
}

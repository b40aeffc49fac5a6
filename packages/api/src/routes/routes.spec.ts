import "../testing/one-graphql.ts";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ApiServerOptions } from "../options.ts";
import { type Harness, startHarness } from "../testing/harness.ts";

let harness: Harness;
const start = async (options: Partial<ApiServerOptions> = {}): Promise<void> => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }), options);
};
afterEach(() => harness.close());

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${harness.server.url}${path}`, {
    headers: { authorization: `Bearer ${await harness.signIn()}`, ...headers },
  });
}

describe("health", () => {
  beforeEach(() => start());

  it("is 200 while orders can be sent", async () => {
    const response = await fetch(`${harness.server.url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "healthy", reasons: [], rebuilding: [] });
  });

  it("is 503 with the reasons as sentences otherwise", async () => {
    harness.engine.healthNow = { healthy: false, reasons: ["The gateway does not answer its heartbeat."] };
    const response = await fetch(`${harness.server.url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "unhealthy",
      reasons: ["The gateway does not answer its heartbeat."],
      rebuilding: [],
    });
  });

  it("is 503 while the views do not follow the log", async () => {
    harness.views.stop(new Error("a fold failed"));
    const response = await fetch(`${harness.server.url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ reasons: ["The views have not caught up with the log."] });
  });
});

describe("metrics", () => {
  it("tell connection, lines, queues, throttles, errors by code and durations", async () => {
    await start();
    harness.server.observer.orderPathSeconds(0.003);
    harness.server.observer.orderExecutionSeconds(1.2);
    harness.server.observer.logAppendSeconds(0.002, 5);
    const text = await (await get("/metrics")).text();
    for (const line of [
      "legbook_gateway_connected 1",
      "legbook_subscription_lines_active 18",
      "legbook_subscription_lines_max 90",
      "legbook_subscription_lines_usage_percent 20",
      "legbook_subscription_evictions_total 4",
      "legbook_inbox_size 2",
      "legbook_request_queue_size 3",
      "legbook_request_throttles_total 5",
      'legbook_gateway_errors_total{code="200"} 1',
      'legbook_gateway_errors_total{code="10197"} 2',
      "legbook_ticks_total 1000",
      "legbook_events_appended_total 50",
      "legbook_order_path_seconds_count 1",
      "legbook_order_execution_seconds_sum 1.2",
      'legbook_log_append_seconds_bucket{le="0.0025"} 1',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toContain("process_cpu_seconds_total");
  });

  it("are read as they are at that moment: a counter of the engine is not counted twice", async () => {
    await start();
    await get("/metrics");
    harness.engine.metricsNow = { ...harness.engine.metricsNow, ticksTotal: 1_500, connectionReady: false };
    const text = await (await get("/metrics")).text();
    expect(text).toContain("legbook_ticks_total 1500");
    expect(text).toContain("legbook_gateway_connected 0");
  });

  it("may be opened to a collector that does not sign in", async () => {
    await start({ metricsPublic: true });
    expect((await fetch(`${harness.server.url}/metrics`)).status).toBe(200);
  });

  it("follow Prometheus' names: help for each, counters and they alone end in _total, base units", async () => {
    await start();
    const text = await (await get("/metrics")).text();
    const own = [...text.matchAll(/^# TYPE (legbook_\S+) (\S+)$/gm)].map(([, name, type]) => ({
      name: name!,
      type: type!,
    }));
    expect(own.length).toBeGreaterThan(15);
    for (const { name, type } of own) {
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.*\\.$`, "m"));
      expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb)$/);
      if (type === "histogram") expect(name).toMatch(/_seconds$/);
    }
  });

  it("pass promtool's check", async (context) => {
    await start();
    const found = spawnSync("promtool", ["--version"]).status === 0;
    if (!found) {
      process.stderr.write(
        "SKIPPED: promtool is not on this machine, so its check of /metrics was not run.\n",
      );
      context.skip();
    }
    const own = (await (await get("/metrics")).text())
      .split("\n")
      .filter((line) => line.includes("legbook_"))
      .join("\n");
    const { status, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: `${own}\n`,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("the web application", () => {
  let webRoot: string;
  beforeEach(() => {
    webRoot = mkdtempSync(join(tmpdir(), "legbook-web-"));
    mkdirSync(join(webRoot, "assets"));
    writeFileSync(join(webRoot, "index.html"), "<!doctype html><title>Legbook</title>");
    writeFileSync(join(webRoot, "assets", "index-abc123.js"), "export {};");
  });
  afterEach(() => rmSync(webRoot, { recursive: true }));

  it("is served with its files, and with its first page for addresses of its own", async () => {
    await start({ webRoot });
    for (const path of ["/", "/orders/o-1"]) {
      const response = await get(path, { accept: "text/html" });
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.text()).toContain("<title>Legbook</title>");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
    const script = await get("/assets/index-abc123.js");
    expect(script.headers.get("content-type")).toContain("javascript");
    expect(script.headers.get("cache-control")).toContain("immutable");
  });

  it("answers 404 for a file that is not there, and serves nothing above its folder", async () => {
    await start({ webRoot });
    expect((await get("/assets/gone.js")).status).toBe(404);
    expect((await get("/..%2f..%2fetc%2fpasswd")).status).toBe(404);
  });

  it("says how to build it when it is not built", async () => {
    await start({ webRoot: join(webRoot, "nowhere") });
    const response = await get("/", { accept: "text/html" });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("npm start");
  });
});

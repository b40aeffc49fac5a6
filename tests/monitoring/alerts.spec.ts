import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
if (!hasPromtool)
  console.warn(
    "SKIPPED: promtool is not on this machine (Debian: prometheus); the alert rules are not checked",
  );

describe("the monitoring", () => {
  it.skipIf(!hasPromtool)("is a configuration that Prometheus accepts", () => {
    const folder = mkdtempSync(join(tmpdir(), "legbook-monitoring-"));
    try {
      cpSync(join(root, "monitoring"), folder, { recursive: true });
      writeFileSync(join(folder, "token"), "");
      const output = execFileSync("promtool", ["check", "config", join(folder, "prometheus.yml")], {
        encoding: "utf8",
      });
      expect(output).toContain("6 rules found");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("speaks of metrics that there are", () => {
    const named = new Set(
      readFileSync(join(root, "monitoring/alerts.yml"), "utf8").match(/legbook_\w+/g) ?? [],
    );
    const source = execFileSync(
      "git",
      ["grep", "-hoE", '"legbook_[a-z_]+"', "--", "packages/api/src/metrics"],
      { cwd: root, encoding: "utf8" },
    );
    const served = new Set(source.split("\n").map((line) => line.replaceAll('"', "")));
    const missing = [...named].filter((name) => !served.has(name.replace(/_bucket$/, "")));
    expect(missing).toEqual([]);
    expect(named.size).toBeGreaterThan(4);
  });
});

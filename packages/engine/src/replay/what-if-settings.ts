import type { RiskLimits } from "@legbook/domain";
import { LIMIT_NAMES, limitOf, unitLast } from "./limit-settings.ts";
import { nearestName } from "./nearest-name.ts";
import { parseScanSettings, SCAN_SETTING_NAMES, type ScanChange } from "./scan-settings.ts";

/** What a counterfactual changes. */
export interface WhatIfSettings {
  readonly limits: Partial<RiskLimits>;
  /** Null when no setting is about scans: they are not looked at then. */
  readonly scan: ScanChange | null;
}

const NAMES = { risk: LIMIT_NAMES, scan: SCAN_SETTING_NAMES } as const;

/**
 * Settings such as `risk.orderValueMax=5000` and `scan.shortDeltaMax=0.25`; `risk.maxOrderValue` means the same as the
 * first. Throws `RangeError` for a name or a value that is none, with the nearest name and those that there are, and for
 * one that is set twice.
 */
export function parseWhatIfSettings(settings: readonly string[]): WhatIfSettings {
  const risk = new Map<string, string>();
  const scan = new Map<string, string>();
  for (const setting of settings) {
    const { group, name, text } = partsOf(setting);
    const taken = group === "risk" ? risk : scan;
    const before = taken.get(name);
    if (before !== undefined && before !== text)
      throw new RangeError(`${group}.${name} is set twice: to ${before} and to ${text}`);
    taken.set(name, text);
  }
  return {
    limits: Object.fromEntries([...risk].map(([name, text]) => [name, limitOf(name, text)])),
    scan: scan.size === 0 ? null : parseScanSettings(scan),
  };
}

function partsOf(setting: string): {
  readonly group: keyof typeof NAMES;
  readonly name: string;
  readonly text: string;
} {
  const match = /^([A-Za-z]+)\.([A-Za-z]+)=(.+)$/.exec(setting.trim());
  if (match === null)
    throw new RangeError(`${setting} is no setting: write risk.NAME=VALUE or scan.NAME=VALUE`);
  const [, group = "", name = "", text = ""] = match;
  if (group !== "risk" && group !== "scan")
    throw new RangeError(`${setting}: there is no ${group}.*, only risk.* and scan.*`);
  const known = NAMES[group];
  const found = known.includes(name) ? name : unitLast(name);
  if (known.includes(found)) return { group, name: found, text: text.trim() };
  const nearest = nearestName(found, known);
  const meant = nearest === null ? "" : ` Did you mean ${group}.${nearest}?`;
  throw new RangeError(`${group}.${name} is no setting.${meant} There are: ${told(group)}`);
}

function told(group: keyof typeof NAMES): string {
  const names = NAMES[group].filter((name) => group === "risk" || !isBound(name));
  return `${names.join(", ")}${group === "scan" ? " (a field's bounds are NAMEMin and NAMEMax)" : ""}`;
}

function isBound(name: string): boolean {
  return /(?:Min|Max)$/.test(name) && SCAN_SETTING_NAMES.includes(name.slice(0, -3));
}

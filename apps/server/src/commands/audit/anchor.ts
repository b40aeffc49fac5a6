import { execSync } from "node:child_process";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { exchangeDate } from "@legbook/domain";
import { type Anchor, formatAnchor, systemClock } from "@legbook/engine";
import { SettingsFault } from "../../settings.ts";
import { anchorsIn, dateOption } from "./reading.ts";
import { anchorsOf } from "./root.ts";

interface AnchorOptions {
  readonly to?: string;
  readonly command?: string;
  readonly date?: string;
}

/** A command that hangs must not keep a day from being noted in the file. */
const COMMAND_MS_MAX = 60_000;

export async function anchor(log: string, { to, command, date }: AnchorOptions): Promise<void> {
  if (to === undefined && command === undefined)
    throw new SettingsFault(["Say where anchors go: --to FILE, --command COMMAND, or both."]);
  const noted = new Set(to === undefined || !existsSync(to) ? [] : anchorsIn(to).map(({ day }) => day));
  const asked = dateOption(date);
  const today = exchangeDate(systemClock.now());
  const anchors = (await anchorsOf(log, asked)).filter(
    ({ day }) => asked !== null || (day < today && !noted.has(day)),
  );
  // The command first: a day is in the file only once it was handed out.
  for (const each of anchors) {
    if (command !== undefined) handOut(command, each);
    if (to !== undefined) addLine(to, formatAnchor(each));
    console.log(`${each.day}  ${each.dayEvents} events  root ${each.root.toHex()}`);
  }
  if (anchors.length === 0) console.log("Every day that is over was noted already.");
}

function handOut(command: string, each: Anchor): void {
  try {
    execSync(command, {
      input: `${formatAnchor(each)}\n`,
      stdio: ["pipe", "inherit", "inherit"],
      timeout: COMMAND_MS_MAX,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsFault([`--command: ${each.day} was not handed out: ${why}`]);
  }
}

/** Durable when it returns; on a line of its own, whatever the file ends with. */
function addLine(path: string, line: string): void {
  const isOpen = existsSync(path) && !/(?:^|\n)$/.test(readFileSync(path, "utf8"));
  const descriptor = openSync(path, "a");
  try {
    writeSync(descriptor, `${isOpen ? "\n" : ""}${line}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

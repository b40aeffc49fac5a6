import { spawnSync } from "node:child_process";
import { type Child, root, startChild } from "./child-process.ts";

/** Whether this user may mount a small disk of its own, which nobody else sees and which goes with its processes. */
export const mayMount =
  process.platform === "linux" &&
  spawnSync("unshare", ["--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"], { encoding: "utf8" }).status ===
    0;

export interface SmallDisk {
  /** Where the disk is mounted: an existing folder. */
  readonly at: string;
  readonly bytes: number;
  /** Shell commands before the program, such as filling the disk. */
  readonly before?: string;
  /** Once this file is there, the rest of the disk is filled. */
  readonly fillWhen?: string;
  /** A folder that the disk's files are copied to once the program has ended. */
  readonly keepIn?: string;
}

/** Runs a program of Node with a disk of a certain size in the place of a folder. Its exit code is the program's. */
export function startOnSmallDisk(disk: SmallDisk, ...args: readonly string[]): Child {
  const quoted = [process.execPath, ...args].map(quote).join(" ");
  const script = [
    "set -e",
    `mount -t tmpfs -o size=${disk.bytes} tmpfs ${quote(disk.at)}`,
    ...(disk.before === undefined ? [] : [disk.before]),
    "set +e",
    `${quoted} &`,
    "program=$!",
    ...(disk.fillWhen === undefined ? [] : [fillingWhen(disk.fillWhen, disk.at)]),
    "wait $program",
    "code=$?",
    ...(disk.keepIn === undefined ? [] : [`cp -a ${quote(disk.at)}/. ${quote(disk.keepIn)}`]),
    "exit $code",
  ].join("\n");
  return startChild("unshare", ["--mount", "sh", "-c", `cd ${quote(root)}\n${script}`]);
}

function fillingWhen(file: string, at: string): string {
  const waiting = `while [ ! -e ${quote(file)} ] && kill -0 $program 2>&-; do sleep 0.05; done`;
  return `${waiting}\ndd if=/dev/zero of=${quote(at)}/filling bs=16k 2>&-`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

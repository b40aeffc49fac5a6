import { spawn } from "node:child_process";
import { once } from "node:events";
import { COMPILED_CODE_FOLDER } from "../apps/server/src/compiled-code.ts";

/** Wall time, and processor time of every thread: on a shared machine the second says more. */
export interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const START_MAX_MS = 300_000;

export function stopwatch(): () => Taken {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    const rounded = (seconds: number): number => Number(seconds.toFixed(2));
    return {
      seconds: rounded((performance.now() - began) / 1_000),
      cpuSeconds: rounded((user + system) / 1_000_000),
    };
  };
}

/** Starts and stops something in a process of its own, with compiled code kept as `legbook` keeps it, whose output is what it took until it was up. */
export async function startInProcess(module: string, args: readonly string[]): Promise<Taken> {
  const child = spawn(process.execPath, [module, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: START_MAX_MS,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED_CODE_FOLDER },
  });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => void (output += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${module} did not start and stop (exit ${code}): ${output}`);
  return JSON.parse(output) as Taken;
}

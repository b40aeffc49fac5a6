import { describeFault } from "./faults.ts";

/** What a command found, as its exit code: 0 for nothing amiss, 1 for something. */
export type CommandOutcome = 0 | 1;

/** Runs a command's work. What keeps it from running is told to a person; the exit code is 2 then. */
export async function runCommand(work: () => Promise<CommandOutcome | void>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(describeFault(error));
    process.exitCode = 2;
  }
}

import type { Command } from "commander";
import { anchor } from "./audit/anchor.ts";
import { check, prove } from "./audit/proof.ts";
import { root } from "./audit/root.ts";
import { verify } from "./audit/verify.ts";
import { runCommand } from "./run-command.ts";

export function addAuditCommand(program: Command): void {
  const audit = program
    .command("audit")
    .description("prove that a log is what it was, and what it holds; writes nothing to it");
  audit
    .command("verify")
    .description("recompute every link of the log; exit code 1 when one is broken")
    .argument("<log>", "the log's file or address")
    .option("--anchors <file>", "roots that were noted before: finds a cut tail and a forged chain too")
    .option("--json", "print what was found as JSON")
    .action((log: string, options: { readonly anchors?: string; readonly json?: true }) =>
      runCommand(() => verify(log, options)),
    );
  audit
    .command("root")
    .description("print the log's head and the Merkle root of its days")
    .argument("<log>", "the log's file or address")
    .option("--date <yyyy-mm-dd>", "one day only, in New York")
    .option("--json", "print an anchor a line")
    .action((log: string, options: { readonly date?: string; readonly json?: true }) =>
      runCommand(() => root(log, options)),
    );
  audit
    .command("anchor")
    .description("note the roots of days that are over outside the log; each day once")
    .argument("<log>", "the log's file or address")
    .option("--to <file>", "a file that anchors are added to, a line each")
    .option("--command <command>", "a command of the shell that is given each anchor on its standard input")
    .option("--date <yyyy-mm-dd>", "this day, over or not")
    .action(
      (log: string, options: { readonly to?: string; readonly command?: string; readonly date?: string }) =>
        runCommand(() => anchor(log, options)),
    );
  audit
    .command("prove")
    .description("write the proof of one event against the root of its day")
    .argument("<event>", "the event's id or position")
    .requiredOption("--log <log>", "the log's file or address")
    .option("--anchors <file>", "prove it against the first of these roots that covers it")
    .option("--out <file>", "where the proof is written (default: standard output)")
    .action(
      (event: string, options: { readonly log: string; readonly anchors?: string; readonly out?: string }) =>
        runCommand(() => prove(event, options)),
    );
  audit
    .command("check")
    .description("check a proof without the log; exit code 1 when it does not hold")
    .argument("<proof>", "the proof's file")
    .option("--root <hex>", "the root of the event's day, from where you trust it")
    .option("--anchors <file>", "or a file of anchors that you trust")
    .action((proof: string, options: { readonly root?: string; readonly anchors?: string }) =>
      runCommand(async () => check(proof, options)),
    );
}

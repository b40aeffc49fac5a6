#!/usr/bin/env node
import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { buildRecordCommand } from "./cli/record.ts";
import { buildSimulateCommand } from "./cli/simulate-command.ts";

const program = new Command("tws-simulator")
  .version(packageJson.version)
  .showHelpAfterError("(--help lists the options)");

buildRecordCommand(program.command("record"));
await buildSimulateCommand(program).parseAsync();

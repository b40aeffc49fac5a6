import { buildRecordCommand, buildSimulateCommand } from "@legbook/tws-simulator/cli";
import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addAuditCommand } from "./commands/audit.ts";
import { addBackupCommands } from "./commands/backup.ts";
import { addCopyCommand } from "./commands/copy.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEngineAndApiCommands } from "./commands/engine-and-api.ts";
import { addRetainCommand } from "./commands/retain.ts";
import { addReportCommand } from "./commands/report.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addRebuildCommand } from "./commands/rebuild.ts";
import { addStartCommand } from "./commands/start.ts";
import { addUpgradeCommand } from "./commands/upgrade.ts";
import { addWhatIfCommand } from "./commands/what-if.ts";

const program = new Command("legbook")
  .description("An event-sourced engine for trading option spreads through Interactive Brokers")
  .version(packageJson.version)
  .showHelpAfterError("(--help lists the options)");

addStartCommand(program);
addEngineAndApiCommands(program);
addDemoCommand(program);
addDoctorCommand(program);
addAuditCommand(program);
addUpgradeCommand(program);
addBackupCommands(program);
addCopyCommand(program);
addRetainCommand(program);
addReportCommand(program);
addReplayCommand(program);
addWhatIfCommand(program);
addRebuildCommand(program);
buildSimulateCommand(program.command("simulate"));
buildRecordCommand(program.command("record"));

await program.parseAsync();

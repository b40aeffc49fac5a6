import { startSimulator } from "../simulator.ts";

/** A simulator in a process of its own, for the spec that kills it: its port is all that it prints. */
const [, , ledgerFile] = process.argv;
if (ledgerFile === undefined) throw new Error("give the ledger's file");
const simulator = await startSimulator({
  market: { kind: "builtin" },
  seed: 1,
  partialFillChance: 0,
  ledgerFile,
});
process.stdout.write(`${simulator.port}\n`);

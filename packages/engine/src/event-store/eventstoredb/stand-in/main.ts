#!/usr/bin/env node
import { openSqliteEventStore } from "../../sqlite/index.ts";
import { createStandIn, proposalCodec } from "./index.ts";

/**
 * Runs the stand-in as a process: `main.ts [PORT [FILE]]`. With a file its events outlive it. Prints its address when it
 * listens.
 */
const [port = "0", path] = process.argv.slice(2);
const store = path === undefined ? {} : { store: openSqliteEventStore({ path, codec: proposalCodec() }) };
const standIn = await createStandIn({ port: Number(port), ...store });
process.stdout.write(`${standIn.address}\n`);
process.once("SIGTERM", () => void standIn.close());
process.once("SIGINT", () => void standIn.close());

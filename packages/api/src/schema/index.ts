import "./session.ts";
import "./connection.ts";
import "./lines.ts";
import "./symbols.ts";
import "./chain.ts";
import "./chain-commands.ts";
import "./scan-fields.ts";
import "./scan.ts";
import "./scan-presets.ts";
import "./corporate-dates.ts";
import "./scan-why-not.ts";
import "./smile.ts";
import "./spread.ts";
import "./orders.ts";
import "./order-commands.ts";
import "./positions.ts";
import "./profit-and-loss.ts";
import "./risk.ts";
import "./risk-commands.ts";
import "./executions.ts";
import "./events.ts";
import { builder } from "./builder.ts";

/** The whole public schema; `schema.graphql` is its printed form. */
export const schema = builder.toSchema();

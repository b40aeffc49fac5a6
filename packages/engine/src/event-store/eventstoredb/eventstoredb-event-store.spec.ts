import { afterAll, beforeAll } from "vitest";
import { contractOnServer } from "./contract-on-server.ts";
import { createStandIn, type StandIn } from "./stand-in/index.ts";

let standIn: StandIn | null = null;
beforeAll(async () => {
  standIn = await createStandIn();
});
afterAll(() => standIn?.close());

contractOnServer("eventstoredb on the stand-in", () => standIn?.address ?? "");

import { existsSync, readFileSync } from "node:fs";
import { GenericContainer, type StartedTestContainer, Wait } from "testcontainers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractOnServer } from "./contract-on-server.ts";

/**
 * The same suite on a real server: the one that EVENTSTOREDB_URL names, or one in Docker, of the image that
 * `docker/compose.yaml` pins. LEGBOOK_REQUIRE_DOCKER=1 makes it a failure that there is neither.
 */
const url = process.env["EVENTSTOREDB_URL"];
const hasDocker = process.env["DOCKER_HOST"] !== undefined || existsSync("/var/run/docker.sock");

function pinnedImage(): string {
  const compose = readFileSync(new URL("../../../../../docker/compose.yaml", import.meta.url), "utf8");
  const image = /^ {4}image: (eventstore\/eventstore:\S+)$/m.exec(compose)?.[1];
  if (image === undefined) throw new Error("docker/compose.yaml names no image of EventStoreDB");
  return image;
}

it("has a server's image pinned, to a version", () => {
  expect(pinnedImage()).toMatch(/:\d+\.\d+\.\d+-/);
});

if (url !== undefined) {
  contractOnServer("eventstoredb at EVENTSTOREDB_URL", () => url);
} else if (hasDocker) {
  describe("a server in Docker", () => {
    let container: StartedTestContainer | null = null;
    beforeAll(async () => {
      container = await new GenericContainer(pinnedImage())
        .withEnvironment({ EVENTSTORE_INSECURE: "true", EVENTSTORE_MEM_DB: "true" })
        .withExposedPorts(2113)
        .withWaitStrategy(Wait.forHttp("/health/live", 2113).forStatusCode(204))
        .start();
    }, 300_000);
    afterAll(async () => {
      await container?.stop();
    });
    contractOnServer(
      "eventstoredb in Docker",
      () => `esdb://${container?.getHost()}:${container?.getMappedPort(2113)}?tls=false`,
    );
  });
} else if (process.env["LEGBOOK_REQUIRE_DOCKER"] === "1") {
  it("runs on a real server", () => {
    throw new Error("LEGBOOK_REQUIRE_DOCKER is set, but neither Docker nor EVENTSTOREDB_URL is there");
  });
} else {
  // oxlint-disable-next-line eslint/no-console -- a person has to see what was not tried
  console.warn(
    "SKIPPED: the log's suite on a real EventStoreDB; set EVENTSTOREDB_URL, or run it where Docker is",
  );
}

import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const INSTALL_MS = 180_000;

/** A program of somebody else's that starts the simulator in its thread and in one of its own. */
const CONSUMER = `
import { connect } from "node:net";
import { startSimulator, startSimulatorWorker } from "@legbook/tws-simulator";

async function firstFrame(port) {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.write(Buffer.from("API\\0\\0\\0\\0\\x09v100..193", "latin1"));
  const frame = await new Promise((resolve) => socket.once("data", resolve));
  socket.destroy();
  return frame.toString("latin1", 4, 7);
}
const options = { market: { kind: "builtin" } };
const simulator = await startSimulator(options);
const worker = await startSimulatorWorker(options);
const cash = simulator.account("DU1234567").cash;
console.log(JSON.stringify([await firstFrame(simulator.port), await firstFrame(worker.port), cash]));
await simulator.close();
await worker.close();
`;
const TYPED_CONSUMER = `
import { type Simulator, type SimulatorOptions, startSimulator } from "@legbook/tws-simulator";

const options: SimulatorOptions = { market: { kind: "builtin" }, seed: 7, pace: "manual" };
export const port: Promise<number> = startSimulator(options).then((simulator: Simulator) => simulator.port);
// @ts-expect-error no market is of this kind
export const wrong: SimulatorOptions = { market: { kind: "none" } };
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulator-package-"));
  await run(process.execPath, [join(root, "packages/tws-simulator/scripts/pack.ts")], { cwd: root });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "consumer", type: "module" }));
  const dist = join(root, "packages/tws-simulator/dist");
  await run("npm", ["pack", dist, "--pack-destination", folder], { cwd: folder });
  const archive = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (archive === undefined) throw new Error("npm packed nothing");
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, archive)], {
    cwd: folder,
  });
}, INSTALL_MS);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the simulator as a package of its own", () => {
  it("runs installed in a foreign project, in the caller's thread and in one of its own", async () => {
    await writeFile(join(folder, "consumer.js"), CONSUMER);
    const { stdout } = await run(process.execPath, ["consumer.js"], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(["193", "193", 100_000]);
  });

  it("has an executable that explains itself", async () => {
    const executable = join(folder, "node_modules/.bin/tws-simulator");
    const { stdout } = await run(process.execPath, [executable, "--help"], { cwd: folder });
    expect(stdout).toContain("--port");
  });

  it("declares its types for a strict compiler", async () => {
    await writeFile(join(folder, "consumer.ts"), TYPED_CONSUMER);
    const compiler = join(root, "node_modules/@typescript/native/bin/tsc");
    const strict = [
      "--strict",
      "--noEmit",
      "--module",
      "nodenext",
      "--target",
      "esnext",
      "--skipLibCheck",
      "false",
    ];
    const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    await run(process.execPath, [compiler, ...strict, ...types, "consumer.ts"], { cwd: folder }).catch(
      (error: { stdout: string }) => {
        throw new Error(error.stdout);
      },
    );
  });

  it("brings its licence and nothing of the machine that built it", async () => {
    const installed = join(folder, "node_modules/@legbook/tws-simulator");
    expect(await readFile(join(installed, "LICENSE"), "utf8")).toContain("MIT");
    for (const name of await readdir(join(installed, "lib"))) {
      expect(await readFile(join(installed, "lib", name), "utf8")).not.toContain(root);
    }
  });
});

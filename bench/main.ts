import type { BenchmarkReport } from "./report.ts";

/** Every benchmark by name; each is loaded only when it runs. Figures are of one run: compare their ratios. */
const BENCHMARKS: Readonly<Record<string, () => Promise<() => Promise<BenchmarkReport>>>> = {
  append: async () => (await import("./append.ts")).append,
  "append-server": async () => (await import("./append-server.ts")).appendServer,
  audit: async () => (await import("./audit.ts")).audit,
  bytes: async () => (await import("./bytes.ts")).bytes,
  "chain-table": async () => (await import("./chain-table.ts")).chainTable,
  ingest: async () => (await import("./ingest.ts")).ingest,
  screen: async () => (await import("./screen.ts")).screen,
  "order-path": async () => (await import("./order-path.ts")).orderPath,
  boot: async () => (await import("./boot.ts")).boot,
  rebuild: async () => (await import("./rebuild.ts")).rebuild,
  "as-of": async () => (await import("./as-of.ts")).asOf,
  scan: async () => (await import("./scan.ts")).scan,
  sweep: async () => (await import("./sweep.ts")).sweep,
  simulator: async () => (await import("./simulator.ts")).simulator,
  american: async () => (await import("./american.ts")).american,
  "ib-greeks": async () => (await import("./ib-greeks.ts")).ibGreeks,
  "implied-volatility": async () => (await import("./implied-volatility.ts")).impliedVolatilities,
  "greeks-chain": async () => (await import("./greeks-chain.ts")).greeksChain,
};

const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== "--json");
const json = process.argv.includes("--json");
const load = name === undefined ? undefined : BENCHMARKS[name];
if (load === undefined || rest.length > 0) {
  console.error(
    `usage: npm run bench -- NAME [--json], where NAME is one of ${Object.keys(BENCHMARKS).join(", ")}`,
  );
  process.exit(1);
}
const benchmark = await load();
const report = await benchmark();
if (json) console.log(JSON.stringify(report));
else print(report);

function print({ name: title, figures, ratios, notes }: BenchmarkReport): void {
  const rows = [...Object.entries(figures), ...Object.entries(ratios)];
  const width = Math.max(...rows.map(([key]) => key.length));
  console.log(title);
  for (const [key, value] of rows)
    console.log(`  ${key.padEnd(width)}  ${value.toLocaleString("en-US", { maximumSignificantDigits: 4 })}`);
  for (const note of notes) console.log(`  ${note}`);
}

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const text = (file: string) => readFileSync(join(root, file), "utf8");
const isText = (file: string) => !/[.](png|ico|woff2?|zip)$/.test(file);

describe("the repository", () => {
  it("names no machine's paths and no registry's host", () => {
    const banned = [/(?<![\w.])\/work\/(?!flows)/, /registry[.]npmjs/, /deb[.]debian[.]org/, /\/home\/\w+\//];
    const self = "tests/repository/repository.spec.ts";
    const faults = files
      .filter((file) => isText(file) && file !== self)
      .flatMap((file) => banned.filter((word) => word.test(text(file))).map((word) => `${file}: ${word}`));
    expect(faults).toEqual([]);
  });

  it("keeps no market data, secrets, or large files", () => {
    expect(files.filter((file) => /[.](zip|pem|key|env)$/.test(file))).toEqual([]);
    const large = files.filter(
      (file) => file !== "package-lock.json" && statSync(join(root, file)).size > 1_000_000,
    );
    expect(large).toEqual([]);
  });

  it("links only to files that exist", () => {
    const broken = files
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) =>
        [...text(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].flatMap(([, target = ""]) =>
          existsSync(join(root, normalize(join(dirname(file), target)))) ? [] : [`${file} -> ${target}`],
        ),
      );
    expect(broken).toEqual([]);
  });

  it("names paths in its documents that exist", () => {
    const broken = files
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) =>
        [
          ...text(file).matchAll(
            /`((?:packages|apps|bench|tests|docs|ADR|tools|docker|monitoring)\/[\w./-]+)`/g,
          ),
        ].flatMap(([, path = ""]) => (existsSync(join(root, path)) ? [] : [`${file}: ${path}`])),
      );
    expect(broken).toEqual([]);
  });

  it("has no test that is left out or runs alone", () => {
    const self = "tests/repository/repository.spec.ts";
    const faults = files
      .filter((file) => /[.]spec[.]tsx?$/.test(file) && file !== self)
      .filter((file) => /\b(it|test|describe)[.](only|skip|todo)\(/.test(text(file)));
    expect(faults).toEqual([]);
  });

  it("has a second look at every large module", () => {
    const lines = (file: string) => text(file).split("\n").length;
    const large = files.filter(
      (file) =>
        /^(packages|apps).*[.]tsx?$/.test(file) &&
        !/[.]spec[.]tsx?$|\/gql\/|\/testing\//.test(file) &&
        lines(file) > 400,
    );
    expect(large).toEqual([]);
  });
});

import { expect, it } from "vitest";
import { translateFailure } from "./failures.ts";

it.each([
  ["a full disk", 13, "disk-full"],
  ["no room for the file that is shared beside the log", 4_874, "disk-full"],
  ["a disk that failed", 266, "corrupt"],
  ["another process", 261, "locked"],
])("%s (%i) is %s", (_what, errcode, reason) => {
  const error = Object.assign(new Error("disk I/O error"), { errcode });
  expect(translateFailure(error, "log.db")).toMatchObject({ name: "LogUnusable", reason });
});

import * as z from "zod";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DAY_MS = 86_400_000;
const EXPECTED = "a duration such as 250ms, 30s, 5m or 2h";

/** `30s` as milliseconds, or null. */
function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ""];
  if (match === null || unit === undefined) return null;
  const ms = Number(match[1]) * unit;
  return ms <= 7 * DAY_MS ? ms : null;
}

/** Milliseconds of the simulator's own time, written with their unit; a bare number would leave that open. */
export const duration = z
  .string(EXPECTED)
  .meta({ format: "duration" })
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== null) return ms;
    context.addIssue({ code: "custom", message: `${text} is not ${EXPECTED}` });
    return z.NEVER;
  });

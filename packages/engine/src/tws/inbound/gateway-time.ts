import { epochMs, type EpochMs } from "@legbook/domain";
import { UnreadableValue } from "./values.ts";

const FORMAT = /^(\d{4})(\d{2})(\d{2})(-| {1,2})(\d{2}):(\d{2}):(\d{2})(?: (\S+))?$/;

export interface GatewayTime {
  readonly at: EpochMs;
  /** The zone that was named and is not known here; the assumed one was used instead. */
  readonly unknownZone: string | null;
}

/**
 * A moment as gateways write it, to the second:
 * - `20151224 10:00:00 America/New_York`: in the zone that it names;
 * - `20151224-15:00:00`: UTC;
 * - `20151224  10:00:00`: in the zone of the gateway's login, which only its user knows: `timeZoneWhenUnsaid`.
 *
 * In the hour that the end of summer time repeats, the earlier moment is meant. Throws `UnreadableValue` for any
 * other format.
 */
export function parseGatewayTime(written: string, timeZoneWhenUnsaid: string): GatewayTime {
  const match = FORMAT.exec(written);
  if (match === null) throw new UnreadableValue("time", written);
  const [, year, month, day, separator, hour, minute, second, named] = match;
  const local = Temporal.PlainDateTime.from(`${year}-${month}-${day}T${hour}:${minute}:${second}`, {
    overflow: "reject",
  });
  const zone = named ?? (separator === "-" ? "UTC" : timeZoneWhenUnsaid);
  try {
    return { at: inZone(local, zone), unknownZone: null };
  } catch (error) {
    if (!(error instanceof RangeError) || named === undefined) throw error;
    return { at: inZone(local, timeZoneWhenUnsaid), unknownZone: named };
  }
}

function inZone(local: Temporal.PlainDateTime, zone: string): EpochMs {
  return epochMs(local.toZonedDateTime(zone).epochMilliseconds);
}

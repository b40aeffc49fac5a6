import type { ReactNode } from "react";
import { describeMoment, formatMoment } from "../format/times.ts";
import { gatewayNow } from "../market/gateway-time.ts";

/** A recorded moment in New York time, with the zone and the reader's own time on hover. */
export function Moment({ at }: { readonly at: string }): ReactNode {
  return (
    <time dateTime={at} title={describeMoment(at)}>
      {formatMoment(at, gatewayNow())}
    </time>
  );
}

import type { GatewayMessage } from "../../ports/broker-gateway.ts";
import { FARM_CODES, LINK_CODES } from "../error-codes.ts";

/**
 * Reports a message of the gateway's error channel by its code. The library delivers those that name no request as
 * "info" and the others as "error": the code decides here, not the channel.
 */
export function reportNotice(
  report: (message: GatewayMessage) => void,
  code: number,
  message: string,
  requestId: number | null,
): void {
  const link = LINK_CODES[code];
  const farm = FARM_CODES[code];
  if (link !== undefined) report({ kind: "brokerLink", status: link, code });
  else if (farm !== undefined) report({ kind: "farmStatus", farm: farmName(message), ...farm, code });
  else
    report({
      kind: "error",
      code,
      message,
      requestId: requestId === null || requestId < 0 ? null : requestId,
    });
}

/**
 * The name at the end of `Market data farm connection is OK:usfarm.nj` and of `HMDS data farm connection is inactive
 * but should be available upon demand.ushmds`. A text without a name is its own name.
 */
function farmName(message: string): string {
  const mark = message.includes(":") ? message.lastIndexOf(":") : message.indexOf(".");
  const name = mark === -1 ? "" : message.slice(mark + 1).trim();
  return name === "" ? message : name;
}

import type { BrokerGatewayFactory } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import { Session } from "./connection.ts";

export interface TwsGatewayOptions {
  readonly clock: Pick<Clock, "schedule">;
  /** From the attempt to the gateway's first next valid id. */
  readonly openTimeoutMs?: number;
  /** Zone of times that the gateway sends without one: the zone of its login screen. An IANA name. */
  readonly timeZoneWhenUnsaid?: string;
}

/**
 * The broker gateway port on TWS or IB Gateway. No queue anywhere: see `Session`. One session at a time; a session
 * never hears of another's requests.
 */
export function createTwsGateway(options: TwsGatewayOptions): BrokerGatewayFactory {
  const { clock, openTimeoutMs = 10_000, timeZoneWhenUnsaid = "America/New_York" } = options;
  return (sink) => {
    let session: Session | null = null;
    return {
      connect(target) {
        if (session !== null) throw new Error("a session with the gateway is under way");
        session = new Session({
          target,
          clock,
          openTimeoutMs,
          timeZoneWhenUnsaid,
          sink,
          onEnded: () => void (session = null),
        });
      },
      disconnect() {
        session?.close();
      },
      get isOpen() {
        return session?.isOpen ?? false;
      },
      send(request) {
        return session?.send(request) ?? { kind: "refused", message: "no session with the gateway is open" };
      },
    };
  };
}

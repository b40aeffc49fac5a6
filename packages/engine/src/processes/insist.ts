import type { RequestPriority } from "@legbook/domain";
import type { BrokerGateway, GatewayRequest } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestCoordinator } from "../requests/index.ts";

export interface InsistDependencies {
  readonly coordinator: RequestCoordinator;
  readonly gateway: Pick<BrokerGateway, "isOpen">;
  readonly clock: Clock;
}

const REPEATED_MS = 1_000;

/**
 * Submits a request that must not get lost while the session lasts: refused for a full queue or a gateway that does
 * not read, it is submitted again, as long as it is wanted. When the session is gone it is dropped: whatever begins
 * the next one asks for what is still needed.
 */
export function insist(
  dependencies: InsistDependencies,
  request: GatewayRequest,
  priority: RequestPriority,
  options: { readonly isWanted: () => boolean; readonly onSent?: () => void },
): void {
  const { coordinator, gateway, clock } = dependencies;
  coordinator.submit(request, priority, (outcome) => {
    if (outcome.kind === "sent") {
      options.onSent?.();
      return;
    }
    if (!gateway.isOpen) return;
    clock.schedule(REPEATED_MS, () => {
      if (gateway.isOpen && options.isWanted()) insist(dependencies, request, priority, options);
    });
  });
}

import { epochMs, type RequestPriority, type RequestsEvent } from "@legbook/domain";
import type { GatewayRequest, SendOutcome } from "../ports/broker-gateway.ts";
import { createRequestCoordinator, type RequestLimits } from "../requests/index.ts";
import { createManualClock } from "./manual-clock.ts";

/** A coordinator in front of a socket that only notes what is handed to it. */
export function coordination(limits: Partial<RequestLimits> = {}) {
  const clock = createManualClock(epochMs(1_000));
  const sent: { id: number; at: number }[] = [];
  const outcomes = new Map<number, SendOutcome>();
  const throttling: RequestsEvent[] = [];
  const socket = {
    isOpen: true,
    refusal: null as string | null,
    send(request: GatewayRequest): SendOutcome {
      if (!socket.isOpen) return { kind: "refused", message: "closed" };
      if (socket.refusal !== null) return { kind: "refused", message: socket.refusal };
      sent.push({ id: "requestId" in request ? request.requestId : -1, at: clock.monotonicMs() });
      return { kind: "sent" };
    },
  };
  const onThrottling = (event: RequestsEvent): void => void throttling.push(event);
  const coordinator = createRequestCoordinator({ gateway: socket, clock, limits, onThrottling });
  const submit = (id: number, priority: RequestPriority) =>
    coordinator.submit({ kind: "closeLine", requestId: id }, priority, (outcome) => {
      if (outcomes.has(id)) throw new Error(`${id} was answered twice`);
      outcomes.set(id, outcome);
    });
  return {
    clock,
    sent,
    outcomes,
    throttling,
    socket,
    coordinator,
    submit,
    ids: () => sent.map(({ id }) => id),
  };
}

export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

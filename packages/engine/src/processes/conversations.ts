import type { RequestPriority } from "@legbook/domain";
import type { Process } from "../loop/process.ts";
import type { GatewayMessage, GatewayRequest } from "../ports/broker-gateway.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestCoordinator } from "../requests/index.ts";
import { endsSession } from "./connection.ts";

/** How a question to the gateway ended. `code` is the gateway's, or null when it gave none. */
export type Reply =
  | { readonly kind: "answered"; readonly messages: readonly GatewayMessage[] }
  | { readonly kind: "failed"; readonly code: number | null; readonly message: string };

export interface ConversationDependencies {
  readonly coordinator: RequestCoordinator;
  readonly clock: Clock;
  readonly nextRequestId: () => number;
}

interface Conversation {
  readonly messages: GatewayMessage[];
  readonly end: (reply: Reply) => void;
}

/** Questions that the gateway answers under their request id, with an end marker. */
export interface Conversations extends Process {
  /** Never rejects: a deadline, an error and a lost session are replies. */
  ask(
    request: (requestId: number) => GatewayRequest,
    priority: RequestPriority,
    deadlineMs: number,
  ): Promise<Reply>;
  /** Ends every open question: nothing is heard any more. */
  abandon(message: string): void;
}

export function createConversations({
  coordinator,
  clock,
  nextRequestId,
}: ConversationDependencies): Conversations {
  const open = new Map<number, Conversation>();
  return {
    name: "conversations",
    ask(request, priority, deadlineMs) {
      return new Promise((resolve) => {
        const requestId = nextRequestId();
        const forgetDeadline = clock.schedule(deadlineMs, () =>
          end({ kind: "failed", code: null, message: `the gateway did not answer within ${deadlineMs} ms` }),
        );
        const end = (reply: Reply): void => {
          if (!open.delete(requestId)) return;
          forgetDeadline();
          resolve(reply);
        };
        open.set(requestId, { messages: [], end });
        coordinator.submit(request(requestId), priority, (outcome) => {
          if (outcome.kind === "refused") end({ kind: "failed", code: null, message: outcome.message });
        });
      });
    },
    hear(message) {
      switch (message.kind) {
        case "symbolMatches":
          collect(message.requestId, message, true);
          return [];
        case "stockDetails":
        case "optionDetails":
        case "chainParameters":
          collect(message.requestId, message, false);
          return [];
        case "detailsEnd":
        case "chainParametersEnd":
          open
            .get(message.requestId)
            ?.end({ kind: "answered", messages: open.get(message.requestId)?.messages ?? [] });
          return [];
        case "error": {
          const conversation = message.requestId === null ? undefined : open.get(message.requestId);
          if (conversation === undefined) return null;
          conversation.end({ kind: "failed", code: message.code, message: message.message });
          return [];
        }
        default:
          return null;
      }
    },
    act({ event }) {
      if (endsSession(event)) abandon("the session with the gateway ended");
    },
    abandon,
  };

  function abandon(message: string): void {
    for (const conversation of open.values()) conversation.end({ kind: "failed", code: null, message });
  }

  function collect(requestId: number, message: GatewayMessage, last: boolean): void {
    const conversation = open.get(requestId);
    if (conversation === undefined) return;
    conversation.messages.push(message);
    if (last) conversation.end({ kind: "answered", messages: conversation.messages });
  }
}

import { EventName, type IBApi } from "@stoqey/ib";
import { epochMs } from "@legbook/domain";
import { type Listening, reading } from "./listening.ts";
import { integer, text } from "./values.ts";

export function listenSession(api: IBApi, listening: Listening): void {
  api.on(
    EventName.managedAccounts,
    reading(listening, "managedAccounts", (list: string) => {
      const accounts = text(list, "accounts")
        .split(",")
        .filter((account) => account !== "");
      listening.report({ kind: "managedAccounts", accounts });
    }),
  );
  api.on(
    EventName.nextValidId,
    reading(listening, "nextValidId", (orderId: number) => {
      listening.report({ kind: "nextOrderId", orderId: integer(orderId, "orderId") });
    }),
  );
  api.on(
    EventName.currentTime,
    reading(listening, "currentTime", (seconds: number) => {
      listening.report({ kind: "currentTime", gatewayTime: epochMs(integer(seconds, "time") * 1_000) });
    }),
  );
}

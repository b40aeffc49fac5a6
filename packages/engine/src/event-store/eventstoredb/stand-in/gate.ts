import { Metadata, type ServiceError, status } from "@grpc/grpc-js";

/** Which node leads. `nobody`: an election is under way. */
export type Leader = { readonly host: string; readonly port: number } | "this" | "nobody";

export interface Gate {
  readonly leader: () => Leader;
  /** Passwords by user; null: everyone may do everything, as a server without TLS does. */
  readonly users: ReadonlyMap<string, string> | null;
}

export type Refusal = Error & Pick<ServiceError, "code" | "details" | "metadata">;

/**
 * What a node answers before it looks at a call: null to go on. Nobody without a name reads or writes, as since
 * EventStoreDB 23.10; a follower sends on to its leader who asks for one.
 */
export function refusalOf(call: { readonly metadata: Metadata }, { leader, users }: Gate): Refusal | null {
  const access = accessRefusal(call.metadata, users);
  if (access !== null) return access;
  if (call.metadata.get("requires-leader")[0] !== "true") return null;
  const leading = leader();
  if (leading === "this") return null;
  if (leading === "nobody") return failure(status.UNKNOWN, "No leader info available in response");
  return notLeader(leading);
}

function accessRefusal(metadata: Metadata, users: Gate["users"]): Refusal | null {
  if (users === null) return null;
  const [authorization] = metadata.get("authorization");
  if (authorization === undefined)
    return failure(status.PERMISSION_DENIED, "Access Denied", { exception: "access-denied" });
  const [user = "", ...rest] = Buffer.from(String(authorization).replace(/^Basic /, ""), "base64")
    .toString()
    .split(":");
  if (users.get(user) === rest.join(":")) return null;
  return failure(status.UNAUTHENTICATED, "Bad HTTP status: 401");
}

export function notLeader({ host, port }: { readonly host: string; readonly port: number }): Refusal {
  return failure(status.NOT_FOUND, "Leader info available", {
    exception: "not-leader",
    "leader-endpoint-host": host,
    "leader-endpoint-port": String(port),
  });
}

export function failure(
  code: status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): Refusal {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

import type { IncomingHttpHeaders } from "node:http";

/** Where requests may be addressed to and come from. */
export interface OriginPolicy {
  /** Values of the `Host` header that name this server. A name that an attacker's DNS points here is not among them. */
  readonly hosts: ReadonlySet<string>;
  /** Origins of pages that may talk to it. */
  readonly origins: ReadonlySet<string>;
}

/** The policy of a server that listens on `port` of this machine, with more hosts and origins when they are given. */
export function originPolicy(
  port: number,
  more: { readonly hosts: readonly string[]; readonly origins: readonly string[] },
): OriginPolicy {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, ...more.hosts]);
  // A browser leaves port 80 out of both headers.
  if (port === 80) for (const host of ["127.0.0.1", "localhost"]) hosts.add(host);
  return { hosts, origins: new Set([...[...hosts].map((host) => `http://${host}`), ...more.origins]) };
}

export interface OriginFault {
  readonly status: 403 | 421;
  readonly code: "HOST_NOT_ALLOWED" | "ORIGIN_NOT_ALLOWED";
  readonly message: string;
}

/** Why a request with these headers may not go on; null when it may. An absent `Origin` is a program, not a page. */
export function originFault(headers: IncomingHttpHeaders, policy: OriginPolicy): OriginFault | null {
  if (headers.host === undefined || !policy.hosts.has(headers.host.toLowerCase())) {
    return {
      status: 421,
      code: "HOST_NOT_ALLOWED",
      message: `This server does not answer to the host ${JSON.stringify(headers.host ?? "")}. Use one of ${[...policy.hosts].join(", ")}.`,
    };
  }
  if (headers.origin !== undefined && !policy.origins.has(headers.origin.toLowerCase())) {
    return {
      status: 403,
      code: "ORIGIN_NOT_ALLOWED",
      message: `Pages of ${headers.origin.slice(0, 200)} may not use this server. Open it at one of ${[...policy.origins].join(", ")}.`,
    };
  }
  return null;
}

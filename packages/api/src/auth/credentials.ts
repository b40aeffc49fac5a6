import type { IncomingHttpHeaders } from "node:http";

/** The secret of an `Authorization: Bearer` header, or null. */
export function bearerSecret(authorization: unknown): string | null {
  if (typeof authorization !== "string") return null;
  return /^Bearer ([\w-]{20,200})$/i.exec(authorization)?.[1] ?? null;
}

/** The value of one cookie, or null. */
export function cookieSecret(cookieHeader: string | undefined, name: string): string | null {
  for (const pair of (cookieHeader ?? "").split(";")) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name && value !== undefined && value !== "") return value;
  }
  return null;
}

/** The secret that a request carries: its bearer header, else its cookie. */
export function requestSecret(headers: IncomingHttpHeaders, cookieName: string): string | null {
  return bearerSecret(headers.authorization) ?? cookieSecret(headers.cookie, cookieName);
}

/** Cookies know no ports: each port of a machine has a session of its own under its own name. */
export function sessionCookieName(port: number): string {
  return `legbook_session_${port}`;
}

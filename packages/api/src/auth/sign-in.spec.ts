import "../testing/one-graphql.ts";
import { request } from "node:http";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { exchange, type Harness, postGraphql, startHarness } from "../testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }));
});
afterEach(() => harness.close());

const QUERY = { query: "{ session { user } }" };

async function openLink(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { redirect: "manual", headers: { accept: "text/html", ...headers } });
}

function cookieOf(response: Response): string {
  return (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
}

/** A raw request: `fetch` does not let the Host header be set. */
function statusFor(
  headers: Record<string, string>,
  path = "/graphql",
  method = "POST",
): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const { port } = harness.server;
  const outgoing = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
    let body = "";
    response.on("data", (chunk) => (body += String(chunk)));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
  });
  outgoing.on("error", reject);
  outgoing.end(method === "POST" ? JSON.stringify(QUERY) : undefined);
  return promise;
}

type Upgrade =
  | { readonly kind: "open" }
  | { readonly kind: "refused"; readonly status: number; readonly body: string };

function upgrade(headers: Record<string, string>): Promise<Upgrade> {
  const { promise, resolve } = Promise.withResolvers<Upgrade>();
  const socket = new WebSocket(
    `${harness.server.url.replace("http", "ws")}/graphql`,
    "graphql-transport-ws",
    { headers },
  );
  socket.on("open", () => {
    socket.close();
    resolve({ kind: "open" });
  });
  socket.on("unexpected-response", (_request, response) => {
    let body = "";
    response.on("data", (chunk) => (body += String(chunk)));
    response.on("end", () => resolve({ kind: "refused", status: response.statusCode ?? 0, body }));
  });
  socket.on("error", () => undefined);
  return promise;
}

describe("signing a browser in", () => {
  it("exchanges the link's token for a cookie and leaves no token in the address", async () => {
    const response = await openLink(harness.server.signInUrl);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/");
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    const answer = await postGraphql(harness.server, QUERY, {
      cookie: cookieOf(response),
      origin: harness.server.url,
    });
    expect(answer.data).toEqual({ session: { user: "trader" } });
  });

  it("refuses a link that was used, on a page that says what to do", async () => {
    await openLink(harness.server.signInUrl);
    const again = await openLink(harness.server.signInUrl);
    expect(again.status).toBe(401);
    const text = await again.text();
    expect(text).toContain("used already");
    expect(text).toContain("Take the newest link from the terminal");
    expect(again.headers.get("set-cookie")).toBeNull();
  });

  it("takes whoever is signed in to the application, whatever link they follow", async () => {
    const cookie = cookieOf(await openLink(harness.server.signInUrl));
    const again = await openLink(harness.server.signInUrl, { cookie });
    expect(again.status).toBe(303);
  });

  it("names the cookie after the port, so that two of them on one machine do not sign each other out", async () => {
    const cookie = cookieOf(await openLink(harness.server.signInUrl));
    expect(cookie).toMatch(new RegExp(`^legbook_session_${harness.server.port}=`));
  });

  it("does not spend the token on a HEAD request", async () => {
    await fetch(harness.server.signInUrl, { method: "HEAD", redirect: "manual" });
    expect((await openLink(harness.server.signInUrl)).status).toBe(303);
  });
});

describe("signing a program in", () => {
  it("exchanges the token for a bearer secret, once", async () => {
    const secret = await exchange(harness.server);
    const answer = await postGraphql(harness.server, QUERY, { authorization: `Bearer ${secret}` });
    expect(answer.data).toEqual({ session: { user: "trader" } });
  });

  it("refuses a wrong token with a stable code", async () => {
    const response = await fetch(`${harness.server.url}/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: "guess" }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "TOKEN_NOT_VALID" } }] });
  });

  it("never takes the one-time token itself for a session", async () => {
    const token = new URL(harness.server.signInUrl).searchParams.get("token") ?? "";
    const answer = await postGraphql(harness.server, QUERY, { authorization: `Bearer ${token}` });
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: "NOT_SIGNED_IN" } }] });
  });

  it("ends the session on DELETE", async () => {
    const authorization = `Bearer ${await exchange(harness.server)}`;
    const response = await fetch(`${harness.server.url}/session`, {
      method: "DELETE",
      headers: { authorization },
    });
    expect(response.status).toBe(204);
    expect((await postGraphql(harness.server, QUERY, { authorization })).status).toBe(401);
  });

  it("is limited to a few attempts a minute", async () => {
    const attempt = () =>
      fetch(`${harness.server.url}/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: "guess" }),
      });
    const statuses = [];
    for (let count = 0; count < 21; count += 1) statuses.push((await attempt()).status);
    expect(statuses.slice(0, 20)).not.toContain(429);
    expect(statuses[20]).toBe(429);
  });
});

describe("without signing in", () => {
  it("nothing is served but health and the way in", async () => {
    for (const path of ["/graphql", "/metrics", "/", "/assets/index.js", "/session"]) {
      const response = await fetch(`${harness.server.url}${path}`, { headers: { accept: "text/html" } });
      expect([path, response.status]).toEqual([path, 401]);
    }
    expect((await fetch(`${harness.server.url}/health`)).status).toBe(200);
  });

  it("introspection is refused like everything else", async () => {
    const answer = await postGraphql(harness.server, { query: "{ __schema { types { name } } }" }, {});
    expect(answer.status).toBe(401);
  });

  it("a WebSocket is closed as forbidden when it initialises", async () => {
    const client = await harness.client({
      connectionParams: { authorization: "Bearer nonsense-nonsense-nonsense" },
    });
    const { promise, reject, resolve } = Promise.withResolvers<void>();
    client.subscribe(QUERY, { next: () => resolve(), error: reject, complete: () => undefined });
    await expect(promise).rejects.toMatchObject({ code: 4403 });
  });
});

describe("where requests come from", () => {
  it("is checked on HTTP: a page of another site may not post", async () => {
    const authorization = `Bearer ${await harness.signIn()}`;
    const answer = await postGraphql(harness.server, QUERY, {
      authorization,
      origin: "https://evil.example",
    });
    expect(answer).toMatchObject({ status: 403, errors: [{ extensions: { code: "ORIGIN_NOT_ALLOWED" } }] });
  });

  it("is checked on WebSockets: a page of another site may not connect, cookie or not", async () => {
    const cookie = cookieOf(await openLink(harness.server.signInUrl));
    const refused = await upgrade({ origin: "https://evil.example", cookie });
    expect(refused).toMatchObject({ kind: "refused", status: 403 });
    expect(await upgrade({ origin: harness.server.url, cookie })).toEqual({ kind: "open" });
  });

  it("is checked by host too, against names that an attacker's DNS points here", async () => {
    const authorization = `Bearer ${await harness.signIn()}`;
    const headers = { "content-type": "application/json", authorization };
    const { status, body } = await statusFor({ ...headers, host: `evil.example:${harness.server.port}` });
    expect(status).toBe(421);
    expect(body).toContain("HOST_NOT_ALLOWED");
    expect((await statusFor({ ...headers, host: `localhost:${harness.server.port}` })).status).toBe(200);
    expect(await upgrade({ host: `evil.example:${harness.server.port}` })).toMatchObject({ status: 421 });
  });

  it("may be widened to a development server", async () => {
    await harness.close();
    harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }), {
      auth: { originsAllowed: ["http://localhost:5173"] },
    });
    const authorization = `Bearer ${await harness.signIn()}`;
    const answer = await postGraphql(harness.server, QUERY, {
      authorization,
      origin: "http://localhost:5173",
    });
    expect(answer.status).toBe(200);
  });
});

describe("a session over a WebSocket", () => {
  it("is known by its cookie alone", async () => {
    const cookie = cookieOf(await openLink(harness.server.signInUrl));
    class WithCookie extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { cookie, origin: harness.server.url } });
      }
    }
    const client = await harness.client({ webSocketImpl: WithCookie, connectionParams: {} });
    const { promise, reject, resolve } = Promise.withResolvers<unknown>();
    client.subscribe(QUERY, { next: resolve, error: reject, complete: () => undefined });
    await expect(promise).resolves.toMatchObject({ data: { session: { user: "trader" } } });
  });

  it("is closed when the session is signed out", async () => {
    const secret = await exchange(harness.server);
    const closed = Promise.withResolvers<unknown>();
    const connected = Promise.withResolvers<void>();
    const client = await harness.client({
      connectionParams: { authorization: `Bearer ${secret}` },
      lazy: false,
      onNonLazyError: () => undefined,
      on: { connected: () => connected.resolve(), closed: (event) => closed.resolve(event) },
    });
    await connected.promise;
    await fetch(`${harness.server.url}/session`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${secret}` },
    });
    await expect(closed.promise).resolves.toMatchObject({ code: 4403 });
    await client.dispose();
  });
});

describe("every answer", () => {
  it("carries strict headers and is not kept", async () => {
    const response = await fetch(`${harness.server.url}/health`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("upgrade-insecure-requests");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("strict-transport-security")).toBeNull();
  });

  it("comes from the loopback: another address has to be asked for by name", async () => {
    await expect(
      startHarness(createMemoryEventStore({ codec: domainEventCodec() }), { host: "0.0.0.0" }),
    ).rejects.toThrow("allowOtherHosts");
  });
});

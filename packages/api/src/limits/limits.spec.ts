import "../testing/one-graphql.ts";
import { createMemoryEventStore, domainEventCodec } from "@legbook/engine/event-store";
import type { FormattedExecutionResult } from "graphql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GraphqlAnswer, type Harness, postGraphql, startHarness } from "../testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness(createMemoryEventStore({ codec: domainEventCodec() }), {
    limits: {
      depthMax: 3,
      aliasesMax: 3,
      tokensMax: 300,
      complexityMax: 5_000,
      operationsPerConnectionMax: 2,
      connectionsMax: 2,
      requestBytesMax: 8_192,
      messageBytesMax: 8_192,
    },
  });
});
afterEach(() => harness.close());

type Errors = readonly {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}[];

/** What an operation fails with over a WebSocket: an error message, or errors in its result. */
async function errorsOverWebSocket(query: string, variables: Record<string, unknown> = {}): Promise<Errors> {
  const client = await harness.client();
  const { promise, resolve } = Promise.withResolvers<Errors>();
  client.subscribe<unknown>(
    { query, variables },
    {
      next: (result: FormattedExecutionResult) => resolve(result.errors ?? []),
      error: (error) => resolve(Array.isArray(error) ? (error as Errors) : [error as Errors[number]]),
      complete: () => undefined,
    },
  );
  return promise;
}

async function errorsOverHttp(query: string, variables?: Record<string, unknown>): Promise<Errors> {
  return (await harness.graphql(query, variables)).errors;
}

const transports = [
  ["HTTP", errorsOverHttp],
  ["a WebSocket", errorsOverWebSocket],
] as const;

const fields = "orderRef account symbol words expiry right side longStrike shortStrike width quantity filled";

describe.each(transports)("over %s", (_name, errorsOf) => {
  it("refuses a document that nests too deep, through fragments too", async () => {
    expect(await errorsOf("{ orders { nodes { orderRef } } }")).toEqual([]);
    for (const query of [
      "{ orders { nodes { refusal { code } } } }",
      "{ orders { ...P } } fragment P on OrderPage { nodes { ... on Order { refusal { code } } } }",
    ]) {
      expect(await errorsOf(query)).toMatchObject([{ extensions: { code: "QUERY_TOO_DEEP", limit: 3 } }]);
    }
  });

  it("refuses more aliases than allowed, fragments counted where they are spread", async () => {
    const errors = await errorsOf(
      "{ a: session { ...S } b: session { ...S } } fragment S on Session { x: user }",
    );
    expect(errors.map(({ extensions }) => extensions?.["code"])).toContain("TOO_MANY_ALIASES");
    expect(errors.map(({ message }) => message).join()).toContain("at most 3");
  });

  it("refuses a document of too many tokens before it is read", async () => {
    const errors = await errorsOf(`{ session { ${"user ".repeat(400)} } }`);
    expect(errors).toMatchObject([{ extensions: { code: "DOCUMENT_TOO_LONG", limit: 300 } }]);
  });

  it("refuses work beyond the limit, pages counted by their rows", async () => {
    const query = `{ orders(first: 500) { nodes { ${fields} } } }`;
    const errors = await errorsOf(query);
    expect(errors).toMatchObject([{ extensions: { code: "QUERY_TOO_COMPLEX" } }]);
    expect(await errorsOf(query.replace("500", "50"))).toEqual([]);
  });

  it("refuses a page beyond its size, naming the argument", async () => {
    expect(await errorsOf("{ executions(first: 501) { totalCount } }")).toMatchObject([
      { message: "first must lie between 1 and 500, got 501", extensions: { code: "BAD_USER_INPUT" } },
    ]);
  });

  it("names the faulty field of an input", async () => {
    const [error] = await errorsOf("query S($input: SpreadInput!) { spread(input: $input) { __typename } }", {
      input: {
        symbol: "GOOG",
        quantity: 1,
        legs: [{ expiry: "2016-13-15", right: "PUT", strike: "740", ratio: 1 }],
      },
    });
    expect(error?.message).toContain("expiry");
    expect(error?.message).toContain("expected a date of the calendar");
    expect(error?.extensions).toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("gives faults of the document a code", async () => {
    expect(await errorsOf("{ nonsense }")).toMatchObject([
      { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    ]);
    expect(await errorsOf("{ session {")).toMatchObject([{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }]);
  });

  it("answers introspection to whoever is signed in", async () => {
    expect(
      await errorsOf("{ __schema { types { fields { type { ofType { ofType { name } } } } } } }"),
    ).toEqual([]);
  });

  it("hides a bug behind an id that the log has", async () => {
    harness.engine.fault = new Error("secret detail");
    const [error] = await errorsOf('{ symbols(pattern: "GO") { __typename } }');
    expect(error?.message).not.toContain("secret detail");
    expect(error?.extensions).toMatchObject({ code: "INTERNAL" });
    expect(JSON.stringify(error)).not.toContain("secret detail");
    expect(harness.errorsLogged).toMatchObject([
      { details: { errorId: error?.extensions?.["errorId"], err: harness.engine.fault } },
    ]);
  });
});

describe("over HTTP only", () => {
  const post = async (body: string, headers: Record<string, string> = {}): Promise<GraphqlAnswer> => {
    const response = await fetch(`${harness.server.url}/graphql`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${await harness.signIn()}`,
        "content-type": "application/json",
        ...headers,
      },
      body,
    });
    return { status: response.status, data: null, errors: [], ...((await response.json()) as object) };
  };

  it("serves one operation a request", async () => {
    const answer = await post(JSON.stringify([{ query: "{ session { user } }" }]));
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: "BATCHING_NOT_SERVED" } }] });
  });

  it("serves JSON only: what a form of another site can send is refused", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/graphql",
    ]) {
      const answer = await post('{"query":"{ session { user } }"}', { "content-type": type });
      expect([type, answer.status, answer.errors[0]?.extensions["code"]]).toEqual([
        type,
        415,
        "MEDIA_TYPE_NOT_SERVED",
      ]);
    }
  });

  it("serves POST only", async () => {
    const response = await fetch(`${harness.server.url}/graphql?query={session{user}}`, {
      headers: { authorization: `Bearer ${await harness.signIn()}` },
    });
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "METHOD_NOT_ALLOWED" } }] });
  });

  it("sends subscriptions to the WebSocket", async () => {
    const answer = await post(JSON.stringify({ query: "subscription { connection { ready } }" }), {
      accept: "text/event-stream, application/json",
    }).catch((error: unknown) => error);
    expect(JSON.stringify(answer)).toContain("SUBSCRIPTION_NEEDS_WEBSOCKET");
  });

  it("refuses a body beyond the limit", async () => {
    const answer = await post(
      JSON.stringify({ query: "{ session { user } }", variables: { x: "x".repeat(10_000) } }),
    );
    expect(answer).toMatchObject({ status: 413, errors: [{ extensions: { code: "REQUEST_TOO_LARGE" } }] });
  });

  it("refuses a body that is no JSON", async () => {
    expect(await post("{")).toMatchObject({ status: 400, errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });
});

describe("over a WebSocket only", () => {
  it("refuses more operations at a time than allowed, and takes one when another has ended", async () => {
    const client = await harness.client();
    const subscribe = (query: string) => {
      const first = Promise.withResolvers<string>();
      const stop = client.subscribe(
        { query },
        {
          next: () => first.resolve("data"),
          error: (errors) => first.resolve(String((errors as Errors)[0]?.extensions?.["code"])),
          complete: () => first.resolve("completed"),
        },
      );
      return { first: first.promise, stop };
    };
    const one = subscribe("subscription { connection { ready } }");
    const two = subscribe("subscription { orders { totalCount } }");
    expect(await Promise.all([one.first, two.first])).toEqual(["data", "data"]);
    expect(await subscribe("subscription { executions { totalCount } }").first).toBe("TOO_MANY_OPERATIONS");
    one.stop();
    expect(await subscribe("subscription { executions { totalCount } }").first).toBe("data");
  });

  it("refuses more connections than allowed", async () => {
    const connect = async () => {
      const result = Promise.withResolvers<string>();
      await harness.client({
        lazy: false,
        onNonLazyError: () => undefined,
        on: { connected: () => result.resolve("connected"), closed: () => result.resolve("closed") },
      });
      return result.promise;
    };
    expect(await connect()).toBe("connected");
    expect(await connect()).toBe("connected");
    expect(await connect()).toBe("closed");
  });

  it("closes a connection that sends a message beyond the limit", async () => {
    const closed = Promise.withResolvers<unknown>();
    const client = await harness.client({ on: { closed: (event) => closed.resolve(event) } });
    client.subscribe(
      { query: "{ session { user } }", variables: { x: "x".repeat(10_000) } },
      { next: () => undefined, error: () => undefined, complete: () => undefined },
    );
    await expect(closed.promise).resolves.toMatchObject({ code: 1009 });
  });
});

it("counts what it refused, by code", async () => {
  await errorsOverHttp(`{ session { ${"user ".repeat(400)} } }`);
  await postGraphql(harness.server, { query: "{ session { user } }" }, {});
  const metrics = await fetch(`${harness.server.url}/metrics`, {
    headers: { authorization: `Bearer ${await harness.signIn()}` },
  });
  const text = await metrics.text();
  expect(text).toContain('legbook_api_refusals_total{code="DOCUMENT_TOO_LONG"} 1');
  expect(text).toContain('legbook_api_refusals_total{code="NOT_SIGNED_IN"} 1');
});

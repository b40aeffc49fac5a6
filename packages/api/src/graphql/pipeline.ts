import { type DocumentNode, type ExecutionArgs, GraphQLError, parse } from "graphql";
import { createYoga, type Plugin, type YogaServerInstance } from "graphql-yoga";
import type { ApiContext } from "../context.ts";
import { documentLimitsRule } from "../limits/document-limits.ts";
import type { ApiLimits } from "../limits/limits.ts";
import type { RefusalCounts } from "../limits/refusals.ts";
import type { ApiLogger } from "../options.ts";
import { schema } from "../schema/index.ts";
import { createErrorMask, withCode } from "./errors.ts";

/** What a transport gives for each operation; the rest of the context is the server's. */
export type RequestContext = Pick<ApiContext, "user" | "transport">;

export interface Operation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** Parsing, validation, limits, execution and masking: the same for HTTP and WebSocket operations. */
export interface Pipeline {
  readonly http: YogaServerInstance<RequestContext, ApiContext>;
  /** An operation that is ready to be run by `rootValue.execute` or `subscribe`, or what is wrong with it. */
  prepare(request: RequestContext, operation: Operation): Promise<ExecutionArgs | readonly GraphQLError[]>;
}

export interface PipelineSetup {
  /** What every operation shares. */
  readonly shared: Omit<ApiContext, keyof RequestContext>;
  readonly limits: ApiLimits;
  readonly refusals: RefusalCounts;
  readonly logger: ApiLogger;
}

/** Makes the pipeline of one server. */
export function createPipeline({ shared, limits, refusals, logger }: PipelineSetup): Pipeline {
  const yoga = createYoga<RequestContext, ApiContext>({
    schema,
    context: (request) => ({ ...shared, user: request.user, transport: request.transport }),
    plugins: [limitsPlugin(limits, refusals)],
    maskedErrors: { maskError: createErrorMask(logger) },
    graphqlEndpoint: "/graphql",
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
    maxRequestBodySize: limits.requestBytesMax,
  });
  return {
    http: yoga,
    prepare: async (request, params) => {
      const { schema, parse, validate, contextFactory, execute, subscribe } = yoga.getEnveloped({
        ...request,
        params,
      } as never);
      const document = parse(params.query) as DocumentNode;
      const errors = validate(schema, document) as readonly GraphQLError[];
      if (errors.length > 0) return errors;
      return {
        schema,
        document,
        operationName: params.operationName ?? null,
        variableValues: params.variables ?? null,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
    },
  };
}

function limitsPlugin(limits: ApiLimits, refusals: RefusalCounts): Plugin<ApiContext> {
  const rule = documentLimitsRule(limits);
  const counted = (error: GraphQLError): GraphQLError => {
    const { code } = error.extensions;
    if (typeof code === "string" && code !== "GRAPHQL_VALIDATION_FAILED") refusals.add(code);
    return error;
  };
  return {
    onParse: ({ setParseFn }) => {
      setParseFn((source, options) => parseWithin(limits, source, options, counted));
    },
    onValidate: ({ addValidationRule }) => {
      addValidationRule(rule);
      return ({ result, setResult, valid }) => {
        if (valid) return;
        setResult((result as readonly GraphQLError[]).map((error) => counted(coded(error))));
      };
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const { transport } = args.contextValue as ApiContext;
      if (transport === "websocket") return;
      setResultAndStopExecution({
        errors: [
          new GraphQLError("Subscriptions are served over the WebSocket at /graphql only.", {
            extensions: { code: "SUBSCRIPTION_NEEDS_WEBSOCKET", http: { status: 400 } },
          }),
        ],
      });
    },
  };
}

function coded(error: GraphQLError): GraphQLError {
  return typeof error.extensions["code"] === "string"
    ? error
    : withCode(error, { code: "GRAPHQL_VALIDATION_FAILED" });
}

function parseWithin(
  { tokensMax }: ApiLimits,
  source: Parameters<typeof parse>[0],
  options: Parameters<typeof parse>[1],
  counted: (error: GraphQLError) => GraphQLError,
): ReturnType<typeof parse> {
  try {
    return parse(source, { ...options, maxTokens: tokensMax });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // The parser says this in words only.
    const tooLong = error.message.includes(`more than ${tokensMax} tokens`);
    throw tooLong
      ? counted(
          new GraphQLError(`The document has more than ${tokensMax} tokens.`, {
            extensions: { code: "DOCUMENT_TOO_LONG", limit: tokensMax },
          }),
        )
      : withCode(error, { code: "GRAPHQL_PARSE_FAILED" });
  }
}

/** What one client may ask of the API. Each limit refuses with its own code and says its value. */
export interface ApiLimits {
  /** Nesting of fields in one operation. */
  readonly depthMax: number;
  /** Aliased fields in one document, fragments counted where they are spread. */
  readonly aliasesMax: number;
  /** Lexical tokens in one document. */
  readonly tokensMax: number;
  /** Fields of one operation, those under a paged list counted once for each row that it may give. */
  readonly complexityMax: number;
  /** Rows of one page. */
  readonly pageSizeMax: number;
  /** Body of one HTTP request. */
  readonly requestBytesMax: number;
  /** One message on a WebSocket. */
  readonly messageBytesMax: number;
  /** HTTP requests of one address in a second. */
  readonly requestsPerSecondMax: number;
  /** Attempts to sign in of one address in a minute. */
  readonly signInsPerMinuteMax: number;
  /** WebSockets at one time. */
  readonly connectionsMax: number;
  /** Operations under way on one WebSocket, subscriptions included. */
  readonly operationsPerConnectionMax: number;
  /** Sessions at one time; the oldest gives way. */
  readonly sessionsMax: number;
  /** How long an answer to a command waits for the views to show it. */
  readonly viewsDeadlineMs: number;
  /** Events that one page of a filtered event list may look at. */
  readonly eventsScannedMax: number;
}

export const defaultApiLimits: ApiLimits = {
  depthMax: 12,
  aliasesMax: 30,
  tokensMax: 2_000,
  complexityMax: 50_000,
  pageSizeMax: 500,
  requestBytesMax: 256 * 1024,
  messageBytesMax: 64 * 1024,
  requestsPerSecondMax: 100,
  signInsPerMinuteMax: 20,
  connectionsMax: 32,
  operationsPerConnectionMax: 40,
  sessionsMax: 32,
  viewsDeadlineMs: 2_000,
  eventsScannedMax: 20_000,
};

/** Which log, on which server. */
export interface EventStoreDbAddress {
  /** As the client library takes it: `esdb://…` or `esdb+discover://…`, without the log's name. */
  readonly connection: string;
  /** The log's name: a server may hold several. Its streams begin with it and a dot. */
  readonly log: string;
}

/** The name of a log whose address gives none. */
const DEFAULT_LOG = "legbook";
const SCHEME = /^(?:esdb|kurrentdb|kdb)(\+discover)?:\/\//;
const LOG_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;

/** Whether a log's address names a server; otherwise it is a file's path. */
export function isServerAddress(text: string): boolean {
  return SCHEME.test(text);
}

/**
 * Reads `esdb://HOST:PORT[,…]?tls=false&log=NAME`. KurrentDB's schemes are taken for EventStoreDB's: the protocol is the
 * same. Throws `RangeError` for anything else, and for a name that is none.
 */
export function parseServerAddress(text: string): EventStoreDbAddress {
  const scheme = SCHEME.exec(text);
  if (scheme === null) throw new RangeError(`not a server's address: ${text}`);
  const [hosts = "", query = ""] = text.slice(scheme[0].length).split("?", 2);
  if (hosts === "") throw new RangeError(`no host is named: ${text}`);
  const options = query === "" ? [] : query.split("&");
  const names = options.filter((option) => option.startsWith("log="));
  const log = names.length === 0 ? DEFAULT_LOG : decodeURIComponent(names[0]?.slice("log=".length) ?? "");
  if (names.length > 1 || !LOG_NAME.test(log)) {
    throw new RangeError(
      `log=NAME is given once, a letter and up to 39 letters, digits or "_", not "${log}"`,
    );
  }
  const rest = options.filter((option) => !option.startsWith("log="));
  // The library asks only the first of several hosts when told to discover; without the word it asks all of them.
  const discovers = hosts.includes(",") ? "" : (scheme[1] ?? "");
  const connection = `esdb${discovers}://${hosts}${rest.length === 0 ? "" : `?${rest.join("&")}`}`;
  return { connection, log };
}

/** The address without its password, for people and logs. */
export function withoutPassword(text: string): string {
  return text.replace(/:\/\/([^:@/]+):[^@/]+@/, "://$1:***@");
}

import { isServedVersion, SERVER_VERSION_MAX, SERVER_VERSION_MIN } from "../wire/server-version.ts";

/** Every server version that may be spoken, in ascending order. */
export const SERVED_VERSIONS: readonly number[] = Array.from(
  { length: SERVER_VERSION_MAX - SERVER_VERSION_MIN + 1 },
  (_, index) => SERVER_VERSION_MIN + index,
).filter((version) => isServedVersion(version));

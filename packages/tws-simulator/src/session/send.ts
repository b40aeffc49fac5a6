import type { ReplyName } from "../wire/message-ids.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";

/** Sends a reply to one client. */
export type Send = <Name extends ReplyName>(name: Name, values: ReplyValues<Name>) => void;

import type { NoticeRow } from "@legbook/projections";
import { type Block, table } from "../document.ts";
import { clock, count } from "../format.ts";

/** What the gateway said, by code. */
export function noticeTable(rows: readonly NoticeRow[]): Block {
  return table(
    [">Code", ">Times", "First", "Last", "Newest words"],
    rows.map(({ code, count: many, firstAt, lastAt, message }) => [
      String(code),
      count(many),
      clock(firstAt),
      clock(lastAt),
      message,
    ]),
  );
}

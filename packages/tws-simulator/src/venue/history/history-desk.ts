import type { HistoryFile } from "./history-file.ts";
import { HistoryPacing } from "./history-pacing.ts";

/** Where history comes from besides the market itself, and what limits the asking. */
export class HistoryDesk {
  readonly file: HistoryFile | null;
  readonly pacing: HistoryPacing;

  constructor(options: { readonly file: HistoryFile | null; readonly isPaced: boolean }) {
    this.file = options.file;
    this.pacing = new HistoryPacing(options.isPaced);
  }
}

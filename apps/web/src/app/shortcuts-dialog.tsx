import type { ReactNode } from "react";
import { Dialog } from "../controls/dialog.tsx";
import { actions } from "./actions.ts";
import { closeDialog } from "./dialogs.ts";

const inPlaces: readonly (readonly [string, string])[] = [
  ["Tab, Shift+Tab", "Next and previous part, in the order of the workflow"],
  ["↑ ↓ PgUp PgDn Home End", "Move in a table"],
  ["← →", "Move between tabs, expiries and cells of the chain"],
  ["Enter", "Open the row on the ticket; on the chain: choose the leg; in the ticket: preview"],
  ["↑ ↓ in a price or quantity", "One tick or one spread more or less"],
  ["Esc", "Close what is open; let go of a chosen leg"],
];

function Row({ keys, what }: { readonly keys: string; readonly what: string }): ReactNode {
  return (
    <div>
      <dt>
        <kbd>{keys}</kbd>
      </dt>
      <dd>{what}</dd>
    </div>
  );
}

/** Every shortcut. Letters work outside text boxes. */
export function ShortcutsDialog(): ReactNode {
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog}>
      <dl className="shortcuts">
        {actions.map((action) => (
          <Row key={action.id} keys={action.keys} what={action.label} />
        ))}
        {inPlaces.map(([keys, what]) => (
          <Row key={keys} keys={keys} what={what} />
        ))}
      </dl>
    </Dialog>
  );
}

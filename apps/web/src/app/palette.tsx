import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { Dialog } from "../controls/dialog.tsx";
import { actions, type Action } from "./actions.ts";
import { openChain, recentSymbols } from "./desk.ts";
import { closeDialog } from "./dialogs.ts";

const symbolText = /^[A-Za-z][A-Za-z0-9. ]{0,11}$/;

function symbolActions(text: string): readonly Action[] {
  const typed = text.trim().toUpperCase();
  const symbols = symbolText.test(typed) ? [typed] : [];
  const known = recentSymbols.get().filter((symbol) => symbol.includes(typed) && symbol !== typed);
  return [...symbols, ...known].map((symbol) => ({
    id: `open ${symbol}`,
    label: `Open the chain of ${symbol}`,
    keys: "",
    run: () => void openChain(symbol),
  }));
}

function matching(text: string): readonly Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = actions.filter(
    (action) => action.id !== "palette" && words.every((word) => action.label.toLowerCase().includes(word)),
  );
  return [...found, ...symbolActions(text)];
}

/** Every action by its name, and any underlying by its symbol. */
export function Palette(): ReactNode {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = matching(text);
  const run = (action: Action | undefined): void => {
    if (action === undefined) return;
    closeDialog();
    // The dialog gives the focus back first; then the action may take it.
    setTimeout(action.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      event.preventDefault();
      run(found[at]);
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    setAt((before) => (before + step + found.length) % found.length);
  };
  return (
    <Dialog title="Command palette" onClose={closeDialog}>
      <input
        role="combobox"
        aria-label="Command"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        className="palette-input"
        placeholder="An action, or a symbol"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Actions" className="palette-list">
        {found.map((action, index) => (
          <li
            key={action.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={() => run(action)}
          >
            {action.label} {action.keys === "" ? null : <kbd>{action.keys}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="muted">No action has such a name.</p> : null}
    </Dialog>
  );
}

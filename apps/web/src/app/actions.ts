import { bottomTab, centreTab, drawerStore, type BottomTab } from "./desk.ts";
import { dialogStore } from "./dialogs.ts";
import { markAt } from "../past/mark.ts";
import { backToNow } from "../past/past.ts";
import { asOfNow, pastStore } from "../past/past-store.ts";
import { stepEvent, stepMarker, toggleTimeline } from "../past/timeline-data.ts";
import { toggleTheme } from "./theme.ts";

/** Something that can be done from the keyboard or the palette. */
export interface Action {
  readonly id: string;
  readonly label: string;
  /** Keys as shown, and as matched: a letter alone means outside a text box. */
  readonly keys: string;
  readonly run: () => void;
}

const focusWithinMs = 3000;

/** Focuses what may still be loading, unless the user has gone elsewhere until it is there. */
function focusOn(selector: string): void {
  const deadline = performance.now() + focusWithinMs;
  const from = document.activeElement;
  const stayed = () => [from, document.body].includes(document.activeElement);
  const attempt = (): void => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element === null) {
      if (stayed() && performance.now() < deadline) requestAnimationFrame(attempt);
      return;
    }
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  };
  requestAnimationFrame(attempt);
}

/** Counts changes from the moment that is shown, and shows them. */
export function markHere(): void {
  bottomTab.set("changes");
  void markAt(asOfNow() ?? null);
}

function showBottom(tab: BottomTab): () => void {
  return () => {
    bottomTab.set(tab);
    focusOn('.area-bottom [role="tabpanel"] :is([role="grid"], [data-focus="panel"])');
  };
}

/** The kill switch acts now: from the past it leads back first. */
export function openKillSwitch(): void {
  if (pastStore.get() !== null) backToNow();
  dialogStore.set({ kind: "kill-switch" });
}

/** Every action, in the order of the workflow. */
export const actions: readonly Action[] = [
  {
    id: "symbol",
    label: "Choose an underlying",
    keys: "u",
    run: () => {
      drawerStore.set("left");
      focusOn('[data-focus="symbol"]');
    },
  },
  {
    id: "filters",
    label: "Set scanner filters",
    keys: "f",
    run: () => {
      drawerStore.set("left");
      focusOn('[data-focus="filters"]');
    },
  },
  {
    id: "scanner",
    label: "Show scanner results",
    keys: "s",
    run: () => {
      centreTab.set("scanner");
      focusOn('[aria-label="Scanner results"]');
    },
  },
  {
    id: "chain",
    label: "Show the option chain",
    keys: "c",
    run: () => {
      centreTab.set("chain");
      focusOn('[aria-label="Option chain"]');
    },
  },
  {
    id: "smile",
    label: "Show the volatility smile",
    keys: "v",
    run: () => {
      centreTab.set("smile");
      focusOn('[aria-label="Expiries"] [aria-pressed="true"]');
    },
  },
  {
    id: "ticket",
    label: "Go to the ticket",
    keys: "t",
    run: () => {
      drawerStore.set("right");
      focusOn('[data-focus="ticket"]');
    },
  },
  { id: "positions", label: "Show positions", keys: "1", run: showBottom("positions") },
  { id: "orders", label: "Show orders", keys: "2", run: showBottom("orders") },
  { id: "executions", label: "Show executions", keys: "3", run: showBottom("executions") },
  { id: "risk", label: "Show risk", keys: "4", run: showBottom("risk") },
  { id: "lines", label: "Show subscription lines", keys: "5", run: showBottom("lines") },
  { id: "events", label: "Show the event tail", keys: "6", run: showBottom("events") },
  { id: "profit", label: "Show profit and loss", keys: "7", run: showBottom("profit") },
  { id: "changes", label: "Show what changed", keys: "8", run: showBottom("changes") },
  { id: "history", label: "Timeline: look back in the log", keys: "h", run: toggleTimeline },
  { id: "now", label: "Back to now", keys: "n", run: backToNow },
  { id: "step-back", label: "One event back", keys: ",", run: () => void stepEvent("previous") },
  { id: "step-on", label: "One event on", keys: ".", run: () => void stepEvent("next") },
  { id: "marker-back", label: "Back to the marker before", keys: "[", run: () => void stepMarker(-1) },
  { id: "marker-on", label: "On to the next marker", keys: "]", run: () => void stepMarker(1) },
  { id: "mark", label: "Mark this moment: changes are counted from here", keys: "m", run: markHere },
  {
    id: "kill",
    label: "Kill switch",
    keys: "Shift+K",
    run: openKillSwitch,
  },
  { id: "theme", label: "Switch between dark and light", keys: "Shift+D", run: toggleTheme },
  {
    id: "palette",
    label: "Command palette",
    keys: "Ctrl+K",
    run: () => dialogStore.set({ kind: "palette" }),
  },
  {
    id: "shortcuts",
    label: "Keyboard shortcuts",
    keys: "?",
    run: () => dialogStore.set({ kind: "shortcuts" }),
  },
];

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

function keysOf(event: KeyboardEvent): string {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return "Ctrl+K";
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  const letter = event.key.length === 1 ? event.key : "";
  return event.shiftKey && /[A-Z]/.test(letter) ? `Shift+${letter}` : letter;
}

/** Listens for the shortcuts; a letter typed into a box stays a letter. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const keys = keysOf(event);
    const action = actions.find((each) => each.keys === keys);
    if (action === undefined || dialogStore.get() !== null) return;
    if (keys !== "Ctrl+K" && isTyping(event.target)) return;
    event.preventDefault();
    action.run();
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

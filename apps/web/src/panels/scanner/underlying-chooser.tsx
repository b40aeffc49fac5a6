import { memo, useEffect, useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useQuery } from "urql";
import { openChain, openingStore, recentSymbols } from "../../app/desk.ts";
import { RefusalNote } from "../../controls/states.tsx";
import { SymbolsDocument, type SymbolsQuery } from "../../gql/graphql.ts";
import { useValue } from "../../market/value-store.ts";
import { UnderlyingQuote } from "./underlying-quote.tsx";

type Match = Extract<SymbolsQuery["symbols"], { __typename: "Symbols" }>["matches"][number];

const settleMs = 200;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function useMatches(pattern: string, listening: boolean): readonly Match[] {
  const settled = useSettled(pattern);
  const [{ data }] = useQuery({
    query: SymbolsDocument,
    variables: { pattern: settled },
    pause: !listening || settled === "",
  });
  if (!listening || settled === "" || data?.symbols.__typename !== "Symbols") return [];
  return data.symbols.matches.slice(0, 8);
}

function Recent({ onChoose }: { readonly onChoose: (symbol: string) => void }): ReactNode {
  const symbols = useValue(recentSymbols);
  const opening = useValue(openingStore);
  const current = opening.phase === "open" ? opening.symbol : null;
  if (symbols.length === 0) return null;
  return (
    <div className="presets" role="group" aria-label="Watch list">
      {symbols.map((symbol) => (
        <button
          key={symbol}
          type="button"
          className="chip"
          aria-pressed={symbol === current}
          aria-label={`Watch list: open ${symbol}`}
          onClick={() => onChoose(symbol)}
        >
          {symbol}
        </button>
      ))}
    </div>
  );
}

interface MatchListProps {
  readonly id: string;
  readonly matches: readonly Match[];
  readonly at: number;
  readonly onChoose: (symbol: string) => void;
}

function MatchList({ id, matches, at, onChoose }: MatchListProps): ReactNode {
  return (
    <ul id={id} role="listbox" aria-label="Matching symbols" className="matches">
      {matches.map((match, index) => (
        <li
          key={match.conId}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(match.symbol);
          }}
        >
          <b>{match.symbol}</b> <span className="muted">{match.description}</span>{" "}
          <span className="muted">{match.primaryExchange}</span>
          {match.hasOptions ? null : <span data-tone="warn"> no options</span>}
        </li>
      ))}
    </ul>
  );
}

function OpeningNote(): ReactNode {
  const opening = useValue(openingStore);
  if (opening.phase === "opening") return <p role="status">Opening the chain of {opening.symbol}…</p>;
  if (opening.phase === "refused") {
    return (
      <p role="alert" data-tone="danger" className="field-error">
        <RefusalNote refusal={opening.refusal} />
      </p>
    );
  }
  if (opening.phase === "failed") {
    return (
      <p role="alert" data-tone="danger" className="field-error">
        The chain of {opening.symbol} could not be opened. {opening.failure.message}{" "}
        <code>{opening.failure.code}</code>
      </p>
    );
  }
  return null;
}

/** A combobox of the gateway's symbols; Enter opens what is typed or the match that is chosen. */
export const UnderlyingChooser = memo(function UnderlyingChooser() {
  const [text, setText] = useState("");
  const [listening, setListening] = useState(false);
  const [at, setAt] = useState(-1);
  const id = useId();
  const matches = useMatches(text.trim(), listening);
  const open = listening && matches.length > 0;

  const choose = (symbol: string): void => {
    const wanted = symbol.trim().toUpperCase();
    if (wanted === "") return;
    setText(wanted);
    setListening(false);
    setAt(-1);
    void openChain(wanted);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setListening(false);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => Math.min(matches.length - 1, Math.max(-1, before + step)));
    }
  };
  return (
    <section className="chooser" aria-label="Underlying">
      <form
        className="chooser-form"
        onSubmit={(event) => {
          event.preventDefault();
          choose(open && at >= 0 ? (matches[at]?.symbol ?? text) : text);
        }}
      >
        <label htmlFor={`${id}-symbol`} className="hidden">
          Underlying symbol
        </label>
        <input
          id={`${id}-symbol`}
          data-focus="symbol"
          className="symbol-input"
          placeholder="Symbol, e.g. GOOG"
          value={text}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-autocomplete="list"
          aria-controls={open ? `${id}-list` : undefined}
          aria-activedescendant={open && at >= 0 ? `${id}-list-${at}` : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setListening(true);
            setAt(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setListening(false)}
        />
        <button type="submit" className="primary">
          Open chain
        </button>
        {open ? <MatchList id={`${id}-list`} matches={matches} at={at} onChoose={choose} /> : null}
      </form>
      <OpeningNote />
      <UnderlyingQuote />
      <Recent onChoose={choose} />
    </section>
  );
});

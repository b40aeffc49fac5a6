import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { chainStore, expiryStore, openExpiry } from "../../app/desk.ts";
import { formatExpiry } from "../../format/times.ts";
import type { ChainFieldsFragment } from "../../gql/graphql.ts";
import { followChain, showChainAt } from "../../market/chain-store.ts";
import { useValue } from "../../market/value-store.ts";
import { usePastPosition } from "../../past/past-store.ts";

type Expiries = ChainFieldsFragment["expiries"];

interface Refused {
  readonly message: string;
  readonly code: string;
}

/** Follows the chosen expiry's quotes and with them the underlying's, whichever tab is shown. */
export function useChainQuotes(): void {
  const symbol = useValue(chainStore, (chain) => chain?.symbol ?? null);
  const expiry = useValue(expiryStore);
  const position = usePastPosition();
  useEffect(() => {
    if (symbol === null || expiry === null) return undefined;
    return position === null ? followChain(symbol, expiry) : showChainAt(symbol, expiry, position);
  }, [symbol, expiry, position]);
}

/** Opens an expiry, which takes lines for its contracts, while the chain is looked at; never for the past. */
export function useOpenedExpiry(symbol: string, expiry: string): Refused | null {
  const [refused, setRefused] = useState<Refused | null>(null);
  const position = usePastPosition();
  useEffect(() => {
    let left = false;
    setRefused(null);
    if (position !== null) return undefined;
    void openExpiry(symbol, expiry).then((answer) => {
      if (!left) setRefused(answer);
    });
    return () => {
      left = true;
    };
  }, [symbol, expiry, position]);
  return refused;
}

/** Expiry dates with their days left; arrows move between them. */
export function ExpiryTabs({
  expiries,
  chosen,
}: {
  readonly expiries: Expiries;
  readonly chosen: string;
}): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = expiries.findIndex((expiry) => expiry.date === chosen);
    const next = expiries[Math.min(expiries.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    expiryStore.set(next.date);
    list.current?.querySelectorAll("button")[expiries.indexOf(next)]?.focus();
  };
  return (
    <div ref={list} className="expiries" role="group" aria-label="Expiries" onKeyDown={onKeyDown}>
      {expiries.map((expiry) => (
        <button
          key={expiry.date}
          type="button"
          className="expiry"
          aria-pressed={expiry.date === chosen}
          tabIndex={expiry.date === chosen ? 0 : -1}
          onClick={() => expiryStore.set(expiry.date)}
        >
          {formatExpiry(expiry.date)} <span className="expiry-days">{expiry.daysToExpiry} d</span>
        </button>
      ))}
    </div>
  );
}

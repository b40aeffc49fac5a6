import { useCallback, useEffect, useRef, useState } from "react";
import { useAccount } from "../../app/session.ts";
import { useValue } from "../../market/value-store.ts";
import { markStore, markTimeStore, type Mark } from "../../past/mark.ts";
import { pastStore } from "../../past/past-store.ts";
import { reading } from "../../past/reading.ts";
import { compare, type Comparison } from "./load.ts";

const refreshMs = 3_000;

interface Compared {
  /** Null before the first answer. */
  readonly comparison: Comparison | null;
  readonly mark: Mark;
  /** Now is shown, and stands: further pages are of the two moments that were compared. */
  readonly held: boolean;
  readonly hold: () => void;
  readonly letGo: () => void;
}

/** Compares the mark with the moment that is shown; with now again and again, until it is held. */
export function useComparison(): Compared {
  const mark = useValue(markStore);
  const past = useValue(pastStore);
  const account = useAccount();
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [heldFor, setHeldFor] = useState<Mark | null>(null);
  const position = past?.position ?? null;
  const time = past === null ? null : Date.parse(past.at);
  const held = heldFor === mark && position === null;
  const asked = useRef(0);
  useEffect(() => {
    if (account === "" || held) return undefined;
    const at = position === null || time === null ? null : { position, time };
    const ask = async (): Promise<void> => {
      const own = ++asked.current;
      const answer = compare(mark, at, account);
      const answered = await (at === null ? answer : reading(answer));
      if (own === asked.current) setComparison(answered);
    };
    void ask();
    const again = at === null ? setInterval(() => !document.hidden && void ask(), refreshMs) : undefined;
    return () => {
      asked.current += 1;
      clearInterval(again);
    };
  }, [mark, position, time, account, held]);
  useEffect(() => {
    if (comparison?.phase !== "compared") markTimeStore.set(null);
    else {
      const { from, to } = comparison.views.positions;
      // An engine starts before it knows the gateway's time, which may be another day's.
      const isInLine = Date.parse(from.at) <= Date.parse(to.at);
      markTimeStore.set(comparison.turned ? to.at : isInLine ? from.at : null);
    }
  }, [comparison]);
  useEffect(() => () => markTimeStore.set(null), []);
  const hold = useCallback(() => setHeldFor(markStore.get()), []);
  const letGo = useCallback(() => setHeldFor(null), []);
  return { comparison, mark, held, hold, letGo };
}

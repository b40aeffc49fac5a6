import { useLayoutEffect, useRef, type ReactNode } from "react";
import { directionOf } from "../format/numbers.ts";
import { formatAmount, parseMoney } from "../format/money.ts";
import { flash } from "./flash.ts";

interface TickingProps {
  readonly text: string;
  /** What decides up or down; the text alone says only that it changed. */
  readonly value?: number | null;
  readonly className?: string;
}

/** A figure that flashes once, for 300 ms at most, when it becomes another. */
export function Ticking({ text, value = null, className }: TickingProps): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef({ text, value });
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { text, value };
    if (last.text === text || element.current === null) return;
    const fell = value !== null && last.value !== null && value < last.value;
    flash(element.current, fell ? "down" : "up");
  }, [text, value]);
  return (
    <span ref={element} className={className}>
      {text}
    </span>
  );
}

interface GainProps {
  readonly money: string | null | undefined;
  readonly currency?: boolean;
}

/** Profit or loss: always with its sign, coloured beside it. */
export function Gain({ money, currency = false }: GainProps): ReactNode {
  const text = formatAmount(money, "always");
  const amount = money === null || money === undefined ? null : parseMoney(money);
  return (
    <span className="gain" data-direction={directionOf(amount?.amount)}>
      <Ticking text={text} value={amount === null ? null : Number(amount.amount)} />
      {currency && amount !== null ? <span className="unit"> {amount.currency}</span> : null}
    </span>
  );
}

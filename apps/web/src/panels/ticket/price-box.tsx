import { memo, type KeyboardEvent, type ReactNode } from "react";
import { Field } from "../../controls/field.tsx";
import { formatNet, formatPrice, roundToTick, stepPrice } from "../../format/prices.ts";
import { isDecimal } from "../../format/numbers.ts";
import type { PriceKind, SpreadSide } from "../../gql/graphql.ts";
import { signedPrice, type Draft } from "./draft.ts";
import type { Vertical } from "./use-vertical.ts";

interface PriceBoxProps {
  readonly draft: Draft;
  readonly side: SpreadSide;
  readonly vertical: Vertical | null;
  readonly error: ReactNode;
  readonly onChange: (part: Partial<Draft>) => void;
}

const kinds: readonly (readonly [PriceKind, string])[] = [
  ["LIMIT", "Limit"],
  ["MID", "Mid"],
  ["NATURAL", "Natural"],
];

function stepped(price: string, tick: string, steps: number): string {
  const magnitude = price.trim().replace(/^[-−+]/, "");
  return stepPrice(isDecimal(magnitude) ? magnitude : "0", tick, steps);
}

function Quote({
  word,
  signed,
  tick,
  hint,
  onUse,
}: {
  readonly word: string;
  readonly signed: string | null;
  readonly tick: string;
  readonly hint: string;
  readonly onUse: (magnitude: string) => void;
}): ReactNode {
  return (
    <button
      type="button"
      className="combo-quote"
      disabled={signed === null}
      title={hint}
      aria-label={`Use the combo's ${word.toLowerCase()}: ${formatNet(signed, tick)}`}
      onClick={() => signed !== null && onUse(roundToTick(signed.replace("-", ""), tick))}
    >
      <span className="combo-word">{word}</span>
      <span className="combo-price">{formatPrice(signed, tick)}</span>
    </button>
  );
}

function Kinds({
  chosen,
  onChoose,
}: {
  readonly chosen: PriceKind;
  readonly onChoose: (kind: PriceKind) => void;
}): ReactNode {
  return (
    <fieldset className="segments">
      <legend className="hidden">Price kind</legend>
      {kinds.map(([kind, word]) => (
        <label key={kind} className="segment" data-on={kind === chosen}>
          <input type="radio" name="price-kind" checked={kind === chosen} onChange={() => onChoose(kind)} />
          {word}
        </label>
      ))}
    </fieldset>
  );
}

/** The combo's bid, mid and ask, how the price is made, and the limit with steps of one tick. */
export const PriceBox = memo(function PriceBox(props: PriceBoxProps) {
  const { draft, side, vertical, error, onChange } = props;
  const tick = vertical?.tick ?? "0.01";
  const limit = draft.priceKind === "LIMIT";
  const word = side === "CREDIT" ? "credit" : "debit";
  const step = (steps: number): void =>
    onChange({ priceKind: "LIMIT", price: stepped(draft.price, tick, steps) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (steps === 0) return;
    event.preventDefault();
    step(steps);
  };
  const use = (price: string): void => onChange({ priceKind: "LIMIT", price });
  const signed = signedPrice(draft.price, side);
  return (
    <div className="price-box">
      <div className="combo" role="group" aria-label="Combo quote, signed: a credit is negative">
        <Quote
          word="Bid"
          signed={vertical?.bid ?? null}
          tick={tick}
          hint="What buyers of the combo offer"
          onUse={use}
        />
        <Quote
          word="Mid"
          signed={vertical?.mid ?? null}
          tick={tick}
          hint="Middle of bid and ask, rounded to the tick when used"
          onUse={use}
        />
        <Quote
          word="Ask"
          signed={vertical?.ask ?? null}
          tick={tick}
          hint="The natural price: what it costs at the quotes that stand"
          onUse={use}
        />
      </div>
      <div className="price-line">
        <Kinds chosen={draft.priceKind} onChoose={(priceKind) => onChange({ priceKind })} />
        <button
          type="button"
          aria-label="Lower the limit by one tick"
          disabled={!limit}
          onClick={() => step(-1)}
        >
          −
        </button>
        <Field
          label="Limit price"
          hideLabel
          className="price-field"
          inputMode="decimal"
          value={draft.price}
          disabled={!limit}
          unit={word}
          error={error}
          onChange={(price) => onChange({ price })}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          aria-label="Raise the limit by one tick"
          disabled={!limit}
          onClick={() => step(1)}
        >
          +
        </button>
      </div>
      <p className="muted price-note">
        {limit && signed !== null ? `Sent as ${formatPrice(signed, tick)} ${word}; ` : ""}tick {tick}
      </p>
    </div>
  );
});

import { memo, type KeyboardEvent, type ReactNode } from "react";
import { Ticking } from "../../controls/figure.tsx";
import { Field } from "../../controls/field.tsx";
import { formatNet, formatPrice, stepPrice } from "../../format/prices.ts";
import { isDecimal } from "../../format/numbers.ts";
import type { PriceKind, SpreadSide } from "../../gql/graphql.ts";
import { limitFrom, signedPrice, type Draft } from "./draft.ts";
import type { Spread } from "./use-spread.ts";

interface PriceBoxProps {
  readonly draft: Draft;
  readonly side: SpreadSide;
  readonly spread: Spread | null;
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

interface ComboProps {
  readonly side: SpreadSide;
  readonly spread: Spread | null;
  readonly onUse: (magnitude: string) => void;
}

const quotes = [
  { name: "bid", word: "Bid", hint: "What buyers of the combo offer" },
  { name: "mid", word: "Mid", hint: "Middle of bid and ask, rounded to the tick when used" },
  { name: "ask", word: "Ask", hint: "The natural price: what it costs at the quotes that stand" },
] as const;

/** The combo's own bid, mid and ask; each can be taken as the limit. */
function Combo({ side, spread, onUse }: ComboProps): ReactNode {
  return (
    <div className="combo" role="group" aria-label="Combo quote, signed: a credit is negative">
      {quotes.map(({ name, word, hint }) => {
        const signed = spread?.[name] ?? null;
        return (
          <button
            key={name}
            type="button"
            className="combo-quote"
            disabled={spread === null || signed === null}
            title={hint}
            aria-label={`${word} ${formatPrice(signed, spread?.tick)}: use as the limit`}
            onClick={() => {
              if (spread !== null && signed !== null) onUse(limitFrom(signed, side, spread.tick));
            }}
          >
            <span className="combo-word">{word}</span>{" "}
            <Ticking
              className="combo-price"
              text={formatPrice(signed, spread?.tick)}
              value={Number(signed)}
            />
          </button>
        );
      })}
    </div>
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
  const { draft, side, spread, error, onChange } = props;
  const tick = spread?.tick ?? "0.01";
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
  const signed = signedPrice(draft.price, side);
  return (
    <div className="price-box">
      <Combo side={side} spread={spread} onUse={(price) => onChange({ priceKind: "LIMIT", price })} />
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
        {limit && signed !== null ? `Sent as ${formatNet(signed, tick)}; figures at ` : "Figures at "}
        {formatNet(spread?.price, tick)}; tick {tick}
      </p>
    </div>
  );
});

import { memo, useId, type ReactNode } from "react";
import { Field } from "../../controls/field.tsx";
import type { Right, ScanRanking, SpreadSide } from "../../gql/graphql.ts";
import { useValue } from "../../market/value-store.ts";
import { filtersStore, presets, rangeFaults, type Filters, type RangeName } from "./filters.ts";
import { MatchCount } from "./match-count.tsx";

interface RangeSpec {
  readonly label: string;
  readonly unit: string;
  readonly min?: RangeName;
  readonly max?: RangeName;
  /** What the engine takes for a bound that is left empty. */
  readonly otherwise?: { readonly min?: string; readonly max?: string };
}

const ranges: readonly RangeSpec[] = [
  {
    label: "Days to expiry",
    unit: "d",
    min: "daysToExpiryMin",
    max: "daysToExpiryMax",
    otherwise: { min: "1", max: "60" },
  },
  { label: "Short leg delta", unit: "|Δ|", min: "shortDeltaMin", max: "shortDeltaMax" },
  { label: "Width", unit: "pts", min: "widthMin", max: "widthMax" },
  { label: "Net price", unit: "pts", min: "netPriceMin", max: "netPriceMax" },
  { label: "Reward to risk", unit: ": 1", min: "rewardToRiskMin" },
  { label: "Combo bid/ask", unit: "pts", max: "bidAskWidthMax" },
  { label: "Open interest", unit: "lots", min: "openInterestMin" },
  { label: "Quote age", unit: "s", max: "quoteAgeMaxS", otherwise: { max: "120" } },
];

const rankings: readonly (readonly [ScanRanking, string])[] = [
  ["REWARD_TO_RISK", "Reward to risk"],
  ["PROBABILITY_OF_PROFIT", "Probability of profit"],
  ["EXPECTED_RETURN", "Expected return"],
  ["NET_PRICE", "Net price"],
];

function change(part: Partial<Filters>): void {
  filtersStore.set({ ...filtersStore.get(), preset: "Custom", ...part });
}

function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
}

function Range({
  spec,
  filters,
  faults,
}: {
  readonly spec: RangeSpec;
  readonly filters: Filters;
  readonly faults: Partial<Record<RangeName, string>>;
}): ReactNode {
  const set = (name: RangeName) => (text: string) => change({ ranges: { ...filters.ranges, [name]: text } });
  const field = (name: RangeName | undefined, word: string) =>
    name === undefined ? (
      <span />
    ) : (
      <Field
        label={`${spec.label}, ${word}`}
        hideLabel
        inputMode="decimal"
        placeholder={word === "at least" ? (spec.otherwise?.min ?? "min") : (spec.otherwise?.max ?? "max")}
        value={filters.ranges[name]}
        onChange={set(name)}
        error={faults[name]}
      />
    );
  return (
    <div className="range" role="group" aria-label={`${spec.label}, ${spec.unit}`}>
      <span className="range-label" aria-hidden="true">
        {spec.label} <span className="unit">{spec.unit}</span>
      </span>
      {field(spec.min, "at least")}
      {field(spec.max, "at most")}
    </div>
  );
}

function Choice<T extends string>({
  word,
  item,
  list,
  onChange,
}: {
  readonly word: string;
  readonly item: T;
  readonly list: readonly T[];
  readonly onChange: (list: readonly T[]) => void;
}): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" checked={list.includes(item)} onChange={() => onChange(toggled(list, item))} />
      {word}
    </label>
  );
}

function Presets({ chosen }: { readonly chosen: string }): ReactNode {
  return (
    <div className="presets" role="group" aria-label="Presets">
      {presets.map((preset, index) => (
        <button
          key={preset.preset}
          type="button"
          className="chip"
          aria-pressed={preset.preset === chosen}
          data-focus={index === 0 ? "filters" : undefined}
          onClick={() => filtersStore.set(preset)}
        >
          {preset.preset}
        </button>
      ))}
    </div>
  );
}

function Kinds({ filters }: { readonly filters: Filters }): ReactNode {
  const sides = (list: readonly SpreadSide[]) => change({ sides: list });
  const rights = (list: readonly Right[]) => change({ rights: list });
  return (
    <div className="kinds">
      <div role="group" aria-label="Credit or debit">
        <Choice word="Credit" item="CREDIT" list={filters.sides} onChange={sides} />
        <Choice word="Debit" item="DEBIT" list={filters.sides} onChange={sides} />
      </div>
      <div role="group" aria-label="Puts or calls">
        <Choice word="Puts" item="PUT" list={filters.rights} onChange={rights} />
        <Choice word="Calls" item="CALL" list={filters.rights} onChange={rights} />
      </div>
    </div>
  );
}

/** Filters of the scan: presets first, then ranges with their units, then what they leave. */
export const FilterPanel = memo(function FilterPanel() {
  const filters = useValue(filtersStore);
  const faults = rangeFaults(filters.ranges);
  const rankId = useId();
  return (
    <section className="filters" aria-label="Scanner filters">
      <h2 className="panel-title">
        Scanner <span className="muted">{filters.preset}</span>
      </h2>
      <Presets chosen={filters.preset} />
      <Kinds filters={filters} />
      <div className="ranges">
        {ranges.map((spec) => (
          <Range key={spec.label} spec={spec} filters={filters} faults={faults} />
        ))}
      </div>
      <div className="rank">
        <label htmlFor={rankId}>Rank by</label>
        <select
          id={rankId}
          value={filters.rankBy}
          onChange={(event) => {
            const chosen = rankings.find(([id]) => id === event.target.value);
            if (chosen) change({ rankBy: chosen[0] });
          }}
        >
          {rankings.map(([id, word]) => (
            <option key={id} value={id}>
              {word}
            </option>
          ))}
        </select>
      </div>
      <MatchCount />
    </section>
  );
});

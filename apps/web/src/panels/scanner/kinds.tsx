import type { ReactNode } from "react";
import { changeFilters, type Faults, type Filters } from "./filters.ts";
import { scannedStrategies, strategyNames } from "./strategies.ts";

function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
}

interface ChoiceProps<T extends string> {
  readonly word: string;
  readonly item: T;
  readonly list: readonly T[];
  readonly onChange: (list: readonly T[]) => void;
}

function Choice<T extends string>({ word, item, list, onChange }: ChoiceProps<T>): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" checked={list.includes(item)} onChange={() => onChange(toggled(list, item))} />
      {word}
    </label>
  );
}

function Fault({ text }: { readonly text: string | undefined }): ReactNode {
  if (text === undefined) return null;
  return (
    <p role="alert" className="field-error">
      {text}
    </p>
  );
}

/** Which strategies, and of which side and right. */
export function Kinds({
  filters,
  faults,
}: {
  readonly filters: Filters;
  readonly faults: Faults;
}): ReactNode {
  const { strategies, sides, rights } = filters;
  return (
    <div className="kinds">
      <div role="group" aria-label="Strategies" className="strategies">
        {scannedStrategies.map((strategy) => (
          <Choice
            key={strategy}
            word={strategyNames[strategy]}
            item={strategy}
            list={strategies}
            onChange={(list) => changeFilters({ strategies: list })}
          />
        ))}
      </div>
      <Fault text={faults["strategies"]} />
      <div className="sides">
        <div role="group" aria-label="Credit or debit">
          <Choice
            word="Credit"
            item="CREDIT"
            list={sides}
            onChange={(list) => changeFilters({ sides: list })}
          />
          <Choice
            word="Debit"
            item="DEBIT"
            list={sides}
            onChange={(list) => changeFilters({ sides: list })}
          />
        </div>
        <div role="group" aria-label="Puts or calls">
          <Choice word="Puts" item="PUT" list={rights} onChange={(list) => changeFilters({ rights: list })} />
          <Choice
            word="Calls"
            item="CALL"
            list={rights}
            onChange={(list) => changeFilters({ rights: list })}
          />
        </div>
      </div>
      <Fault text={faults["sides"] ?? faults["rights"]} />
    </div>
  );
}

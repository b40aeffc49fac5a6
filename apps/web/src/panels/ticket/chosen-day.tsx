import { useId, type ReactNode } from "react";
import { formatNumber } from "../../format/numbers.ts";
import { formatNewYorkDay } from "../../format/times.ts";
import { gatewayNow } from "../../market/gateway-time.ts";

/** Another day and other volatilities for one more curve of the payoff. */
export interface ChosenDay {
  readonly days: number;
  /** 0.02 is two points. */
  readonly volatilityShift: number;
}

const dayMs = 86_400_000;
const shiftMaxPoints = 20;

function dayWords(days: number): string {
  if (days === 0) return "today";
  return formatNewYorkDay(new Date(gatewayNow().getTime() + days * dayMs)).replace(/ \d{4}$/, "");
}

function shiftWords(shift: number): string {
  return shift === 0 ? "" : `vol ${formatNumber(shift * 100, 0, "always")} pts`;
}

/** The chosen curve's name: "on Mon, 4 Jan, vol +2 pts". */
export function chosenWords(chosen: ChosenDay | null): string {
  if (chosen === null) return "";
  const day = chosen.days === 0 ? "today" : `on ${dayWords(chosen.days)}`;
  return [day, shiftWords(chosen.volatilityShift)].filter((part) => part !== "").join(", ");
}

interface SliderProps {
  readonly label: string;
  readonly text: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Slider({ label, text, min, max, value, onChange }: SliderProps): ReactNode {
  const id = useId();
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={1}
        value={value}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output htmlFor={id}>{text}</output>
    </div>
  );
}

/** A day until expiry and a shift of volatility; both at rest ask for no further curve. */
export function ChosenDayBox({
  chosen,
  daysMax,
  onChange,
}: {
  readonly chosen: ChosenDay | null;
  readonly daysMax: number;
  readonly onChange: (chosen: ChosenDay | null) => void;
}): ReactNode {
  const { days, volatilityShift } = chosen ?? { days: 0, volatilityShift: 0 };
  const set = (next: ChosenDay): void =>
    onChange(next.days === 0 && next.volatilityShift === 0 ? null : next);
  return (
    <div className="chosen-day" role="group" aria-label="Payoff on another day">
      <Slider
        label="Day"
        text={dayWords(Math.min(days, daysMax))}
        min={0}
        max={Math.max(1, daysMax)}
        value={Math.min(days, daysMax)}
        onChange={(value) => set({ days: value, volatilityShift })}
      />
      <Slider
        label="Volatility"
        text={volatilityShift === 0 ? "as now" : `${formatNumber(volatilityShift * 100, 0, "always")} pts`}
        min={-shiftMaxPoints}
        max={shiftMaxPoints}
        value={Math.round(volatilityShift * 100)}
        onChange={(value) => set({ days, volatilityShift: value / 100 })}
      />
    </div>
  );
}

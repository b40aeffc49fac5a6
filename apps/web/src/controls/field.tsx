import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from "react";

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value" | "id"> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What the figure is counted in; part of what a screen reader says. */
  readonly unit?: string | undefined;
  readonly error?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
  readonly hideLabel?: boolean;
  readonly after?: ReactNode;
}

/** A labelled input with its unit and, when it was refused, the reason right under it. */
export function Field(props: FieldProps): ReactNode {
  const { label, value, onChange, unit, error, hideLabel = false, after, ref, className, ...rest } = props;
  const id = useId();
  const faulty = error !== undefined && error !== null && error !== false;
  const describedBy = [unit === undefined ? "" : `${id}-unit`, faulty ? `${id}-error` : ""].join(" ").trim();
  return (
    <div className={`field ${className ?? ""}`} data-faulty={faulty}>
      <label htmlFor={id} className={hideLabel ? "hidden" : "field-label"}>
        {label}
      </label>
      <div className="field-box">
        <input
          {...rest}
          ref={ref}
          id={id}
          value={value}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={faulty}
          aria-describedby={describedBy === "" ? undefined : describedBy}
          onChange={(event) => onChange(event.target.value)}
        />
        {unit === undefined ? null : (
          <span className="field-unit" id={`${id}-unit`}>
            {unit}
          </span>
        )}
        {after}
      </div>
      {faulty ? (
        <div className="field-error" id={`${id}-error`} role="alert">
          {error}
        </div>
      ) : null}
    </div>
  );
}

/** One thing that is wrong in a data file. */
export interface DataFileFault {
  /** Counted from 1; null when the fault belongs to no line: a file that cannot be read. */
  readonly line: number | null;
  /** The path to the value, as `listings[2].strike`; empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
}

function faultText(file: string, { line, field, message }: DataFileFault): string {
  const where = line === null ? file : `${file}:${line}`;
  return field === "" ? `${where}: ${message}` : `${where}: ${field}: ${message}`;
}

/** A file that the simulator was given is not what it should be: all its faults, in the order of their lines. */
export class DataFileError extends Error {
  override readonly name = "DataFileError";
  readonly file: string;
  readonly faults: readonly DataFileFault[];

  constructor(file: string, faults: readonly DataFileFault[], options?: ErrorOptions) {
    super(faults.map((fault) => faultText(file, fault)).join("\n"), options);
    this.file = file;
    this.faults = faults;
  }

  /** Of the first fault. */
  get line(): number | null {
    return this.faults[0]?.line ?? null;
  }

  /** Of the first fault. */
  get field(): string {
    return this.faults[0]?.field ?? "";
  }
}

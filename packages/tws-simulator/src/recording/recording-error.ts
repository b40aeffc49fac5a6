/** A recording cannot be written or read; the message names the file and, where there is one, the line. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  readonly file: string;
  /** Counted from 1; null when the fault belongs to no line. */
  readonly line: number | null;

  constructor(file: string, line: number | null, message: string, options?: ErrorOptions) {
    super(line === null ? `${file}: ${message}` : `${file}:${line}: ${message}`, options);
    this.file = file;
    this.line = line;
  }
}

/** An option of a recorder or a playback has a value that cannot be: the field says which. */
export class RecordingOptionError extends Error {
  override readonly name = "RecordingOptionError";
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(`${field}: ${message}`, options);
    this.field = field;
  }
}

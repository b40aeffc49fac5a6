/** A contract of a recording cannot be one of the venue's: the field says why. */
export class UnlistedError extends Error {
  override readonly name = "UnlistedError";

  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
  }
}

/** A message's fields are not what its layout says. */
export class FieldError extends Error {
  override readonly name = "FieldError";
}

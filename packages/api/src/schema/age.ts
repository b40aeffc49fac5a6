const INT_MAX = 2 ** 31 - 1;

/** A quote's age as a GraphQL Int: a log that was left alone for a month has older ones, which stay at 24 days. */
export function ageInt({ quoteAgeMs }: { readonly quoteAgeMs: number | null }): number | null {
  return quoteAgeMs === null ? null : Math.min(Math.round(quoteAgeMs), INT_MAX);
}

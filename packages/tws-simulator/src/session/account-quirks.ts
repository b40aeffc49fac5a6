/** What an account's messages to one client say otherwise than on a good day: plain fields that faults set at any time. */
export interface AccountQuirks {
  /** Price, value and average cost in the portfolio are the unset double, as after a nightly restart (F16) [D]. */
  portfolioUnset: boolean;
}

export function defaultAccountQuirks(): AccountQuirks {
  return { portfolioUnset: false };
}

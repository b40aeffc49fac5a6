/** One condition of each kind as values of the wire, each group absent that its kind does not have. */
const NONE = { execution: null, threshold: null, contract: null, trigger: null } as const;

export const EACH_CONDITION = [
  {
    ...NONE,
    type: 1,
    conjunction: "a",
    threshold: { isMore: true, value: "101.5" },
    contract: { conId: 11, exchange: "SMART" },
    trigger: { method: 2 },
  },
  { ...NONE, type: 3, conjunction: "o", threshold: { isMore: false, value: "20260320-14:30:00" } },
  { ...NONE, type: 4, conjunction: "a", threshold: { isMore: true, value: "30" } },
  {
    ...NONE,
    type: 5,
    conjunction: "o",
    execution: { secType: "STK", exchange: "NYSE", symbol: "LBX" },
  },
  {
    ...NONE,
    type: 6,
    conjunction: "a",
    threshold: { isMore: false, value: "1000" },
    contract: { conId: 12, exchange: "CBOE" },
  },
  {
    ...NONE,
    type: 7,
    conjunction: "a",
    threshold: { isMore: true, value: "2.5" },
    contract: { conId: 13, exchange: "ISE" },
  },
] as const;

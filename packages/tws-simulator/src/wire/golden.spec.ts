import { describe, expect, it } from "vitest";
import { blankValues } from "../testing/layout-values.ts";
import { encodeReply } from "./codec.ts";
import { REPLY_LAYOUTS, type ReplyValues } from "./reply-layouts.ts";

/** A frame written by hand: a bar stands for each NUL. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text.replaceAll("|", "\0"));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

const error = (requestId: number, code: number, message: string) =>
  ({ requestId, code, message, advancedReject: "" }) as const;

const OPTION = {
  conId: 500_100,
  symbol: "LBX",
  secType: "OPT",
  expiry: "20260320",
  strike: 100,
  right: "C",
  multiplier: "100",
  exchange: "SMART",
  currency: "USD",
  localSymbol: "LBX   260320C00100000",
  tradingClass: "LBX",
} as const;

/** An order of one contract as TWS reports it, all else absent: a hedge of "None" has its fields nevertheless [R]. */
function openOrder(status: string): ReplyValues<"openOrder"> {
  return {
    ...(blankValues(REPLY_LAYOUTS.openOrder) as ReplyValues<"openOrder">),
    ...OPTION,
    orderId: 7,
    action: "BUY",
    totalQuantity: 2,
    orderType: "LMT",
    limitPrice: 2.35,
    auxPrice: 0,
    tif: "DAY",
    account: "DU1234567",
    clientId: 1,
    permId: 1_376_327_563,
    exemptCode: -1,
    ocaType: 3,
    deltaNeutralOrderType: "None",
    deltaNeutralOrder: {
      conId: 0,
      settlingFirm: "",
      clearingAccount: "",
      clearingIntent: "",
      openClose: "?",
      shortSale: false,
      shortSaleSlot: 0,
      designatedLocation: "",
    },
    clearingIntent: "IB",
    status,
    adjustedOrderType: "None",
    cashQuantity: 0,
  };
}

const MAX = "1.7976931348623157E308";
const INT = "2147483647";
const MARGINS = `${MAX}|`.repeat(9);

/** The same order at 193, field by field as the official decoder takes it. */
const openOrderText = (status: string): string =>
  [
    "5|7|500100|LBX|OPT|20260320|100|C|100|SMART|USD|LBX   260320C00100000|LBX|",
    `BUY|2|LMT|2.35|0|DAY||DU1234567||0||1|1376327563|0|0|0|||||||||${MAX}||0||-1|`,
    `0|${MAX}|${MAX}|${MAX}|${MAX}|${MAX}|${INT}|0|0|0|${INT}|3|0|0|${MAX}|0|0|`,
    `${MAX}|0|None|${MAX}|0||||?|0|0||0|0|${MAX}|${MAX}|${MAX}|${INT}|`,
    `|0|0|0|${INT}|${INT}|${MAX}||0||IB|0|0||0|`,
    `0|${status}|${MARGINS}${MAX}|${MAX}|${MAX}|||0|0|`,
    `0|None|${MAX}|${MAX}|${MAX}|${MAX}|${MAX}|${MAX}|0||||0|0|0|0|0|`,
    `${INT}|${INT}|0|${INT}|${INT}|${MAX}|${MAX}|${MAX}||0||0||${INT}|`,
  ].join("");

const orderStatus = (status: string, filled: number) => ({
  orderId: 7,
  status,
  filled,
  remaining: 2 - filled,
  averagePrice: filled === 0 ? 0 : 2.35,
  permId: 1_376_327_563,
  parentId: 0,
  lastPrice: filled === 0 ? 0 : 2.35,
  clientId: 1,
  whyHeld: "",
  marketCapPrice: 0,
});

const EXECUTION = {
  ...OPTION,
  requestId: -1,
  orderId: 7,
  execId: "0000e0d5.67fe667b.01.01",
  time: "20260316 10:00:01 US/Eastern",
  account: "DU1234567",
  executionExchange: "CBOE",
  side: "BOT",
  quantity: 2,
  price: 2.35,
  permId: 1_376_327_563,
  clientId: 1,
  liquidation: 0,
  cumulativeQuantity: 2,
  averagePrice: 2.35,
  orderRef: "",
  evRule: "",
  evMultiplier: 0,
  modelCode: "",
  lastLiquidity: 2,
  pendingPriceRevision: false,
} as const;

const COMMISSION = {
  execId: EXECUTION.execId,
  commission: 1.3,
  currency: "USD",
  realisedProfit: null,
  yield: null,
  yieldRedemptionDate: "",
} as const;

type Golden = readonly [frame: Buffer, text: string];

const STARTUP: readonly Golden[] = [
  [encodeReply("managedAccounts", { accounts: "DU1234567,DU7654321" }, 193), "15|1|DU1234567,DU7654321|"],
  [encodeReply("nextValidId", { orderId: 1 }, 193), "9|1|1|"],
  [
    encodeReply("error", error(-1, 2104, "Market data farm connection is OK:usopt"), 193),
    "4|2|-1|2104|Market data farm connection is OK:usopt||",
  ],
  [
    encodeReply("error", error(-1, 2158, "Sec-def data farm connection is OK:secdefil"), 165),
    "4|2|-1|2158|Sec-def data farm connection is OK:secdefil|",
  ],
];

const EXECUTION_TEXT =
  "0000e0d5.67fe667b.01.01|20260316 10:00:01 US/Eastern|DU1234567|CBOE|BOT|2|2.35|1376327563|1|0|2|2.35|||0|";
const OPTION_TEXT = "500100|LBX|OPT|20260320|100|C|100|SMART|USD|LBX   260320C00100000|LBX|";

const FILL: readonly Golden[] = [
  [encodeReply("openOrder", openOrder("PreSubmitted"), 193), openOrderText("PreSubmitted")],
  [
    encodeReply("orderStatus", orderStatus("PreSubmitted", 0), 193),
    "3|7|PreSubmitted|0|2|0|1376327563|0|0|1||0|",
  ],
  [encodeReply("execution", EXECUTION, 193), `11|-1|7|${OPTION_TEXT}${EXECUTION_TEXT}|2|0|`],
  [encodeReply("execution", EXECUTION, 135), `11|10|-1|7|${OPTION_TEXT}${EXECUTION_TEXT}|`],
  [encodeReply("openOrder", openOrder("Filled"), 193), openOrderText("Filled")],
  [encodeReply("orderStatus", orderStatus("Filled", 2), 193), "3|7|Filled|2|0|2.35|1376327563|0|2.35|1||0|"],
  [encodeReply("commissionReport", COMMISSION, 193), `59|1|0000e0d5.67fe667b.01.01|1.3|USD|${MAX}|${MAX}||`],
];

const CANCEL: readonly Golden[] = [
  [
    encodeReply("orderStatus", orderStatus("PendingCancel", 0), 130),
    "3|6|7|PendingCancel|0|2|0|1376327563|0|0|1||",
  ],
  [encodeReply("orderStatus", orderStatus("Cancelled", 0), 193), "3|7|Cancelled|0|2|0|1376327563|0|0|1||0|"],
  [
    encodeReply("error", error(7, 202, "Order Canceled - reason:"), 193),
    "4|2|7|202|Order Canceled - reason:||",
  ],
];

describe("the frames", () => {
  it.each([
    ["of a startup", STARTUP],
    ["of a fill", FILL],
    ["of a cancel", CANCEL],
  ] as const)("%s are byte for byte these", (_, goldens) => {
    for (const [frame, text] of goldens) {
      expect(frame.toString("latin1")).toBe(frameOf(text).toString("latin1"));
    }
  });
});

import { isTradingDay, newYorkInstant, sessionOf } from "../venue/calendar.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { parseClientDate, parseClientTime } from "./client-time.ts";
import { type NamedMoment, type OrderTerms, TIMES_IN_FORCE, type TimeInForce } from "./order.ts";
import { type Checked, failed, invalid, notOffered, type OrderFault, passed } from "./order-fault.ts";

/** [D]; the words name what clients of that code are told. */
const BAD_TIME: OrderFault = {
  code: 337,
  message:
    "The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xx/xxxx " +
    "where yyyymmdd and xx/xxxx are optional.",
};

export type OrderTimes = Pick<OrderTerms, "tif" | "goodTill" | "goodAfter">;

function checkTimeInForce(values: PlaceOrderValues): Checked<TimeInForce> {
  const tif = values.tif === "" ? "DAY" : values.tif;
  const known = TIMES_IN_FORCE.find((candidate) => candidate === tif);
  if (known === undefined) return failed(notOffered(`time in force ${tif}`));
  const atClose = values.orderType === "MOC" || values.orderType === "LOC";
  if (atClose && known !== "DAY") {
    return failed({ code: 113, message: "The Tif option should be set to DAY for MOC and LOC orders." });
  }
  return passed(known);
}

/** A date alone means the close of that day [D]. */
function goodTillMoment(text: string): number | null {
  const date = parseClientDate(text);
  if (date === null) return parseClientTime(text);
  return isTradingDay(date) ? sessionOf(date).close : newYorkInstant(date, 16 * 3_600_000);
}

function checkGoodTill(values: PlaceOrderValues, tif: TimeInForce, now: number): Checked<NamedMoment | null> {
  if (tif !== "GTD") {
    if (values.goodTillDate === "") return passed(null);
    return failed(invalid("A good-till date needs the time in force GTD"));
  }
  if (values.goodTillDate === "") return failed(invalid("The time in force GTD needs a good-till date"));
  const at = goodTillMoment(values.goodTillDate);
  if (at === null) return failed(BAD_TIME);
  if (at <= now) return failed({ code: 334, message: "Invalid Good Till Date order" });
  return passed({ at, text: values.goodTillDate });
}

function checkGoodAfter(values: PlaceOrderValues): Checked<NamedMoment | null> {
  if (values.goodAfterTime === "") return passed(null);
  const at = parseClientTime(values.goodAfterTime);
  return at === null ? failed(BAD_TIME) : passed({ at, text: values.goodAfterTime });
}

/** How long the order stands, and from when on. */
export function checkTimes(values: PlaceOrderValues, now: number): Checked<OrderTimes> {
  const tif = checkTimeInForce(values);
  if (!tif.ok) return tif;
  const goodTill = checkGoodTill(values, tif.value, now);
  if (!goodTill.ok) return goodTill;
  const goodAfter = checkGoodAfter(values);
  if (!goodAfter.ok) return goodAfter;
  return passed({ tif: tif.value, goodTill: goodTill.value, goodAfter: goodAfter.value });
}

import type { ReplyValues } from "../../wire/reply-layouts.ts";
import type { BondListing } from "../listing.ts";
import { listOf, type Rules, tickOf } from "./detailed-listing.ts";
import { toldDate } from "./told-dates.ts";
import { UnlistedError } from "./unlisted-error.ts";

/** A bond's listing. Throws `UnlistedError` when its maturity is no date. */
export function detailedBond(details: ReplyValues<"bondContractDetails">, rules: Rules): BondListing {
  const { conId, symbol, currency, tradingClass, longName, description, coupon, cusip } = details;
  const maturity = toldDate(details.maturity);
  if (maturity === null)
    throw new UnlistedError("maturity", `${JSON.stringify(details.maturity)} is no date`);
  const securityIds = details.securityIds.map(({ tag, value }) => ({ type: tag, id: value }));
  const exchanges = listOf(details.validExchanges);
  return {
    kind: "bond",
    conId,
    symbol,
    localSymbol: symbol,
    longName: longName === "" ? description : longName,
    currency,
    primaryExchange: details.exchange,
    tradingClass,
    multiplier: 1,
    minTick: tickOf(details.minTick),
    rule: rules.get(Number(listOf(details.marketRuleIds)[0] ?? Number.NaN)),
    exchanges: exchanges.length > 0 ? exchanges : undefined,
    securityIds,
    securityId: cusip === "" ? (securityIds[0]?.id ?? "") : cusip,
    maturity,
    coupon,
    issued: toldDate(details.issueDate) ?? undefined,
    bondType: details.bondType === "" ? undefined : details.bondType,
  };
}

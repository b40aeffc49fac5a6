import {
  type Contract as WireContract,
  type ContractDescription,
  type ContractDetails,
  EventName,
  type IBApi,
  SecType,
} from "@stoqey/ib";
import type { Contract, OptionContract, Right, StockContract } from "@legbook/domain";
import type { SymbolMatch } from "../../ports/broker-gateway.ts";
import { type Listening, reading } from "./listening.ts";
import { amount, compactDate, integer, nonEmpty, text, UnreadableValue } from "./values.ts";

const RIGHTS: Readonly<Record<string, Right>> = { C: "call", P: "put" };

export function listenContracts(api: IBApi, listening: Listening): void {
  api.on(
    EventName.contractDetails,
    reading(listening, "contractDetails", (requestId: number, details: ContractDetails) => {
      const contract = readDetails(details);
      if (contract.kind === "stock") listening.report({ kind: "stockDetails", requestId, contract });
      else listening.report({ kind: "optionDetails", requestId, contract });
    }),
  );
  api.on(
    EventName.contractDetailsEnd,
    reading(listening, "contractDetailsEnd", (requestId: number) =>
      listening.report({ kind: "detailsEnd", requestId }),
    ),
  );
  api.on(
    EventName.symbolSamples,
    reading(listening, "symbolSamples", (requestId: number, found: ContractDescription[]) => {
      const matches = found.filter(({ contract }) => contract?.secType === SecType.STK).map(readMatch);
      listening.report({ kind: "symbolMatches", requestId, matches });
    }),
  );
  listenChainParameters(api, listening);
}

function listenChainParameters(api: IBApi, listening: Listening): void {
  const parse = (
    requestId: number,
    exchange: string,
    _underlyingConId: number,
    tradingClass: string,
    // The library declares text and delivers a number.
    multiplier: string | number,
    expirations: string[],
    strikes: number[],
  ): void => {
    listening.report({
      kind: "chainParameters",
      requestId,
      parameters: {
        exchange: nonEmpty(exchange, "exchange"),
        tradingClass: nonEmpty(tradingClass, "tradingClass"),
        multiplier: integer(Number(multiplier), "multiplier"),
        expiries: expirations.map((date) => compactDate(date, "expiration")),
        strikes: strikes.map((strike) => amount(strike, "strike")),
      },
    });
  };
  api.on(
    EventName.securityDefinitionOptionParameter,
    reading(listening, "securityDefinitionOptionParameter", parse),
  );
  api.on(
    EventName.securityDefinitionOptionParameterEnd,
    reading(listening, "securityDefinitionOptionParameterEnd", (requestId: number) => {
      listening.report({ kind: "chainParametersEnd", requestId });
    }),
  );
}

function readMatch({ contract, derivativeSecTypes }: ContractDescription): SymbolMatch {
  return {
    conId: integer(contract?.conId, "conId"),
    symbol: nonEmpty(contract?.symbol, "symbol"),
    // Absent before server version 176.
    description: contract?.description ?? "",
    primaryExchange: text(contract?.primaryExch, "primaryExchange"),
    currency: text(contract?.currency, "currency"),
    hasOptions: derivativeSecTypes?.some((type) => type === SecType.OPT) ?? false,
  };
}

function readDetails({ contract, minTick, underConId }: ContractDetails): Contract {
  const tick = amount(minTick, "minTick");
  if (contract.secType === SecType.STK) return readStock(contract, tick);
  if (contract.secType === SecType.OPT)
    return readOption(contract, tick, integer(underConId, "underlyingConId"));
  throw new UnreadableValue("securityType", contract.secType);
}

export function readStock(contract: WireContract, minTick: StockContract["minTick"]): StockContract {
  return {
    kind: "stock",
    conId: integer(contract.conId, "conId"),
    symbol: nonEmpty(contract.symbol, "symbol"),
    exchange: text(contract.exchange, "exchange"),
    primaryExchange: contract.primaryExch ?? "",
    currency: nonEmpty(contract.currency, "currency"),
    minTick,
  };
}

export function readOption(
  contract: WireContract,
  minTick: OptionContract["minTick"],
  underlyingConId: number,
): OptionContract {
  const right = RIGHTS[contract.right ?? ""];
  if (right === undefined) throw new UnreadableValue("right", contract.right);
  return {
    kind: "option",
    conId: integer(contract.conId, "conId"),
    symbol: nonEmpty(contract.symbol, "symbol"),
    underlyingConId,
    tradingClass: text(contract.tradingClass, "tradingClass"),
    localSymbol: text(contract.localSymbol, "localSymbol"),
    // The field of its own came with server version 182; the other may carry a time of day behind the date.
    expiry: compactDate(contract.lastTradeDate || contract.lastTradeDateOrContractMonth, "lastTradeDate"),
    strike: amount(contract.strike, "strike"),
    right,
    multiplier: integer(contract.multiplier, "multiplier"),
    exchange: text(contract.exchange, "exchange"),
    currency: nonEmpty(contract.currency, "currency"),
    minTick,
  };
}

import { expect, it } from "vitest";
import {
  GOOG,
  orderRequested,
  positionReported,
  PUT_740,
  PUT_745,
  TEN_O_CLOCK,
  verticalLegs,
  viewsAfter,
} from "../testing/index.ts";
import { contractOf, underlyingOf, wordsOf } from "./query.ts";
import { orderWords } from "./words.ts";

it("knows contracts from the chain, from positions and from the legs of orders", () => {
  const views = viewsAfter([
    { type: "UnderlyingReported", data: { symbol: "GOOG", contract: GOOG } },
    positionReported(PUT_745, 1, 435),
    orderRequested("o1", { legs: verticalLegs(PUT_740, PUT_745) }),
  ]);
  expect(underlyingOf(views.contracts, "GOOG")).toEqual(GOOG);
  expect([PUT_740, PUT_745].map(({ conId }) => contractOf(views.contracts, conId))).toEqual([
    PUT_740,
    PUT_745,
  ]);
});

it("lets the chain's description replace the one of a position", () => {
  const better = { ...PUT_745, exchange: "SMART", minTick: PUT_745.minTick };
  const views = viewsAfter([
    positionReported({ ...PUT_745, exchange: "" }, 1, 435),
    {
      type: "ExpiryContractsReported",
      data: { symbol: "GOOG", expiry: PUT_745.expiry, contracts: [better] },
    },
    positionReported({ ...PUT_745, exchange: "" }, 2, 435),
    {
      type: "LineOpened",
      data: { contract: { ...PUT_745, exchange: "" }, requestId: 1, purpose: "chain", usedAt: TEN_O_CLOCK },
    },
  ]);
  expect(contractOf(views.contracts, PUT_745.conId)).toEqual(better);
});

it("names a contract with its year, and an unknown one by its id", () => {
  const views = viewsAfter([positionReported(PUT_745, 1, 435)]);
  expect([wordsOf(views.contracts, PUT_745.conId), wordsOf(views.contracts, 5)]).toEqual([
    "GOOG 15 Jan 2016 745 put",
    "contract 5",
  ]);
});

it("says an order's legs with the sold one first", () => {
  expect(orderWords(verticalLegs(PUT_740, PUT_745), 2)).toEqual([
    "Sell 2 GOOG 15 Jan 745 put",
    "Buy 2 GOOG 15 Jan 740 put",
  ]);
});

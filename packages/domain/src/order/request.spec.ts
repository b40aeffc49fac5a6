import { describe, expect, it } from "vitest";
import { money } from "../testing/fixtures.ts";
import { specification } from "../testing/given-when-then.ts";
import { orderContext } from "../testing/order-chain.ts";
import { ORDER_REF, orderTerms, placed, requested, working } from "../testing/order-events.ts";
import type { OrderContext, OrderTerms } from "./commands.ts";
import { order } from "./decide.ts";
import type { OrderEvent } from "./events.ts";

const spec = specification(order);

function ask(changes: Partial<OrderTerms> = {}, context: Partial<OrderContext> = {}) {
  return spec.when({ type: "RequestOrder", data: orderTerms(changes) }, orderContext(context));
}

describe("a request for a vertical", () => {
  it("becomes an order with its legs bought long and sold short", () => {
    const state = ask().then(requested());
    expect(state).toMatchObject({ phase: "requested", remaining: 2, filled: 0 });
  });

  it("takes puts, mid and natural prices, and good till cancelled", () => {
    const state = ask({ right: "put", price: { kind: "natural" }, timeInForce: "gtc", purpose: "preview" });
    expect(state).toBeDefined();
    const outcome = order.decide(
      order.initial,
      {
        type: "RequestOrder",
        data: orderTerms({ right: "put", price: { kind: "mid" }, timeInForce: "gtc" }),
      },
      orderContext(),
    );
    expect(outcome).toMatchObject({
      events: [
        {
          data: {
            price: { kind: "mid" },
            timeInForce: "gtc",
            legs: [{ contract: { right: "put" } }, { action: "sell" }],
          },
        },
      ],
    });
  });

  it("asked for again with the same terms is the same order, at any later time and by whomever", () => {
    for (const given of [[requested()], placed, working]) {
      spec
        .given(...given)
        .when(
          { type: "RequestOrder", data: orderTerms({ requestedBy: "user:bob" }) },
          orderContext({ chain: null }),
        )
        .thenNothing();
    }
    spec
      .given(requested())
      .when({ type: "RequestOrder", data: orderTerms({ longStrike: "745.00" }) }, orderContext())
      .thenNothing();
  });

  it("never takes other terms under a reference that was used", () => {
    const others: Partial<OrderTerms>[] = [
      { quantity: 3 },
      { purpose: "preview" },
      { longStrike: "740" },
      { shortStrike: "755" },
      { price: { kind: "limit", price: "2.10" } },
      { price: { kind: "mid" } },
      { timeInForce: "gtc" },
      { right: "put" },
      { expiry: "2016-02-19" },
      { account: "DU2" },
      { symbol: "SPY" },
    ];
    for (const changes of others) {
      spec
        .given(...placed)
        .when({ type: "RequestOrder", data: orderTerms(changes) }, orderContext())
        .thenRefused("order.ref-reused");
    }
  });

  it("that was refused stays refused under its reference, with the same terms or with others", () => {
    const refused: OrderEvent = {
      type: "OrderRefused",
      data: {
        orderRef: ORDER_REF,
        refusal: ask({ quantity: Number.NaN }).thenRefused("order.quantity-not-whole"),
        terms: { ...orderTerms({ quantity: Number.NaN }), price: "2.05" },
      },
    };
    const given = spec.given(refused);
    expect(given.state.phase).toBe("refused");
    given
      .when({ type: "RequestOrder", data: orderTerms({ quantity: Number.NaN }) }, orderContext())
      .thenNothing();
    given
      .when({ type: "RequestOrder", data: orderTerms({ quantity: 2 }) }, orderContext())
      .thenRefused("order.ref-reused");
  });
});

describe("a request is refused, with the field and the way out, for", () => {
  it("a symbol whose chain is not known", () => {
    expect(ask({ symbol: "GOGO" }, { chain: null }).thenRefused("order.symbol-unknown")).toMatchObject({
      field: "symbol",
      inputs: { symbol: "GOGO" },
    });
    expect(ask({ symbol: "SPY" }).thenRefused("order.symbol-unknown").field).toBe("symbol");
  });

  it("an account that is not allowed", () => {
    expect(ask({ account: "U9" }).thenRefused("order.account-not-allowed")).toMatchObject({
      field: "account",
      remedy: "Use DU1.",
    });
    ask({}, { accountsAllowed: [] }).thenRefused("order.account-not-allowed");
  });

  it("an expiry that is no date, is past, or is not listed", () => {
    for (const expiry of ["20160115", "2016-02-30", "", "soon"]) {
      expect(ask({ expiry }).thenRefused("order.expiry-malformed")).toMatchObject({
        field: "expiry",
        remedy: "Nearest listed: 2016-01-15.",
      });
    }
    ask({ expiry: "2015-12-18" }).thenRefused("order.expiry-expired");
    expect(ask({ expiry: "2016-01-22" }).thenRefused("order.expiry-not-listed").remedy).toBe(
      "Nearest listed: 2016-01-15, 2016-02-19.",
    );
  });

  it("options that expire today are still live, the day after not", () => {
    spec
      .when({ type: "RequestOrder", data: orderTerms() }, orderContext({ today: "2016-01-15" as never }))
      .then(requested());
    spec
      .when({ type: "RequestOrder", data: orderTerms() }, orderContext({ today: "2016-01-16" as never }))
      .thenRefused("order.expiry-expired");
  });

  it("a right that is neither call nor put", () => {
    for (const right of ["C", "Call", ""])
      expect(ask({ right }).thenRefused("order.right-unknown").field).toBe("right");
  });

  it("a strike that is no decimal, or not in the chain: the nearest ones are named", () => {
    for (const strike of ["", "7e2", "NaN", "-745", "0", "745,5"]) {
      expect(ask({ longStrike: strike }).thenRefused("order.strike-malformed").field).toBe("longStrike");
    }
    expect(ask({ shortStrike: "748" }).thenRefused("order.strike-not-in-chain")).toMatchObject({
      field: "shortStrike",
      remedy: "Nearest strikes: 745.00, 747.50, 750.00, 755.00.",
    });
    expect(ask({ longStrike: "900" }).thenRefused("order.strike-not-in-chain").remedy).toBe(
      "Nearest strikes: 750.00, 755.00.",
    );
    expect(ask({ expiry: "2016-02-19" }).thenRefused("order.strike-not-in-chain").remedy).toBe(
      "Load the options of 2016-02-19 first.",
    );
  });

  it("two legs with one strike", () => {
    expect(ask({ shortStrike: "745.00" }).thenRefused("order.legs-identical")).toMatchObject({
      field: "shortStrike",
      remedy: "Nearest other strikes: 742.50, 747.50, 750.00.",
    });
  });

  it("a quantity that is broken, not positive or absurd", () => {
    for (const quantity of [1.5, Number.NaN, Number.POSITIVE_INFINITY])
      ask({ quantity }).thenRefused("order.quantity-not-whole");
    for (const quantity of [0, -2]) ask({ quantity }).thenRefused("order.quantity-not-positive");
    expect(ask({ quantity: 10_001 }).thenRefused("order.quantity-absurd")).toMatchObject({
      field: "quantity",
      limit: "1 to 10000, whole",
    });
  });

  it("a limit price that is no plain decimal", () => {
    for (const price of ["", "NaN", "2e0", "1,35", "+2", "Infinity", "2.0500001"]) {
      expect(ask({ price: { kind: "limit", price } }).thenRefused("order.limit-price-malformed").field).toBe(
        "price",
      );
    }
  });

  it("a limit price with the sign of the other side", () => {
    const refusal = ask({ price: { kind: "limit", price: "-2.05" } }).thenRefused("order.limit-price-sign");
    expect(refusal.remedy).toBe("Use 2.05, or exchange the long and the short strike.");
    const credit = { longStrike: "750", shortStrike: "745" };
    ask({ ...credit, price: { kind: "limit", price: "2.05" } }).thenRefused("order.limit-price-sign");
    const puts = { right: "put", longStrike: "750", shortStrike: "745" };
    ask({ ...puts, price: { kind: "limit", price: "-2.05" } }).thenRefused("order.limit-price-sign");
  });

  it("a limit price outside what the spread can be worth", () => {
    expect(
      ask({ price: { kind: "limit", price: "5.05" } }).thenRefused("order.limit-price-outside-width").remedy,
    ).toBe("Use a price from 0.00 to 5.00.");
    const credit = { longStrike: "750", shortStrike: "745" };
    expect(
      ask({ ...credit, price: { kind: "limit", price: "-5.05" } }).thenRefused(
        "order.limit-price-outside-width",
      ).remedy,
    ).toBe("Use a price from -5.00 to 0.00.");
  });

  it("a limit price off the tick: the two nearest are named, none of them outside the width", () => {
    expect(
      ask({ price: { kind: "limit", price: "2.07" } }).thenRefused("order.limit-price-off-tick").remedy,
    ).toBe("Use 2.05 or 2.10.");
    const credit = { longStrike: "750", shortStrike: "745" };
    expect(
      ask({ ...credit, price: { kind: "limit", price: "-2.07" } }).thenRefused("order.limit-price-off-tick")
        .remedy,
    ).toBe("Use -2.10 or -2.05.");
    expect(
      ask({ price: { kind: "limit", price: "4.98" } }, { tick: money(0.3) }).thenRefused(
        "order.limit-price-off-tick",
      ).remedy,
    ).toBe("Use 4.80.");
  });

  it("a time in force that is neither day nor gtc", () => {
    expect(ask({ timeInForce: "IOC" }).thenRefused("order.time-in-force-unknown").field).toBe("timeInForce");
  });

  it("nothing at all at the ends of the width and at a price of 0", () => {
    for (const price of ["0", "0.00", "5", "5.00"])
      ask({ price: { kind: "limit", price } }).then(
        requested({ price: { kind: "limit", price: money(Number(price)) } }),
      );
  });
});

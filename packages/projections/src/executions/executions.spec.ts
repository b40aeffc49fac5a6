import { describe, expect, it } from "vitest";
import {
  commission,
  execution,
  legFills,
  orderRef,
  placed,
  PUT_745,
  units,
  viewsAfter,
} from "../testing/index.ts";
import { executionsOf, executionsPage } from "./query.ts";

const page = (views: ReturnType<typeof viewsAfter>) => executionsPage(views, { first: 10, after: null });

describe("executions", () => {
  it("are listed newest first, with the contract in words", () => {
    const { nodes, totalCount } = page(viewsAfter([...placed("o1"), ...legFills("o1", "x")]));
    expect([totalCount, nodes.map(({ words }) => words)]).toEqual([
      2,
      ["GOOG 15 Jan 2016 745 put", "GOOG 15 Jan 2016 740 put"],
    ]);
  });

  it("that the gateway reports again after a reconnection are one", () => {
    const fills = legFills("o1", "x");
    expect(page(viewsAfter([...placed("o1"), ...fills, ...fills])).totalCount).toBe(2);
  });

  it("are replaced by their correction, in their place, which says what it corrects", () => {
    const { nodes } = page(
      viewsAfter([
        ...placed("o1"),
        execution("o1", "x.a.01.01", { price: units(3) }),
        execution("o1", "x.b.01.01"),
        execution("o1", "x.a.01.02", { price: units(2.95) }),
      ]),
    );
    expect(nodes.map(({ execId, price, corrects }) => [execId, price, corrects])).toEqual([
      ["x.b.01.01", units(3), []],
      ["x.a.01.02", units(2.95), ["x.a.01.01"]],
    ]);
  });

  it("are not undone by an original that arrives after its correction", () => {
    const { nodes } = page(
      viewsAfter([
        ...placed("o1"),
        execution("o1", "x.a.01.02", { price: units(2.95) }),
        execution("o1", "x.a.01.01"),
      ]),
    );
    expect(nodes.map(({ price }) => price)).toEqual([units(2.95)]);
  });

  it("get their commission whether it comes after or before them", () => {
    const requested = placed("o1");
    for (const events of [
      [...requested, execution("o1", "x.a.01.01"), commission("o1", "x.a.01.01")],
      [...requested, commission("o1", "x.a.01.01"), execution("o1", "x.a.01.01")],
    ]) {
      expect(page(viewsAfter(events)).nodes[0]?.commission).toEqual({ amount: units(0.7), currency: "USD" });
    }
  });

  it("keep a corrected commission", () => {
    const { nodes } = page(
      viewsAfter([
        ...placed("o1"),
        execution("o1", "x.a.01.01"),
        commission("o1", "x.a.01.01"),
        commission("o1", "x.a.01.02", 0.9),
        execution("o1", "x.a.01.02"),
        commission("o1", "x.a.01.01"),
      ]),
    );
    expect(nodes[0]?.commission?.amount).toBe(units(0.9));
  });

  it("are found by their order", () => {
    const views = viewsAfter([
      ...placed("o1"),
      ...placed("o2"),
      execution("o1", "x.a.01.01"),
      execution("o2", "y.a.01.01", { conId: PUT_745.conId }),
    ]);
    expect(executionsOf(views.executions, orderRef("o2")).map(({ execId }) => execId)).toEqual(["y.a.01.01"]);
  });
});

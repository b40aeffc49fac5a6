import { expect, it } from "vitest";
import { fieldOf } from "./refusal-field.ts";

const refusal = (field: string | null) => ({
  code: "x",
  message: "",
  field,
  inputs: {},
  limit: null,
  remedy: "",
});

it("shows a refusal at the field that it names, and at the order when it names none of the ticket's", () => {
  expect(fieldOf(refusal("input.limitPrice"))).toBe("limitPrice");
  expect(fieldOf(refusal("quantity"))).toBe("quantity");
  expect(fieldOf(refusal("longStrike"))).toBe("legs");
  expect(fieldOf(refusal("account"))).toBe("order");
  expect(fieldOf(refusal(null))).toBe("order");
});

import { describe, expect, it } from "vitest";
import { creditSentence, sentence } from "./sentences.ts";

describe("the engine's sentences", () => {
  it("are shown with a true minus, thousands and seconds, and names stay as they are", () => {
    expect(sentence("-0.52 is 12000.00 USD, web-1 of 2026-01-15")).toBe(
      "−0.52 is 12,000.00 USD, web-1 of 2026-01-15",
    );
    expect(sentence("quoted at most 60000 ms ago")).toBe("quoted at most 60 s ago");
    expect(sentence(null)).toBe("");
  });

  it("speak of a credit as its field does, without a sign", () => {
    expect(creditSentence("-0.515 is not a multiple of 0.01.")).toBe("0.515 is not a multiple of 0.01.");
    expect(creditSentence("Use -0.52 or -0.51.")).toBe("Use 0.52 or 0.51.");
    expect(creditSentence("Use a price from -5.00 to 0.00.")).toBe("Use a price from 0.00 to 5.00.");
    expect(creditSentence("Use at most -1.20.")).toBe("Use at least 1.20.");
  });
});

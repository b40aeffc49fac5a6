import { expect, it } from "vitest";
import { escaped } from "./escaped.ts";

it("makes no tag, no entity and no end of an attribute of what is text", () =>
  expect(escaped(`<a href="x">R&D &amp; 'more'</a>`)).toBe(
    "&lt;a href=&quot;x&quot;&gt;R&amp;D &amp;amp; 'more'&lt;/a&gt;",
  ));

/**
 * How a payload stands in a line: as its fields where it is NUL-terminated text, as text where it has no NUL, else in
 * base64. Which one is decided by the bytes alone, so that the same bytes are always written alike and none is lost.
 */
export type PayloadText =
  | { readonly fields: string[] }
  | { readonly text: string }
  | { readonly base64: string };

const NUL = 0;

export function payloadText(payload: Buffer): PayloadText {
  const text = payload.toString("utf8");
  // What is no UTF-8 decodes to replacement characters, which do not encode to what was there.
  if (payload.length > 0 && Buffer.from(text).equals(payload)) {
    if (payload.at(-1) === NUL) return { fields: text.slice(0, -1).split("\0") };
    if (!text.includes("\0")) return { text };
  }
  return { base64: payload.toString("base64") };
}

export function payloadBytes(written: PayloadText): Buffer {
  if ("fields" in written) return Buffer.from(`${written.fields.join("\0")}\0`);
  return "text" in written ? Buffer.from(written.text) : Buffer.from(written.base64, "base64");
}

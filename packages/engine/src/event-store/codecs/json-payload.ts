const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** JSON as UTF-8 bytes. A negative zero is written as zero: JSON readers disagree about its sign. */
export function encodeJson(data: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(data), "utf8");
}

/** Throws `RangeError` for malformed UTF-8 or JSON, and for a negative zero, which `encodeJson` never writes. */
export function decodeJson(payload: Uint8Array): unknown {
  try {
    const text = utf8.decode(payload);
    if (MINUS_ZERO_AFTER_MARK.test(text) && hasNegativeZero(text))
      throw new RangeError("a number is minus zero");
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RangeError(`not JSON: ${error.message}`, { cause: error });
    if (error instanceof TypeError) throw new RangeError("not UTF-8", { cause: error });
    throw error;
  }
}

/** What precedes a number in JSON, then a minus zero: true for some strings too, but never for dates and references. */
const MINUS_ZERO_AFTER_MARK = /(?:^|[:,[\s])-0(?:\.0+)?(?:[eE][+-]?\d+)?(?![\d.eE])/;

function hasNegativeZero(text: string): boolean {
  const withoutStrings = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return /(?<![eE])-0(?:\.0+)?(?:[eE][+-]?\d+)?(?![\d.eE])/.test(withoutStrings);
}

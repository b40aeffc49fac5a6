/** Words of the short form that take one value; all else before them are the action's parameters. */
const WORDS = ["at", "after", "since", "on", "nth", "every", "chance", "client", "times", "for", "until"];

/** A text that is no fault in its short form. */
export class FaultTextError extends Error {
  override readonly name = "FaultTextError";
}

/** Words, `"quoted words"` and `name="quoted words"`. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = /\s*((?:[^\s"]|"(?:[^"\\]|\\.)*")+)|\s*$/gy;
  for (let match = pattern.exec(text); match?.[1] !== undefined; match = pattern.exec(text)) {
    tokens.push(match[1]);
  }
  if (pattern.lastIndex < text.trimEnd().length) {
    throw new FaultTextError(`cannot be read from: ${text.slice(pattern.lastIndex).trim()}`);
  }
  return tokens;
}

/** Numbers and yes/no as such; everything else, and what is quoted, as text. Commas make a list. */
function valueOf(text: string): unknown {
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return text.includes(",") ? text.split(",").map(valueOf) : text;
}

function pairOf(token: string): readonly [string, unknown] {
  const at = token.indexOf("=");
  if (at < 1) throw new FaultTextError(`${token}: expected NAME=VALUE or one of ${WORDS.join(", ")}, where`);
  return [token.slice(0, at), valueOf(token.slice(at + 1))];
}

/**
 * A fault's short form, for command lines: the action, its parameters as `name=value`, then words with their values.
 * `error code=201 message="no" on placeOrder nth 2 where orderType=LMT for 30s`. Gives what the schema checks.
 * Throws `FaultTextError`.
 */
export function parseFaultText(text: string): Readonly<Record<string, unknown>> {
  const [action, ...tokens] = tokensOf(text);
  if (action === undefined) throw new FaultTextError("is empty");
  const fault: Record<string, unknown> = { do: action };
  const parameters: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  let pairs = parameters;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as string;
    if (token === "where") pairs = wanted;
    else if (WORDS.includes(token)) {
      index += 1;
      const value = tokens[index];
      if (value === undefined) throw new FaultTextError(`${token}: nothing follows`);
      fault[token] = valueOf(value);
    } else {
      const [name, value] = pairOf(token);
      pairs[name] = value;
    }
  }
  if (Object.keys(parameters).length > 0) fault["with"] = parameters;
  if (Object.keys(wanted).length > 0) fault["where"] = wanted;
  return fault;
}

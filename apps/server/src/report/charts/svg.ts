import { escaped } from "@legbook/api/html";

type Value = string | number;

/** An element with attributes; children are markup already. Numbers are cut to a tenth: a pixel's tenth is not seen. */
export function element(
  name: string,
  attributes: Readonly<Record<string, Value>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? short(value) : escaped(value)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function text(
  x: number,
  y: number,
  words: string,
  attributes: Readonly<Record<string, Value>> = {},
): string {
  return element("text", { x, y, ...attributes }, escaped(words));
}

/** The whole picture, for readers of screens too. */
export function picture(
  width: number,
  height: number,
  { title, description }: { readonly title: string; readonly description: string },
  parts: readonly string[],
): string {
  const box = `0 0 ${width} ${height}`;
  const named = [element("title", {}, escaped(title)), element("desc", {}, escaped(description))];
  return element(
    "svg",
    { viewBox: box, role: "img", class: "chart", xmlns: "http://www.w3.org/2000/svg" },
    ...named,
    ...parts,
  );
}

/** Points as a path; `steps` holds each value until the next point. */
export function path(points: readonly (readonly [number, number])[], shape: "lines" | "steps"): string {
  let drawn = "";
  let height = 0;
  for (const [place, [x, y]] of points.entries()) {
    if (place === 0) drawn = `M${short(x)} ${short(y)}`;
    else if (shape === "steps") drawn += `L${short(x)} ${short(height)}L${short(x)} ${short(y)}`;
    else drawn += `L${short(x)} ${short(y)}`;
    height = y;
  }
  return drawn;
}

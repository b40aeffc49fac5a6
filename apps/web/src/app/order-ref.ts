/**
 * A new order's reference: at most 40 letters, digits and hyphens, random enough never to be made twice.
 * `crypto.randomUUID` needs a secure origin; this does not.
 */
export function newOrderRef(prefix: "web" | "preview"): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${prefix}-${text}`;
}

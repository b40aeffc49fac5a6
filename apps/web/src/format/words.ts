/** A rule's, input's or reason's name in words: "order-value" and "orderValue" both read "Order value". */
export function inWords(name: string): string {
  const words = name
    .replaceAll(/[-_.]/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

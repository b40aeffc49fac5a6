/**
 * Randomness as a function: the same seed and keys give the same number, whenever and in whatever order they are
 * asked for. The built-in market and the fills are thus the same for the same seed at the same market times.
 */

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The finaliser of MurmurHash3: each bit of the key moves half of the result's. */
function avalanche(key: number): number {
  let mixed = key;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** 32 bits that depend on every key (integers; those above 32 bits count with both halves). */
export function hashNumbers(...keys: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const key of keys) {
    const high = Math.floor(key / 0x1_0000_0000);
    hash = avalanche(Math.imul(hash, 31) ^ (key >>> 0));
    if (high !== 0) hash = avalanche(hash ^ high);
  }
  return hash;
}

/** Uniform in (0, 1). */
export function uniform(...keys: readonly number[]): number {
  return (hashNumbers(...keys) + 0.5) / 0x1_0000_0000;
}

/** Standard normal (Box and Muller 1958). */
export function gaussian(...keys: readonly number[]): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(...keys, 1)));
  return radius * Math.cos(2 * Math.PI * uniform(...keys, 2));
}

/** An integer from `from` to `to`, both included. */
export function between(from: number, to: number, ...keys: readonly number[]): number {
  return from + Math.floor(uniform(...keys) * (to - from + 1));
}

import type { Reader } from "./conflated.ts";

/** A subscription that gives one thing and ends: a refusal. */
export async function* once<Model>(model: Model): AsyncGenerator<Reader<Model>, void, void> {
  yield () => model;
}

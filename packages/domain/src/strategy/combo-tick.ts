import { micros } from "../kernel/money.ts";

/** The step of a combo's price: combos of options are quoted in cents whatever their legs' steps (source: broker's contract notes). */
export const COMBO_TICK = micros(10_000);

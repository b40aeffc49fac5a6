export { type Smile, type SmilePoint, smileVolatility } from "./smile.ts";
export type { SviParameters } from "./svi.ts";

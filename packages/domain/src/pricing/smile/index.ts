export { type CalendarViolation, calendarViolation } from "./calendar.ts";
export {
  fitSmile,
  SMILE_ERROR_MAX,
  SMILE_POINTS_MIN,
  type SmileFailure,
  type SmileInput,
  type SmileResult,
} from "./fit-smile.ts";
export { type Smile, type SmilePoint, smileVolatility } from "./smile.ts";
export { butterflyFunction, type SviParameters } from "./svi.ts";

export {
  createRequestCoordinator,
  REQUEST_ID_FIRST,
  REQUEST_LIMITS,
  type RequestCoordinator,
  type RequestLimits,
} from "./coordinator.ts";
export { GATEWAY_MESSAGES_PER_SECOND } from "./pacing.ts";

export { createTwsGateway, type TwsGatewayOptions } from "./gateway.ts";
export {
  describeErrorCode,
  ERROR_CODES,
  UNREADABLE_MESSAGE_CODE,
  type ErrorCodeDescription,
  type ErrorCodeKind,
} from "./error-codes.ts";

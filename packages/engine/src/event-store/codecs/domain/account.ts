import { z } from "zod";
import { contract } from "./contract.ts";
import { integer, json, microsOrUnset } from "./kernel.ts";

const account = z.string();
const profitAndLoss = { daily: microsOrUnset, unrealised: microsOrUnset, realised: microsOrUnset };

export const ACCOUNT_FORMATS = {
  AccountSummaryReported: json(
    z.strictObject({
      account,
      currency: z.string(),
      netLiquidation: microsOrUnset,
      totalCash: microsOrUnset,
      buyingPower: microsOrUnset,
      availableFunds: microsOrUnset,
      initialMargin: microsOrUnset,
      maintenanceMargin: microsOrUnset,
    }),
  ),
  PositionReported: json(
    z.strictObject({ account, contract, quantity: z.number(), averageCost: microsOrUnset }),
  ),
  AccountProfitAndLossReported: json(z.strictObject({ account, ...profitAndLoss })),
  PositionProfitAndLossReported: json(
    z.strictObject({ account, conId: integer, quantity: z.number(), ...profitAndLoss, value: microsOrUnset }),
  ),
};

import type { InputsTaken } from "@legbook/domain";
import { z } from "zod";
import { decodeInputs, encodeInputs } from "../inputs.ts";

export const INPUTS_FORMATS = {
  InputsTaken: {
    schemaVersion: 1,
    schema: z.custom<InputsTaken>(),
    binary: {
      encode: (data: InputsTaken) => encodeInputs(data),
      decode: (payload: Uint8Array) => decodeInputs(payload),
    },
  },
};

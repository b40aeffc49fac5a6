import { z } from "zod";
import { contract } from "./contract.ts";
import { marketDataType } from "./gateway-connection.ts";
import { epochMs, integer, json } from "./kernel.ts";

const purpose = z.enum(["watch", "scan", "chain", "ticket", "position", "order"]);

export const SUBSCRIPTION_LINES_FORMATS = {
  LineRequested: json(z.strictObject({ conId: integer, purpose, usedAt: epochMs })),
  LineOpened: json(z.strictObject({ contract, requestId: integer, purpose, usedAt: epochMs })),
  LineEvicted: json(
    z.strictObject({ conId: integer, requestId: integer, lastUsedAt: epochMs, inFavourOf: integer }),
  ),
  LineReleased: json(z.strictObject({ conId: integer, requestId: integer })),
  LinePinned: json(z.strictObject({ conId: integer, holder: z.string() })),
  LineUnpinned: json(z.strictObject({ conId: integer, holder: z.string() })),
  LineRefused: json(z.strictObject({ conId: integer, purpose, linesMax: integer, pinned: integer })),
  LineRejectionReported: json(
    z.strictObject({ conId: integer, requestId: integer, code: integer, message: z.string() }),
  ),
  LineDataTypeReported: json(
    z.strictObject({ conId: integer, requestId: integer, dataType: marketDataType }),
  ),
  LinesInvalidated: json(z.strictObject({ cause: z.enum(["newSession", "dataLost"]) })),
  LinesLimitSet: json(z.strictObject({ linesMax: integer, actor: z.string() })),
};

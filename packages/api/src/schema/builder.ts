import SchemaBuilder from "@pothos/core";
import type { EpochMs, IsoDate, Micros, Position } from "@legbook/domain";
import type { ApiContext } from "../context.ts";
import type { Money } from "./money.ts";
import {
  dateScalar,
  dateTimeScalar,
  floatColumnScalar,
  jsonScalar,
  logPositionScalar,
  moneyScalar,
  priceScalar,
} from "./scalars.ts";

/** The one builder to which every part of the schema adds its types. Fields are non-null unless they say so. */
export const builder = new SchemaBuilder<{
  Context: ApiContext;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: EpochMs; Output: EpochMs };
    Date: { Input: IsoDate; Output: IsoDate };
    Price: { Input: Micros; Output: Micros };
    Money: { Input: Money; Output: Money };
    LogPosition: { Input: Position; Output: Position };
    FloatColumn: { Input: readonly (number | null)[]; Output: readonly (number | null)[] };
    JSON: { Input: unknown; Output: unknown };
  };
}>({ defaultFieldNullability: false });

builder.addScalarType("DateTime", dateTimeScalar);
builder.addScalarType("Date", dateScalar);
builder.addScalarType("Price", priceScalar);
builder.addScalarType("Money", moneyScalar);
builder.addScalarType("LogPosition", logPositionScalar);
builder.addScalarType("FloatColumn", floatColumnScalar);
builder.addScalarType("JSON", jsonScalar);

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({
  description:
    "Every subscription begins with the whole; a slow reader gets the newest whole, never a queue.",
});

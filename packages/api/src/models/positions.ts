import type { EpochMs, Micros, Position } from "@legbook/domain";
import {
  positionsView,
  type PositionGroupView,
  type PositionLegView,
  type ViewStates,
} from "@legbook/projections";
import { type Money, money } from "../schema/money.ts";

export interface PositionLegModel extends Pick<
  PositionLegView,
  "conId" | "words" | "quantity" | "bid" | "ask" | "delta" | "quoteAgeMs"
> {
  readonly averageCost: Money | null;
  readonly mark: Micros | null;
  readonly value: Money | null;
  readonly profitOpen: Money | null;
}

type Amounts = "cost" | "value" | "profitOpen" | "profitDay" | "maxGain" | "maxLoss";

export interface PositionGroupModel
  extends Omit<PositionGroupView, Amounts | "legs">, Readonly<Record<Amounts, Money | null>> {
  readonly legs: readonly PositionLegModel[];
}

export interface PositionsModel {
  readonly position: Position | null;
  readonly groups: readonly PositionGroupModel[];
}

function legModel(leg: PositionLegView): PositionLegModel {
  const currency = leg.contract?.currency ?? null;
  return {
    ...leg,
    averageCost: money(leg.averageCost, currency),
    mark: leg.mark.price,
    value: money(leg.value, currency),
    profitOpen: money(leg.profitOpen, currency),
  };
}

function groupModel(group: PositionGroupView): PositionGroupModel {
  const amount = (value: Micros | null): Money | null => money(value, group.currency);
  return {
    ...group,
    legs: group.legs.map(legModel),
    cost: amount(group.cost),
    value: amount(group.value),
    profitOpen: amount(group.profitOpen),
    profitDay: amount(group.profitDay),
    maxGain: amount(group.maxGain),
    maxLoss: amount(group.maxLoss),
  };
}

/** Open positions of one account, or of all for null, in their contracts' currency. */
export function positionsModel(views: ViewStates, account: string | null, now: EpochMs): PositionsModel {
  const { position, groups } = positionsView(views, account, now);
  return { position, groups: groups.map(groupModel) };
}

import type {
  AccountEvent,
  ChainEvent,
  Contract,
  OrderLeg,
  OrderEvent,
  Position,
  SubscriptionLinesEvent,
} from "@legbook/domain";
import { type ViewState, ignored, projection } from "../runner/projection.ts";

/** Every contract that the log describes, by the broker's contract id. */
export interface ContractsState extends ViewState {
  readonly contracts: Map<number, Contract>;
  /** By symbol: the underlying share's contract id. */
  readonly underlyings: Map<string, number>;
}

function remember(state: ContractsState, contract: Contract): boolean {
  state.contracts.set(contract.conId, contract);
  if (contract.kind === "stock") state.underlyings.set(contract.symbol, contract.conId);
  return true;
}

function rememberLegs(state: ContractsState, legs: readonly OrderLeg[]): boolean {
  let changed = false;
  for (const { contract } of legs) {
    if (!state.contracts.has(contract.conId)) changed = remember(state, contract);
  }
  return changed;
}

type Followed =
  | ChainEvent
  | Extract<SubscriptionLinesEvent, { type: "LineOpened" }>
  | Extract<AccountEvent, { type: "PositionReported" }>
  | Extract<OrderEvent, { type: "OrderRequested" | "OrderPlacementIntended" }>;

/** A description from the chain replaces what is known; lines, positions and orders only add what is not. */
export const contracts = projection<ContractsState, Followed>({
  name: "contracts",
  version: 1,
  init: () => ({ position: null as Position | null, contracts: new Map(), underlyings: new Map() }),
  on: {
    ChainRequested: ignored,
    ChainRequestRefused: ignored,
    ChainParametersReported: ignored,
    UnderlyingVolatilityRecorded: ignored,
    UnderlyingReported: (state, { contract }) => remember(state, contract),
    ExpiryContractsReported(state, { contracts }) {
      for (const contract of contracts) remember(state, contract);
      return contracts.length > 0;
    },
    LineOpened: (state, { contract }) => !state.contracts.has(contract.conId) && remember(state, contract),
    PositionReported: (state, { contract }) =>
      !state.contracts.has(contract.conId) && remember(state, contract),
    OrderRequested: (state, { legs }) => rememberLegs(state, legs),
    OrderPlacementIntended: (state, { legs }) => rememberLegs(state, legs),
  },
});

import type { AccountEvent, ChainEvent, CorporateDatesEvent, OrderEvent, RiskEvent } from "@legbook/domain";
import { accountOf, chainOf, type World } from "./world.ts";
import type { PlacedEvent } from "./apply.ts";

/** Takes events back that were tried on a world. */
export interface WorldUndo {
  /** To be told of an event before it is applied. */
  remember(placed: PlacedEvent): void;
  /** The world as it was before the first event that was remembered. */
  undo(): void;
}

export function createWorldUndo(world: World): WorldUndo {
  const steps: (() => void)[] = [];
  return {
    remember: (placed) => void steps.push(wayBack(world, placed)),
    undo() {
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) step();
    },
  };
}

/** What `applyToWorld` changes for an event, as it is now. Throws for a stream that is not known. */
function wayBack(world: World, { stream, event }: PlacedEvent): () => void {
  const { gateway, lines, readyBeats, orderIdHighest, scanPresets } = world;
  const category = stream.slice(0, stream.indexOf("-"));
  switch (category) {
    case "gateway":
      return () => void Object.assign(world, { gateway, readyBeats, orderIdHighest });
    case "lines": {
      const row =
        event.type === "LineRejectionReported" ? world.quotes.rows.get(event.data.conId) : undefined;
      return () => {
        world.lines = lines;
        if (row !== undefined) world.quotes.rows.set(row.conId, row);
      };
    }
    case "order":
      return orderBack(world, event as OrderEvent);
    case "risk":
      return entryBack(world.risk, (event as RiskEvent).data.account);
    case "dates":
      return entryBack(world.corporateDates, (event as CorporateDatesEvent).data.symbol);
    case "scan":
      return () => void (world.scanPresets = scanPresets);
    case "chain":
      return chainBack(world, event as ChainEvent);
    case "account":
      return accountBack(world, event as AccountEvent);
    case "session":
    case "inputs":
    case "requests":
      return () => {};
    default:
      throw new Error(`no way back for stream ${stream}`);
  }
}

/** A map or a shelf. */
interface Entries<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
  delete(key: Key): unknown;
}

function entryBack<Key, Value>(map: Entries<Key, Value>, key: Key): () => void {
  const before = map.get(key);
  return () => void (before === undefined ? map.delete(key) : map.set(key, before));
}

/** The order in which open orders stand counts: what becomes of all of them is decided in it. */
function orderBack(world: World, event: OrderEvent): () => void {
  const { orderIdHighest } = world;
  const open = [...world.openOrders];
  const recent = [...world.recentIntents];
  const backs = [entryBack(world.orders, event.data.orderRef)];
  if (event.type === "OrderPlacementIntended" || event.type === "MarginPreviewRequested")
    backs.push(entryBack(world.orderIds, event.data.orderId));
  if (event.type === "ExecutionReported") backs.push(entryBack(world.execIds, event.data.execId));
  return () => {
    for (const back of backs) back();
    world.orderIdHighest = orderIdHighest;
    world.openOrders.clear();
    for (const orderRef of open) world.openOrders.add(orderRef);
    world.recentIntents.splice(0, world.recentIntents.length, ...recent);
  };
}

function chainBack(world: World, event: ChainEvent): () => void {
  const chain = chainOf(world, event.data.symbol);
  const { underlying, parameters, volatilities } = chain;
  const backs: (() => void)[] = [() => void Object.assign(chain, { underlying, parameters, volatilities })];
  if (event.type === "ExpiryContractsReported") {
    backs.push(entryBack(chain.contracts, event.data.expiry));
    for (const { conId } of event.data.contracts) backs.push(entryBack(world.options, conId));
  }
  return () => {
    for (const back of backs) back();
  };
}

function accountBack(world: World, event: AccountEvent): () => void {
  const known = accountOf(world, event.data.account);
  const { summary, daily, unrealised, realised } = known;
  const positions = [...known.positions];
  return () => {
    Object.assign(known, { summary, daily, unrealised, realised });
    known.positions.clear();
    for (const [conId, report] of positions) known.positions.set(conId, report);
  };
}

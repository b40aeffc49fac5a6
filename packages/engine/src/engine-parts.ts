import { createTradingDates } from "./loop/tick-batcher.ts";
import { createLoop, type Loop } from "./loop/loop.ts";
import type { EngineServices } from "./engine-services.ts";
import { createAccountProcess } from "./processes/account.ts";
import { createChainDiscovery, type ChainDiscovery } from "./processes/chain-discovery.ts";
import { createChainSweep, type ChainSweep } from "./processes/chain-sweep/index.ts";
import { createConnectionProcess, type ConnectionProcess } from "./processes/connection.ts";
import { createConversations, type Conversations } from "./processes/conversations.ts";
import { createLinesProcess } from "./processes/lines.ts";
import { createErrorCounter, createNoticesProcess, type ErrorCounter } from "./processes/notices.ts";
import { createOrderEntry, type OrderEntry } from "./processes/order-entry.ts";
import { createOrderPlacementProcess } from "./processes/order-placement.ts";
import { createOrderReportsProcess } from "./processes/order-reports.ts";
import { createOrderTiming } from "./processes/order-timing.ts";
import { createReactions } from "./processes/reactions.ts";
import { createReconciliationProcess } from "./processes/reconciliation.ts";
import { createChainTables, type ChainTables } from "./processes/chain-tables.ts";
import { createSpreadScans, type SpreadScans } from "./processes/spread-scans.ts";
import { orderContext } from "./world/order-context.ts";

/** The loop, and whoever talks to it. */
export interface EngineParts {
  readonly loop: Loop;
  readonly connection: ConnectionProcess;
  readonly conversations: Conversations;
  readonly discovery: ChainDiscovery;
  readonly entry: OrderEntry;
  readonly spreadScans: SpreadScans;
  readonly sweep: ChainSweep;
  readonly tables: ChainTables;
  readonly errors: ErrorCounter;
}

/** Makes the processes and the loop that runs them. Who hears a message first, and acts first, is the order of `processes`. */
export function createParts(services: EngineServices): EngineParts {
  const { world, clock, observer, ids, session, target, accountsAllowed, requestIdNext, limits } = services;
  const tradingDate = createTradingDates();
  const connection = createConnectionProcess(services);
  const conversations = createConversations(services);
  const timing = createOrderTiming(clock, observer);
  const errors = createErrorCounter();
  const sweep = createChainSweep(services);
  const tables = createChainTables({ ...services, sweep, moment: () => loop.moment });
  const processes = [
    errors,
    timing.listening,
    conversations,
    createReconciliationProcess(services),
    createOrderReportsProcess(target.clientId),
    createOrderPlacementProcess(services),
    createLinesProcess(services),
    sweep,
    tables,
    createAccountProcess(services),
    connection,
    timing.acting,
    createNoticesProcess(),
  ];
  const loop: Loop = createLoop({
    ...services,
    context: {
      world,
      ids,
      session,
      clientId: target.clientId,
      accountsAllowed,
      requestIdNext,
      orderContext: (symbol, at) => orderContext(world, accountsAllowed, symbol, tradingDate(at)),
      processes,
      reactions: createReactions(limits),
    },
    lineContract: (requestId) => world.lines.state.requests.get(requestId) ?? null,
    onTicks: (conIds) => {
      entry.ticked();
      sweep.ticked(conIds);
      tables.ticked(conIds);
      spreadScans.ticked();
    },
    onDurable: (decided) => {
      entry.durable(decided);
      spreadScans.durable(decided);
    },
  });
  const discovery = createChainDiscovery({ ...services, conversations });
  const entry = createOrderEntry({ ...services, discovery, timing, turnEnded: () => loop.turnEnded() });
  const spreadScans = createSpreadScans({ ...services, discovery, sweep, tables });
  return { loop, connection, conversations, discovery, entry, spreadScans, sweep, tables, errors };
}

import { type AccountEvent, type AccountSummary, type Contract, type PositionReport } from "@legbook/domain";
import { isAccountAllowed, type AccountsAllowed } from "../accounts-allowed.ts";
import type { Process } from "../loop/process.ts";
import { FROM_GATEWAY } from "../loop/recording.ts";
import type { Work } from "../loop/work.ts";
import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { PlacedEvent } from "../world/apply.ts";
import { streams } from "../world/streams.ts";
import { accountOf, chainOf, type World } from "../world/world.ts";
import { endsSession } from "./connection.ts";
import { insist, type InsistDependencies } from "./insist.ts";

export interface AccountDependencies extends InsistDependencies {
  readonly nextRequestId: () => number;
  readonly accountsAllowed: AccountsAllowed;
}

/** Records what the broker says of accounts, where it says something new, and asks for their P&L. */
export function createAccountProcess(dependencies: AccountDependencies): Process {
  return new Account(dependencies);
}

class Account implements Process {
  readonly name = "account";
  readonly #dependencies: AccountDependencies;
  readonly #profitRequests = new Map<number, string>();
  /** Positions named since the last request; what the log holds and the broker no longer names is closed. */
  #named: Set<string> | null = null;

  constructor(dependencies: AccountDependencies) {
    this.#dependencies = dependencies;
  }

  hear(message: GatewayMessage, world: World): readonly Work[] | null {
    switch (message.kind) {
      case "position":
        this.#named?.add(`${message.account}/${message.contract.conId}`);
        return hearPosition(message, world);
      case "foreignPosition": {
        const text = `position in a contract that is not traded here: ${message.quantity} ${message.securityType} ${message.symbol} in ${message.account}`;
        return [
          {
            task: {
              to: "gateway",
              command: { type: "ReportNotice", data: { code: 0, message: text, requestId: null } },
            },
            cause: FROM_GATEWAY,
          },
        ];
      }
      case "accountSummary":
        return hearSummary(message.summary, world);
      case "accountProfitAndLoss":
        return this.#hearProfit(message, world);
      case "positionProfitAndLoss":
        return [];
      case "positionsEnd":
        return this.#closeUnnamed(world);
      default:
        return null;
    }
  }

  /** Ends the list of positions; of accounts that this session does not show it says nothing. Null lets the connection process hear the end too. */
  #closeUnnamed(world: World): readonly Work[] | null {
    if (this.#named === null) return null;
    const seen = this.#named;
    this.#named = null;
    const gone: Work[] = [];
    for (const known of world.accounts.values()) {
      if (!world.gateway.state.accounts.includes(known.account)) continue;
      for (const report of known.positions.values()) {
        if (!seen.has(`${known.account}/${report.contract.conId}`))
          gone.push(record({ ...report, quantity: 0 }));
      }
    }
    return [
      ...gone,
      {
        task: {
          to: "gateway",
          command: { type: "CompletePart", data: { part: "positions", count: seen.size } },
        },
        cause: FROM_GATEWAY,
      },
    ];
  }

  #hearProfit(
    message: Extract<GatewayMessage, { kind: "accountProfitAndLoss" }>,
    world: World,
  ): readonly Work[] {
    const account = this.#profitRequests.get(message.requestId);
    if (account === undefined) return [];
    const { daily, unrealised, realised } = message;
    const known = accountOf(world, account);
    if (known.daily === daily && known.unrealised === unrealised && known.realised === realised) return [];
    return [fact({ type: "AccountProfitAndLossReported", data: { account, daily, unrealised, realised } })];
  }

  act({ event }: PlacedEvent, world: World): void {
    if (endsSession(event)) {
      this.#profitRequests.clear();
      this.#named = null;
      return;
    }
    if (event.type === "SynchronisationStarted") this.#named = new Set();
    if (event.type !== "SynchronisationCompleted") return;
    for (const account of world.gateway.state.accounts) {
      if (!isAccountAllowed(this.#dependencies.accountsAllowed, account)) continue;
      const requestId = this.#dependencies.nextRequestId();
      this.#profitRequests.set(requestId, account);
      insist(this.#dependencies, { kind: "accountProfitAndLoss", requestId, account }, "account", {
        isWanted: () => this.#profitRequests.has(requestId),
      });
    }
  }
}

function hearPosition(message: Extract<GatewayMessage, { kind: "position" }>, world: World): readonly Work[] {
  const { account, quantity, averageCost } = message;
  const contract = asListed(message.contract, world);
  const known = accountOf(world, account).positions.get(contract.conId);
  if (known === undefined ? quantity === 0 : known.quantity === quantity && known.averageCost === averageCost)
    return [];
  return [record({ account, contract, quantity, averageCost })];
}

/** A position names its contract, but not its tick nor where to ask for quotes: the chain does, when it is known. */
function asListed(contract: Contract, world: World): Contract {
  const listed = world.options.get(contract.conId) ?? chainOf(world, contract.symbol).underlying;
  if (listed?.conId === contract.conId) return listed;
  return contract.exchange === "" ? { ...contract, exchange: "SMART" } : contract;
}

/** Values arrive a few at a time: a summary is what is known with the new ones laid over. */
function hearSummary(
  change: Partial<AccountSummary> & Pick<AccountSummary, "account">,
  world: World,
): readonly Work[] {
  const known = accountOf(world, change.account).summary;
  const before: AccountSummary = known ?? {
    account: change.account,
    currency: "",
    netLiquidation: null,
    totalCash: null,
    buyingPower: null,
    availableFunds: null,
    initialMargin: null,
    maintenanceMargin: null,
  };
  const after: AccountSummary = { ...before, ...change };
  const same =
    known !== null &&
    Object.keys(after).every(
      (key) => after[key as keyof AccountSummary] === known[key as keyof AccountSummary],
    );
  return same ? [] : [fact({ type: "AccountSummaryReported", data: after })];
}

function record(report: PositionReport): Work {
  return fact({ type: "PositionReported", data: report });
}

function fact(event: AccountEvent): Work {
  return { task: { to: "log", stream: streams.account(event.data.account), event }, cause: FROM_GATEWAY };
}

import { signIn, type GraphqlClient } from "@legbook/server/graphql-client";

/** What our views say through the public API, in the form of the broker's own books. */
export interface OurBooks {
  readonly ready: boolean;
  readonly orders: ReadonlyMap<
    string,
    { readonly phase: string; readonly filled: number; readonly working: boolean }
  >;
  readonly execIds: ReadonlySet<string>;
  readonly positions: ReadonlyMap<number, number>;
  /** In ten-thousandths; null while a commission is missing. */
  readonly commissions: number | null;
}

interface Data {
  readonly connection: { readonly ready: boolean };
  readonly orders: {
    readonly hasNextPage: boolean;
    readonly nodes: readonly {
      readonly orderRef: string;
      readonly phase: string;
      readonly filled: number;
      readonly working: boolean;
    }[];
  };
  readonly executions: {
    readonly hasNextPage: boolean;
    readonly nodes: readonly {
      readonly execId: string;
      readonly of: string;
      readonly commission: string | null;
    }[];
  };
  readonly positions: {
    readonly groups: readonly {
      readonly legs: readonly { readonly conId: number; readonly quantity: number }[];
    }[];
  };
}

const QUERY = `{
  connection { ready }
  orders(first: 500) { hasNextPage nodes { orderRef phase filled working } }
  executions(first: 500) { hasNextPage nodes { execId of commission } }
  positions { groups { legs { conId quantity } } }
}`;

export { signIn, type GraphqlClient };

export async function readOurBooks(client: GraphqlClient): Promise<OurBooks> {
  const { connection, orders, executions, positions } = await client.execute<Data>(QUERY);
  if (orders.hasNextPage || executions.hasNextPage)
    throw new Error("more orders or executions than one page holds");
  const held = new Map<number, number>();
  for (const { conId, quantity } of positions.groups.flatMap((group) => group.legs)) {
    held.set(conId, (held.get(conId) ?? 0) + quantity);
  }
  for (const [conId, quantity] of held) if (quantity === 0) held.delete(conId);
  const legs = executions.nodes.filter((execution) => execution.of === "leg");
  const missing = legs.some((execution) => execution.commission === null);
  return {
    ready: connection.ready,
    orders: new Map(orders.nodes.map(({ orderRef, ...order }) => [orderRef, order])),
    execIds: new Set(executions.nodes.map((execution) => execution.execId)),
    positions: held,
    commissions: missing
      ? null
      : legs.reduce(
          (sum, { commission }) => sum + Math.round(Number.parseFloat(commission ?? "") * 10_000),
          0,
        ),
  };
}

/** The documents that the demonstration sends, and the shapes that it reads of the answers. */
export const REFUSED = `... on CommandRefused { code message field remedy }`;

export interface Refused {
  readonly __typename: "CommandRefused";
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly remedy: string;
}

export const CONNECTION = `subscription { connection { ready phase reasons accounts time } }`;
export interface ConnectionData {
  readonly connection: {
    readonly ready: boolean;
    readonly phase: string;
    readonly reasons: readonly string[];
    readonly accounts: readonly string[];
    readonly time: string;
  };
}

export const OPEN_CHAIN = `mutation ($input: OpenChainInput!) {
  openChain(input: $input) { __typename ... on ChainOpened { chain { symbol strikes expiries { date daysToExpiry } } } ${REFUSED} }
}`;
export interface OpenChainData {
  readonly openChain:
    | {
        readonly __typename: "ChainOpened";
        readonly chain: {
          readonly symbol: string;
          readonly strikes: readonly string[];
          readonly expiries: readonly { readonly date: string }[];
        };
      }
    | Refused;
}

export const SCAN = `subscription ($criteria: ScanCriteriaInput!) {
  scan(criteria: $criteria, columns: ["width", "bidAskWidth"]) {
    __typename
    ... on ScanFrame {
      columns
      rows { id symbol expiry side words bid mid ask maxLoss values legs { conId action right strike } }
      summary { matched evaluated waitingFor missing { message } }
    }
    ${REFUSED}
  }
}`;
export interface ScanRowData {
  readonly id: string;
  readonly symbol: string;
  readonly expiry: string;
  readonly side: "DEBIT" | "CREDIT";
  readonly words: string;
  readonly bid: string;
  readonly mid: string;
  readonly ask: string;
  readonly maxLoss: string;
  readonly values: readonly (number | null)[];
  readonly legs: readonly {
    readonly conId: number;
    readonly action: "buy" | "sell";
    readonly right: "CALL" | "PUT";
    readonly strike: string;
  }[];
}
export interface ScanData {
  readonly scan:
    | {
        readonly __typename: "ScanFrame";
        readonly columns: readonly string[];
        readonly rows: readonly ScanRowData[];
        readonly summary: {
          readonly matched: number;
          readonly evaluated: number;
          readonly waitingFor: string | null;
          readonly missing: { readonly message: string } | null;
        } | null;
      }
    | Refused;
}

export const PREVIEW = `mutation ($input: VerticalOrderInput!) {
  previewOrder(input: $input) {
    __typename
    ... on OrderPreview { limitPrice passed marginFailure margin { initialBefore initialAfter } verdicts { rule verdict reason remedy } }
    ${REFUSED}
  }
}`;
export interface PreviewData {
  readonly previewOrder:
    | {
        readonly __typename: "OrderPreview";
        readonly limitPrice: string;
        readonly passed: boolean;
        readonly marginFailure: string | null;
        readonly margin: {
          readonly initialBefore: string | null;
          readonly initialAfter: string | null;
        } | null;
        readonly verdicts: readonly {
          readonly rule: string;
          readonly verdict: string;
          readonly reason: string;
        }[];
      }
    | Refused;
}

export const SUBMIT = `mutation ($input: VerticalOrderInput!) {
  submitOrder(input: $input) { __typename ... on OrderAccepted { order { orderRef phase limitPrice } } ${REFUSED} }
}`;
export interface SubmitData {
  readonly submitOrder:
    | {
        readonly __typename: "OrderAccepted";
        readonly order: {
          readonly orderRef: string;
          readonly phase: string;
          readonly limitPrice: string | null;
        };
      }
    | Refused;
}

export const CANCEL = `mutation ($input: CancelOrderInput!) {
  cancelOrder(input: $input) { __typename ... on OrderAccepted { order { orderRef phase } } ${REFUSED} }
}`;
export interface CancelData {
  readonly cancelOrder:
    | { readonly __typename: "OrderAccepted"; readonly order: { readonly phase: string } }
    | Refused;
}

export const ORDERS = `subscription { orders { nodes { orderRef phase filled remaining averageFillPrice commission note } } }`;
export interface OrderData {
  readonly orderRef: string;
  readonly phase: string;
  readonly filled: number;
  readonly remaining: number;
  readonly averageFillPrice: string | null;
  readonly commission: string | null;
  readonly note: string | null;
}
export interface OrdersData {
  readonly orders: { readonly nodes: readonly OrderData[] };
}

export const POSITIONS = `subscription ($account: String) {
  positions(account: $account) { groups { id words quantity profitOpen value legs { conId words quantity mark } } }
}`;
export interface PositionGroupData {
  readonly id: string;
  readonly words: string;
  readonly quantity: number;
  readonly profitOpen: string | null;
  readonly value: string | null;
  readonly legs: readonly {
    readonly conId: number;
    readonly words: string;
    readonly quantity: number;
    readonly mark: string | null;
  }[];
}
export interface PositionsData {
  readonly positions: { readonly groups: readonly PositionGroupData[] };
}

export const EVENTS = `query ($stream: String!) { events(first: 200, stream: $stream) { nodes { type revision actor } } }`;
export interface EventsData {
  readonly events: {
    readonly nodes: readonly { readonly type: string; readonly revision: number; readonly actor: string }[];
  };
}

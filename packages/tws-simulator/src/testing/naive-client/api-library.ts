/** The calls of a TWS API library that the naive client makes; the specs hand it the unmodified @stoqey/ib. */
export interface ApiLibrary {
  readonly isConnected: boolean;
  on(event: string, listener: (...args: never[]) => void): unknown;
  connect(): unknown;
  disconnect(): unknown;
  placeOrder(orderId: number, contract: object, order: object): unknown;
  cancelOrder(orderId: number): unknown;
  reqMktData(
    requestId: number,
    contract: object,
    genericTicks: string,
    snapshot: boolean,
    regulatory: boolean,
  ): unknown;
  reqContractDetails(requestId: number, contract: object): unknown;
  reqHistoricalData(
    requestId: number,
    contract: object,
    end: string,
    duration: string,
    barSize: string,
    whatToShow: string,
    useRegularHours: number,
    dateFormat: number,
    keepUpToDate: boolean,
  ): unknown;
  reqAccountUpdates(subscribe: boolean, account: string): unknown;
}

/** What an `openOrder` tells, as far as the naive client reads it. */
export interface OpenOrderState {
  readonly status?: string;
  readonly initMarginChange?: number;
  readonly warningText?: string;
}

export interface ToldContract {
  readonly conId?: number;
  readonly symbol?: string;
  readonly secType?: string;
  readonly localSymbol?: string;
}

export interface ToldExecution {
  readonly execId: string;
  readonly orderId: number;
  readonly side: string;
  readonly shares: number;
  readonly price: number;
  readonly time: string;
}

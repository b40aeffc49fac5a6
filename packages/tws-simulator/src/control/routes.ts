import * as z from "zod";
import type { SimulatorControl } from "./control.ts";

/** What came with a request, unchecked. */
export interface Asked {
  /** What stands in the path at `:name`. */
  readonly id: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One thing that the control port does. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/faults/:id`: one part at most is a parameter. */
  readonly path: string;
  readonly summary: string;
  /** Throws `ZodError` for what does not fit. */
  readonly answer: (control: SimulatorControl, asked: Asked) => unknown;
}

const ledgerQuery = z.strictObject({ after: z.coerce.number().int().min(0).default(0) });
/** A ledger is read in pages, so that no answer is without bound. */
const ENTRIES_MAX = 1000;
const faultBody = z.union([z.strictObject({ text: z.string() }), z.looseObject({ do: z.string() })]);
const timeBody = z.union([
  z.strictObject({ run: z.number().min(0) }),
  z.strictObject({ advance: z.number().min(0) }),
  z.strictObject({ jump: z.string() }),
]);

const handOrder = z.strictObject({
  contract: z.union([
    z.strictObject({ conId: z.int() }),
    z.strictObject({
      symbol: z.string(),
      legs: z.array(
        z.strictObject({ conId: z.int(), ratio: z.int().min(1), action: z.enum(["BUY", "SELL"]) }),
      ),
    }),
  ]),
  action: z.enum(["BUY", "SELL"]),
  quantity: z.number().gt(0),
  orderType: z.string().exactOptional(),
  limitPrice: z.number().exactOptional(),
  stopPrice: z.number().exactOptional(),
  tif: z.string().exactOptional(),
  account: z.string().exactOptional(),
});
const fillBody = z.strictObject({ quantity: z.number().gt(0).optional() });

function moveTime(control: SimulatorControl, time: z.infer<typeof timeBody>): void {
  if ("run" in time) control.run(time.run);
  else if ("advance" in time) control.advance(time.advance);
  else control.jump(time.jump);
}

export const ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/status",
    summary: "Port, market time, pace, accounts and how many clients there are.",
    answer: (control) => control.status(),
  },
  {
    method: "GET",
    path: "/ledger",
    summary: `Up to ${ENTRIES_MAX} entries after the sequence number \`after\` (0 when absent).`,
    answer: (control, { query }) => {
      return control.ledger(ledgerQuery.parse(query).after).slice(0, ENTRIES_MAX);
    },
  },
  {
    method: "GET",
    path: "/accounts/:id",
    summary: "An account's cash, values and positions.",
    answer: (control, { id }) => control.account(id),
  },
  {
    method: "GET",
    path: "/connections",
    summary: "Each connection with its client id, server version and lines.",
    answer: (control) => control.connections(),
  },
  {
    method: "GET",
    path: "/faults",
    summary: "All faults with what became of them.",
    answer: (control) => control.faults(),
  },
  {
    method: "POST",
    path: "/faults",
    summary: 'Arms a fault: the body is one, or `{"text": "reset on placeOrder"}`. Answers its id.',
    answer: (control, { body }) => {
      const fault = faultBody.parse(body);
      return { id: control.inject("text" in fault ? (fault.text as string) : fault) };
    },
  },
  {
    method: "DELETE",
    path: "/faults/:id",
    summary: "Disarms a fault and undoes what lasts.",
    answer: (control, { id }) => control.cancel(id),
  },
  {
    method: "GET",
    path: "/scenarios",
    summary: "Names and titles of the scenarios that come with the simulator.",
    answer: (control) => control.scenarios(),
  },
  {
    method: "POST",
    path: "/orders",
    summary:
      'A person places an order at TWS itself: `{"contract": {"conId": 1}, "action": "BUY", "quantity": 1, ' +
      '"limitPrice": 2.5}`. Answers its permanent id.',
    answer: (control, { body }) => ({ permId: control.placeByHand(handOrder.parse(body)) }),
  },
  {
    method: "POST",
    path: "/orders/:permId/fills",
    summary: "Fills an active order at once, by a `quantity` or wholly.",
    answer: (control, { id, body }) =>
      control.fillOrder(z.coerce.number().int().parse(id), fillBody.parse(body).quantity),
  },
  {
    method: "POST",
    path: "/time",
    summary:
      'Moves time: `{"run": 1000}` the schedule by milliseconds at pace manual, `{"advance": 1000}` the market\'s ' +
      'clock, `{"jump": "15:59:30"}` the market\'s clock up to a New York time.',
    answer: (control, { body }) => {
      moveTime(control, timeBody.parse(body));
      return control.status();
    },
  },
];

/** The route of a request and what its path says; null when there is none. */
export function routeOf(method: string, path: string): { readonly route: Route; readonly id: string } | null {
  const parts = path.split("/");
  for (const route of ROUTES) {
    const wanted = route.path.split("/");
    const fits =
      route.method === method &&
      wanted.length === parts.length &&
      wanted.every((part, index) => part.startsWith(":") || part === parts[index]);
    if (!fits) continue;
    const at = wanted.findIndex((part) => part.startsWith(":"));
    return { route, id: at < 0 ? "" : decodeURIComponent(parts[at] ?? "") };
  }
  return null;
}

/** Whether the path is known, for another method. */
export function isKnownPath(path: string): boolean {
  return ROUTES.some(({ method }) => routeOf(method, path) !== null);
}

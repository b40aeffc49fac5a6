import { memo, useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { ticketStore, openTicket, type TicketLegs } from "../../app/desk.ts";
import { Field } from "../../controls/field.tsx";
import { Empty, FailureNote, RefusalNote, Skeleton } from "../../controls/states.tsx";
import { formatNet, formatStrike } from "../../format/prices.ts";
import { creditSentence, trueMinus } from "../../format/sentences.ts";
import { formatExpiry } from "../../format/times.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { riskFeed } from "../../graphql/feeds.ts";
import { useValue } from "../../market/value-store.ts";
import { spreadName } from "../scanner/columns.tsx";
import { sideOf } from "./draft.ts";
import { Figures, Greeks, Legs } from "./figures.tsx";
import { Preview } from "./preview.tsx";
import { PriceBox } from "./price-box.tsx";
import { fieldOf, type TicketField } from "./refusal-field.ts";
import { SendBar } from "./send.tsx";
import { TicketChart } from "./ticket-chart.tsx";
import { useTicket, type Ticket } from "./use-ticket.ts";

function stepQuantity(text: string, steps: number): string {
  const typed = Number(text);
  return String(Math.max(1, (Number.isInteger(typed) ? typed : 0) + steps));
}

/** The error to show at a field: what was typed wrong, or the refusal that names it. */
function errorAt(ticket: Ticket, field: TicketField): ReactNode {
  if (field === "quantity" && ticket.faults.quantity !== undefined) return ticket.faults.quantity;
  if (field === "limitPrice" && ticket.faults.limitPrice !== undefined) return ticket.faults.limitPrice;
  if (ticket.sending.phase !== "refused" || fieldOf(ticket.sending.refusal) !== field) return undefined;
  const credit = field === "limitPrice" && ticket.side === "CREDIT";
  return <RefusalNote refusal={ticket.sending.refusal} words={credit ? creditSentence : trueMinus} />;
}

function Head({ legs, ticket }: { readonly legs: TicketLegs; readonly ticket: Ticket }): ReactNode {
  const { vertical } = ticket.view;
  const price = vertical?.price ?? null;
  const words = vertical?.words ?? [
    `${legs.symbol} ${formatExpiry(legs.expiry)} ${formatStrike(legs.longStrike)}/${formatStrike(legs.shortStrike)}`,
  ];
  return (
    <header className="ticket-head">
      <h2>
        {spreadName({ side: sideOf(legs), right: legs.right })} {legs.symbol} {formatExpiry(legs.expiry)}{" "}
        {formatStrike(legs.shortStrike)}/{formatStrike(legs.longStrike)}
      </h2>
      <p className="ticket-net" data-side={sideOf(legs)}>
        {formatNet(price, vertical?.tick)}
      </p>
      <p className="ticket-words">{words.join(" · ")}</p>
      <button
        type="button"
        className="small quiet"
        title="Sell what is bought and buy what is sold"
        onClick={() => openTicket({ ...legs, longStrike: legs.shortStrike, shortStrike: legs.longStrike })}
      >
        Turn round
      </button>
      {errorAt(ticket, "legs") === undefined ? null : (
        <p role="alert" className="field-error">
          {errorAt(ticket, "legs")}
        </p>
      )}
    </header>
  );
}

function Quantity({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { draft, change } = ticket;
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (steps === 0) return;
    event.preventDefault();
    change({ quantity: stepQuantity(draft.quantity, steps) });
  };
  return (
    <div className="quantity-line">
      <button
        type="button"
        aria-label="One spread fewer"
        onClick={() => change({ quantity: stepQuantity(draft.quantity, -1) })}
      >
        −
      </button>
      <Field
        label="Quantity"
        hideLabel
        data-focus="ticket"
        inputMode="numeric"
        unit={draft.quantity === "1" ? "spread" : "spreads"}
        value={draft.quantity}
        error={errorAt(ticket, "quantity")}
        onChange={(quantity) => change({ quantity })}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        aria-label="One spread more"
        onClick={() => change({ quantity: stepQuantity(draft.quantity, 1) })}
      >
        +
      </button>
      <select
        aria-label="Time in force"
        value={draft.timeInForce}
        onChange={(event) => change({ timeInForce: event.target.value === "gtc" ? "gtc" : "day" })}
      >
        <option value="day">Day</option>
        <option value="gtc">Good till cancelled</option>
      </select>
    </div>
  );
}

function Details({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { view, previewed, draft } = ticket;
  const ageMaxMs = useFeedPart(riskFeed(ticket.account), (risk) => risk?.limits.quoteAgeMaxMs ?? null);
  if (view.vertical === null) {
    if (view.state.data?.__typename === "CommandRefused") {
      return (
        <Empty title="This vertical is refused.">
          <RefusalNote refusal={view.state.data} />
        </Empty>
      );
    }
    if (view.state.phase === "failed")
      return <FailureNote what="The vertical" failure={view.state.failure} />;
    return <Skeleton label="Loading the vertical" rows={10} />;
  }
  return (
    <div className="ticket-details" data-settling={view.settling}>
      <Figures vertical={view.vertical} preview={previewed?.draft === draft ? previewed.preview : null} />
      <TicketChart vertical={view.vertical} />
      {previewed === null ? null : (
        <Preview preview={previewed.preview} outdated={previewed.draft !== draft} />
      )}
      <Legs vertical={view.vertical} ageMaxMs={ageMaxMs} />
      <Greeks vertical={view.vertical} quantity={ticket.figures.quantity} />
    </div>
  );
}

function TicketForm({ legs, quantity }: { readonly legs: TicketLegs; readonly quantity: number }): ReactNode {
  const ticket = useTicket(legs, quantity);
  const form = useRef<HTMLFormElement>(null);
  const { sending, draft, view, side, change } = ticket;
  useEffect(() => {
    if (sending.phase !== "refused") return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [sending]);
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-focus="ticket"]')?.focus(), []);
  return (
    <form
      ref={form}
      className="ticket"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void ticket.preview();
      }}
    >
      <Head legs={legs} ticket={ticket} />
      <Quantity ticket={ticket} />
      <PriceBox
        draft={draft}
        side={side}
        vertical={view.vertical}
        error={errorAt(ticket, "limitPrice")}
        onChange={change}
      />
      <div className="ticket-scroll" role="group" aria-label="Details" tabIndex={0}>
        <Details ticket={ticket} />
      </div>
      <SendBar ticket={ticket} />
    </form>
  );
}

/** The ticket of one vertical, from its legs in words to the button that sends it. */
export const TicketPanel = memo(function TicketPanel() {
  const shown = useValue(ticketStore);
  return (
    <section className="ticket-panel" aria-label="Ticket">
      {shown === null ? (
        <Empty title="No spread is on the ticket.">
          Press Enter on a scanner result, or choose a bid and an ask on the option chain.
        </Empty>
      ) : (
        <TicketForm key={shown.opened} legs={shown.legs} quantity={shown.quantity} />
      )}
    </section>
  );
});

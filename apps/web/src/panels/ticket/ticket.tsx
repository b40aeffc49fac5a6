import { memo, useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { ticketStore, openTicket } from "../../app/desk.ts";
import { turnedRound, type TicketSpread } from "../../app/spread-legs.ts";
import { Field } from "../../controls/field.tsx";
import { Empty, FailureNote, RefusalNote, Skeleton } from "../../controls/states.tsx";
import { formatNet, formatStrike } from "../../format/prices.ts";
import { creditSentence, trueMinus } from "../../format/sentences.ts";
import { formatExpiry } from "../../format/times.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { riskFeed } from "../../graphql/feeds.ts";
import { useValue } from "../../market/value-store.ts";
import { usePastPosition } from "../../past/past-store.ts";
import { verticalName } from "../scanner/spread-names.ts";
import { ChosenDayBox } from "./chosen-day.tsx";
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
  const figures = ticket.view.state.data;
  if (field === "limitPrice" && figures?.__typename === "CommandRefused" && figures.field === "price")
    return <RefusalNote refusal={figures} words={ticket.side === "CREDIT" ? creditSentence : trueMinus} />;
  if (ticket.sending.phase !== "refused" || fieldOf(ticket.sending.refusal) !== field) return undefined;
  const credit = field === "limitPrice" && ticket.side === "CREDIT";
  return <RefusalNote refusal={ticket.sending.refusal} words={credit ? creditSentence : trueMinus} />;
}

/** What the spread is called before its figures came. */
function titleOf({ symbol, legs }: TicketSpread): string {
  const [first] = legs;
  // The short strike of a vertical comes first, as the legs in words do.
  const ordered = legs.length === 2 ? legs.toSorted((a, b) => a.ratio - b.ratio) : legs;
  const strikes = ordered.flatMap(({ strike }) => (strike === null ? [] : [formatStrike(strike)]));
  const expiry = first?.expiry === null || first === undefined ? "" : formatExpiry(first.expiry);
  return `${symbol} ${expiry} ${strikes.join("/")}`;
}

function Head({ legs, ticket }: { readonly legs: TicketSpread; readonly ticket: Ticket }): ReactNode {
  const { view, side, terms } = ticket;
  const { spread } = view;
  const name = terms === null ? null : verticalName(side, terms.right);
  const title = terms === null ? (spread?.title ?? titleOf(legs)) : titleOf(legs);
  return (
    <header className="ticket-head">
      <h2>
        {name} {title}
      </h2>
      <p className="ticket-net" data-side={side}>
        {formatNet(spread?.price ?? null, spread?.tick)}
      </p>
      <p className="ticket-words">{spread?.words.join(" · ")}</p>
      <button
        type="button"
        className="small quiet"
        title="Sell what is bought and buy what is sold"
        onClick={() => openTicket(turnedRound(legs))}
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
  const { view, previewed, draft, chosen, setChosen } = ticket;
  const past = usePastPosition() !== null;
  const ageMaxMs = useFeedPart(riskFeed(ticket.account), (risk) => risk?.limits.quoteAgeMaxMs ?? null);
  if (view.spread === null) {
    if (view.state.data?.__typename === "CommandRefused") {
      return (
        <Empty title={past ? "This spread cannot be told at that moment." : "This spread is refused."}>
          {past ? "Its contracts were not listed then, or not quoted; later moments may know them. " : null}
          <RefusalNote refusal={view.state.data} />
        </Empty>
      );
    }
    if (view.state.phase === "failed") return <FailureNote what="The spread" failure={view.state.failure} />;
    return <Skeleton label="Loading the spread" rows={10} />;
  }
  return (
    <div className="ticket-details" data-settling={view.settling}>
      <Figures spread={view.spread} preview={previewed?.draft === draft ? previewed.preview : null} />
      <TicketChart spread={view.spread} chosen={chosen} />
      <ChosenDayBox chosen={chosen} daysMax={view.spread.daysToExpiry} onChange={setChosen} />
      {previewed === null ? null : (
        <Preview preview={previewed.preview} outdated={previewed.draft !== draft} />
      )}
      <Legs spread={view.spread} ageMaxMs={ageMaxMs} />
      <Greeks spread={view.spread} quantity={ticket.figures.quantity} />
    </div>
  );
}

function TicketForm({
  legs,
  quantity,
}: {
  readonly legs: TicketSpread;
  readonly quantity: number;
}): ReactNode {
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
        spread={view.spread}
        error={errorAt(ticket, "limitPrice")}
        onChange={change}
      />
      <div className="ticket-scroll" role="group" aria-label="Details" tabIndex={0}>
        <Details ticket={ticket} />
      </div>
      {ticket.terms === null ? <AnalysisNote /> : <SendBar ticket={ticket} />}
    </form>
  );
}

function AnalysisNote(): ReactNode {
  return (
    <p className="analysis-note" role="note">
      Analysis only: this spread cannot be sent. Only verticals (two strikes of one expiry and right, one
      against one) can be ordered so far.
    </p>
  );
}

/** The ticket of one spread, from its legs in words to the button that sends it where it can be ordered. */
export const TicketPanel = memo(function TicketPanel() {
  const shown = useValue(ticketStore);
  return (
    <section className="ticket-panel" aria-label="Ticket">
      {shown === null ? (
        <Empty title="No spread is on the ticket.">
          Press Enter on a scanner result, or choose a bid and an ask on the option chain.
        </Empty>
      ) : (
        <TicketForm key={shown.opened} legs={shown.spread} quantity={shown.quantity} />
      )}
    </section>
  );
});

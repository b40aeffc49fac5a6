import { useEffect, useMemo, useRef, useState } from "react";
import { useMutation } from "urql";
import { newOrderRef } from "../../app/order-ref.ts";
import { useAccount } from "../../app/session.ts";
import { verticalOf, type TicketSpread, type VerticalTerms } from "../../app/spread-legs.ts";
import { failureOf, type Failure } from "../../graphql/failure.ts";
import {
  PreviewOrderDocument,
  SubmitOrderDocument,
  type RefusalFieldsFragment,
  type SpreadSide,
} from "../../gql/graphql.ts";
import { draftFaults, figuresInput, limitFrom, orderInput, sideOf, type Draft } from "./draft.ts";
import type { OrderPreviewOf } from "./preview.tsx";
import type { ChosenDay } from "./chosen-day.tsx";
import { useSpread, type Spread } from "./use-spread.ts";

/** Where the ticket is on its way to the broker. */
export type Sending =
  | { readonly phase: "editing" }
  | { readonly phase: "previewing" }
  | { readonly phase: "sending" }
  | { readonly phase: "refused"; readonly refusal: RefusalFieldsFragment }
  | { readonly phase: "failed"; readonly what: "preview" | "send"; readonly failure: Failure }
  | { readonly phase: "accepted"; readonly orderRef: string };

interface Previewed {
  readonly preview: OrderPreviewOf;
  readonly draft: Draft;
}

type SetDraft = (change: (draft: Draft) => Draft) => void;

const noAnswer: Failure = { message: "The answer was empty.", code: "graphql.empty" };

function firstDraft(quantity: number): Draft {
  return { quantity: String(quantity), priceKind: "LIMIT", price: "", timeInForce: "day" };
}

/**
 * The limit begins at the first mid that comes and then stays: a price must not move under the hand that
 * is about to send it.
 */
function useFirstPrice(spread: Spread | null, side: SpreadSide, setDraft: SetDraft): void {
  const done = useRef(false);
  const mid = spread?.mid ?? null;
  const tick = spread?.tick ?? null;
  useEffect(() => {
    if (done.current || mid === null || tick === null) return;
    done.current = true;
    const price = limitFrom(mid, side, tick);
    setDraft((draft) => (draft.price === "" ? { ...draft, price } : draft));
  }, [mid, side, tick, setDraft]);
}

/** Of a vertical by its strikes; of any other as the first figures say it, so that a typed price keeps its meaning. */
function useSide(terms: VerticalTerms | null, shown: SpreadSide | null): SpreadSide {
  const [first, setFirst] = useState<SpreadSide | null>(null);
  useEffect(() => {
    if (shown !== null) setFirst((before) => before ?? shown);
  }, [shown]);
  return terms === null ? (first ?? shown ?? "DEBIT") : sideOf(terms);
}

/** The ticket's state and what can be done with it. */
export function useTicket(legs: TicketSpread, quantity: number) {
  const account = useAccount();
  const [draft, setDraft] = useState(() => firstDraft(quantity));
  const [chosen, setChosen] = useState<ChosenDay | null>(null);
  const [sending, setSending] = useState<Sending>({ phase: "editing" });
  const [previewed, setPreviewed] = useState<Previewed | null>(null);
  const [checked, setChecked] = useState(false);
  const orderRef = useRef(newOrderRef("web"));
  const [, askPreview] = useMutation(PreviewOrderDocument);
  const [, askSubmit] = useMutation(SubmitOrderDocument);
  const [ask, setAsk] = useState<string | null>(null);
  const [shownSide, setShownSide] = useState<SpreadSide | null>(null);
  const terms = useMemo(() => verticalOf(legs), [legs]);
  const side = useSide(terms, shownSide);
  const figures = figuresInput(legs, draft, side, ask);
  const view = useSpread({ ...figures, chosen });
  useEffect(() => {
    if (view.spread === null) return;
    setAsk(view.spread.ask);
    if (view.spread.mid !== null) setShownSide(view.spread.side);
  }, [view.spread]);
  useFirstPrice(shownSide === null && terms === null ? null : view.spread, side, setDraft);
  const faults = checked ? draftFaults(draft, side) : {};

  const change = (part: Partial<Draft>): void => {
    setDraft((before) => ({ ...before, ...part }));
    // Another order than the one that may be on its way: it gets a reference of its own.
    if (sending.phase !== "sending") {
      orderRef.current = newOrderRef("web");
      setSending({ phase: "editing" });
    }
  };
  const sound = (): boolean => {
    setChecked(true);
    return Object.keys(draftFaults(draft, side)).length === 0;
  };
  const preview = async (): Promise<void> => {
    if (terms === null || !sound()) return;
    setSending({ phase: "previewing" });
    const result = await askPreview({ input: orderInput(newOrderRef("preview"), account, terms, draft) });
    const answer = result.data?.previewOrder;
    if (answer?.__typename === "OrderPreview") {
      setPreviewed({ preview: answer, draft });
      setSending({ phase: "editing" });
    } else if (answer?.__typename === "CommandRefused") setSending({ phase: "refused", refusal: answer });
    else
      setSending({
        phase: "failed",
        what: "preview",
        failure: result.error ? failureOf(result.error) : noAnswer,
      });
  };
  const send = async (): Promise<void> => {
    if (terms === null || !sound()) return;
    setSending({ phase: "sending" });
    const result = await askSubmit({ input: orderInput(orderRef.current, account, terms, draft) });
    const answer = result.data?.submitOrder;
    if (answer?.__typename === "OrderAccepted")
      setSending({ phase: "accepted", orderRef: answer.order.orderRef });
    else if (answer?.__typename === "CommandRefused") {
      // The reference is spent on the refusal; without an answer it is kept, so that a repeat is harmless.
      orderRef.current = newOrderRef("web");
      setSending({ phase: "refused", refusal: answer });
    } else
      setSending({
        phase: "failed",
        what: "send",
        failure: result.error ? failureOf(result.error) : noAnswer,
      });
  };
  const analysis = { terms, view, figures, chosen, setChosen };
  return { account, draft, side, faults, sending, previewed, ...analysis, change, sound, preview, send };
}

export type Ticket = ReturnType<typeof useTicket>;

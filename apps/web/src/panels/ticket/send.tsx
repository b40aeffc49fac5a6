import { useState, type ReactNode } from "react";
import { bottomTab } from "../../app/desk.ts";
import { useSession } from "../../app/session.ts";
import { Dialog } from "../../controls/dialog.tsx";
import { RefusalNote } from "../../controls/states.tsx";
import { formatMoney } from "../../format/money.ts";
import { formatNet } from "../../format/prices.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { connectionFeed, ordersFeed, riskFeed } from "../../graphql/feeds.ts";
import { linkStore } from "../../graphql/link.ts";
import { useValue } from "../../market/value-store.ts";
import { backToNow } from "../../past/past.ts";
import { usePastObstacle } from "../../past/past-store.ts";
import { noteBeside } from "../orders/order-words.ts";
import { phaseWords } from "../orders/phase-words.ts";
import { orderWords } from "./draft.ts";
import { fieldOf } from "./refusal-field.ts";
import type { Ticket } from "./use-ticket.ts";

/** Why nothing can be sent now; null when it can. */
function useObstacle(account: string): string | null {
  const link = useValue(linkStore, (state) => state.phase);
  const ready = useFeedPart(connectionFeed, (data) => data?.ready ?? null);
  const killed = useFeedPart(riskFeed(account), (data) => data?.killSwitchEngaged ?? false);
  if (account === "") return "the gateway has not named an account yet";
  if (link !== "up") return "the engine is not connected to this page";
  if (ready === null) return "the gateway's state is not known yet";
  if (!ready) return "the gateway is not ready";
  return killed ? "the kill switch is engaged" : null;
}

/** The order that was just sent, followed until its end. */
function Sent({ orderRef }: { readonly orderRef: string }): ReactNode {
  const order = useFeedPart(
    ordersFeed,
    (data) => data?.nodes.find((each) => each.orderRef === orderRef) ?? null,
  );
  if (order === null) return <p role="status">Accepted by the engine.</p>;
  const { word, mark, tone } = phaseWords(order.phase);
  return (
    <p role="status" className="sent" aria-label="Order sent">
      <b data-tone={tone}>
        {mark} {word}
      </b>{" "}
      {order.filled > 0
        ? `${order.filled} of ${order.quantity} at ${formatNet(order.averageFillPrice)}. `
        : ""}
      {noteBeside(word, order.note ?? "")}{" "}
      <button type="button" className="small" onClick={() => bottomTab.set("orders")}>
        Show orders
      </button>
    </p>
  );
}

function Outcome({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { sending } = ticket;
  switch (sending.phase) {
    case "accepted":
      return <Sent orderRef={sending.orderRef} />;
    case "refused":
      return fieldOf(sending.refusal) === "order" ? (
        <p role="alert" className="field-error">
          <RefusalNote refusal={sending.refusal} />
        </p>
      ) : null;
    case "failed":
      return (
        <p role="alert" className="field-error">
          {sending.what === "send"
            ? "No answer to the order came: whether it was sent is unknown. Look under Orders first; sending this ticket again unchanged repeats the same reference and is harmless."
            : "The preview got no answer. Nothing was sent; try again."}{" "}
          {sending.failure.message} <code>{sending.failure.code}</code>
        </p>
      );
    case "editing":
    case "previewing":
    case "sending":
      return null;
  }
}

function LiveQuestion({
  ticket,
  words,
  onBack,
}: {
  readonly ticket: Ticket;
  readonly words: string;
  readonly onBack: () => void;
}): ReactNode {
  const loss = formatMoney(ticket.view.spread?.maxLoss);
  return (
    <Dialog title="Send a LIVE order?" tone="danger" onClose={onBack}>
      <p>
        Account <b>{ticket.account}</b> trades real money.
      </p>
      <p>{ticket.view.spread?.words.join(", ")}</p>
      <p className="live-loss">
        Maximum loss <b>{loss}</b>
      </p>
      <div className="dialog-actions">
        <button type="button" onClick={onBack} autoFocus>
          Back
        </button>
        <button
          type="button"
          className="danger"
          onClick={() => {
            onBack();
            void ticket.send();
          }}
        >
          Send LIVE: {words}, lose at most {loss}
        </button>
      </div>
    </Dialog>
  );
}

/** The ticket under a moment of the past: figures of then, and nothing that could be sent. */
function PastSendBar({ words, side }: { readonly words: string; readonly side: string }): ReactNode {
  return (
    <div className="send-bar">
      <p data-tone="warn">Nothing can be sent: the screen shows the past.</p>
      <div className="send-buttons">
        <button type="button" onClick={backToNow}>
          Back to now
        </button>
        <button type="button" className="send" data-side={side} disabled>
          Send: {words}
        </button>
      </div>
    </div>
  );
}

/** Preview and the one button that sends, saying exactly what it does. */
export function SendBar({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const mode = useSession()?.mode;
  const obstacle = useObstacle(ticket.account);
  const [asking, setAsking] = useState(false);
  const { draft, side, view, sending } = ticket;
  const prices = {
    mid: view.spread?.mid ?? null,
    ask: view.spread?.ask ?? null,
    tick: view.spread?.tick ?? "0.01",
  };
  const words = orderWords(draft, side, prices);
  const busy = sending.phase === "sending" || sending.phase === "previewing";
  const accepted = sending.phase === "accepted";
  const past = usePastObstacle();
  if (past !== null) return <PastSendBar words={words} side={side} />;
  const send = (): void => {
    if (mode !== "LIVE") void ticket.send();
    else if (ticket.sound()) setAsking(true);
  };
  return (
    <div className="send-bar">
      <Outcome ticket={ticket} />
      {obstacle === null ? null : <p data-tone="warn">Nothing can be sent: {obstacle}.</p>}
      <div className="send-buttons">
        <button type="submit" disabled={busy || obstacle !== null}>
          {sending.phase === "previewing" ? "Previewing…" : "Preview"}
        </button>
        {accepted ? (
          <button type="button" className="send" data-side={side} onClick={() => ticket.change({})}>
            New order with these legs
          </button>
        ) : (
          <button
            type="button"
            className="send"
            data-side={side}
            disabled={busy || obstacle !== null}
            onClick={send}
          >
            {sending.phase === "sending" ? "Sending: " : "Send: "}
            {words}
          </button>
        )}
      </div>
      {asking ? <LiveQuestion ticket={ticket} words={words} onBack={() => setAsking(false)} /> : null}
    </div>
  );
}

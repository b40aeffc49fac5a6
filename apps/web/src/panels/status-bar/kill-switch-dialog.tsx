import { useState, type ReactNode, type SyntheticEvent } from "react";
import { useMutation } from "urql";
import { closeDialog } from "../../app/dialogs.ts";
import { notify } from "../../app/notices.ts";
import { useAccount, useSession } from "../../app/session.ts";
import { Dialog } from "../../controls/dialog.tsx";
import { Field } from "../../controls/field.tsx";
import { RefusalNote } from "../../controls/states.tsx";
import { failureOf } from "../../graphql/failure.ts";
import { useFeedPart } from "../../graphql/feed.ts";
import { workingOrdersFeed, riskFeed } from "../../graphql/feeds.ts";
import { linkStore } from "../../graphql/link.ts";
import {
  EngageKillSwitchDocument,
  ReleaseKillSwitchDocument,
  type EngageKillSwitchMutation,
} from "../../gql/graphql.ts";
import { useValue } from "../../market/value-store.ts";

type Answer = EngageKillSwitchMutation["engageKillSwitch"];

function useKillSwitch(engaged: boolean) {
  const [, engage] = useMutation(EngageKillSwitchDocument);
  const [, release] = useMutation(ReleaseKillSwitchDocument);
  return async (account: string, reason: string): Promise<Answer | string> => {
    const input = { account, reason };
    if (engaged) {
      const result = await release({ input });
      return (
        result.data?.releaseKillSwitch ?? (result.error ? failureOf(result.error).message : "No answer came.")
      );
    }
    const result = await engage({ input });
    return (
      result.data?.engageKillSwitch ?? (result.error ? failureOf(result.error).message : "No answer came.")
    );
  };
}

function countOf(orders: number): string {
  return orders === 1 ? "1 order" : `${orders} orders`;
}

function Explanation({
  engaged,
  working,
}: {
  readonly engaged: boolean;
  readonly working: number;
}): ReactNode {
  if (engaged) return <p>Orders can be sent again once it is released. Nothing is sent by itself.</p>;
  return (
    <p>
      Every working order is cancelled ({working} now) and no new order is sent until it is released. Open
      positions stay as they are.
    </p>
  );
}

/** Engages or releases the kill switch, with a reason that goes into the log. */
export function KillSwitchDialog(): ReactNode {
  const account = useAccount();
  const mode = useSession()?.mode;
  const engaged = useFeedPart(riskFeed(account).live, (data) => data?.killSwitchEngaged ?? false);
  const [before] = useState(engaged);
  const working = useFeedPart(workingOrdersFeed.live, (data) => data?.totalCount ?? 0);
  const reachable = useValue(linkStore, (link) => link.phase === "up");
  const send = useKillSwitch(before);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ReactNode>(null);

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === "") {
      setError("Give a reason: it is written into the log.");
      return;
    }
    setBusy(true);
    const answer = await send(account, reason.trim());
    setBusy(false);
    if (typeof answer === "string") setError(answer);
    else if (answer.__typename === "CommandRefused") setError(<RefusalNote refusal={answer} />);
    else {
      const count = answer.cancelled.length;
      notify(
        before ? "plain" : "danger",
        before ? "Kill switch released." : `Kill switch engaged; ${countOf(count)} cancelled.`,
      );
      closeDialog();
    }
  };

  const title = before ? "Release the kill switch" : "Engage the kill switch";
  return (
    <Dialog title={title} tone="danger" onClose={closeDialog}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <p>
          Account <b>{account}</b>, {mode}.
        </p>
        <Explanation engaged={before} working={working} />
        {reachable ? null : (
          <p data-tone="warn">
            This page has lost the engine, so the kill switch is out of reach. Until it is back, cancel
            working orders in the gateway itself.
          </p>
        )}
        <Field label="Reason" value={reason} onChange={setReason} error={error} required autoFocus />
        <div className="dialog-actions">
          <button type="button" onClick={closeDialog}>
            Back
          </button>
          <button type="submit" className="danger" disabled={busy || !reachable}>
            {before ? "Release: allow orders again" : `Engage: cancel ${countOf(working)} and block new ones`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

import type { ReactNode } from "react";
import { Skeleton } from "../controls/states.tsx";
import type { Failure } from "../graphql/failure.ts";

/** The page of someone whom the engine does not know. */
export function SignedOut(): ReactNode {
  return (
    <main className="gate">
      <h1>Legbook</h1>
      <h2>This browser is not signed in.</h2>
      <p>
        Open the address that <code>npm start</code> printed in its terminal: it carries a token that signs
        this browser in once. Start the engine again for a new one.
      </p>
      <p className="muted">Working orders are not touched by signing in or out.</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        Try again
      </button>
    </main>
  );
}

/** The page before the engine ever answered. */
export function Unreachable({ failure }: { readonly failure: Failure }): ReactNode {
  return (
    <main className="gate" role="alert">
      <h1>Legbook</h1>
      <h2>The engine does not answer at {location.host}.</h2>
      <p>
        Start it with <code>npm start</code>. This page asks again every two seconds and opens by itself.
      </p>
      <p className="muted">
        {failure.message} <code>{failure.code}</code>
      </p>
    </main>
  );
}

/** The page until the first answer. */
export function Waiting(): ReactNode {
  return (
    <main className="gate">
      <h1>Legbook</h1>
      <Skeleton label="Connecting to the engine" rows={3} />
    </main>
  );
}

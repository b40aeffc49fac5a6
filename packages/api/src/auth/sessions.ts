import { digestOf, matches, newSecret } from "./secrets.ts";

/** Someone who is signed in, until `expiresAt` (this machine's time, milliseconds). */
export interface SignedIn {
  readonly user: string;
  readonly expiresAt: number;
}

interface StoredSession extends SignedIn {
  readonly digest: Buffer;
}

export interface SessionsOptions {
  readonly user: string;
  readonly sessionTtlMs: number;
  readonly sessionsMax: number;
  /** This machine's time in milliseconds. */
  readonly now: () => number;
  /** Told of every session that ended before its time, so that its connections can be closed. */
  readonly onEnded: (session: SignedIn) => void;
}

/**
 * One-time sign-in tokens and the sessions that they were exchanged for. Only digests are kept, so that a dump of
 * this process or a stray log line gives no access. Everything is forgotten when the process ends.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  #signInDigests: Buffer[] = [];
  #sessions: StoredSession[] = [];

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** A token that can be exchanged once. At most four wait at a time; the oldest gives way. */
  issueSignInToken(token: string = newSecret()): string {
    this.#signInDigests = [...this.#signInDigests, digestOf(token)].slice(-4);
    return token;
  }

  /** Exchanges a one-time token for a session's secret; null when it was used, or never issued. */
  signIn(token: string): { readonly secret: string; readonly session: SignedIn } | null {
    const used = this.#signInDigests.filter((digest) => matches(token, digest));
    if (used.length === 0) return null;
    this.#signInDigests = this.#signInDigests.filter((digest) => !used.includes(digest));
    const secret = newSecret();
    const session = {
      user: this.#options.user,
      expiresAt: this.#options.now() + this.#options.sessionTtlMs,
      digest: digestOf(secret),
    };
    this.#dropExpired();
    this.#sessions.push(session);
    while (this.#sessions.length > this.#options.sessionsMax) {
      const oldest = this.#sessions.shift();
      if (oldest !== undefined) this.#options.onEnded(oldest);
    }
    return { secret, session };
  }

  /** Who holds this secret; null when nobody does, or no longer. */
  find(secret: string): SignedIn | null {
    this.#dropExpired();
    let found: SignedIn | null = null;
    // Every session is compared, so that the time says nothing about which one it was.
    for (const session of this.#sessions) if (matches(secret, session.digest)) found = session;
    return found;
  }

  /** Ends a session. False when there was none. */
  signOut(secret: string): boolean {
    const session = this.find(secret);
    if (session === null) return false;
    this.#sessions = this.#sessions.filter((other) => other !== session);
    this.#options.onEnded(session);
    return true;
  }

  #dropExpired(): void {
    const now = this.#options.now();
    this.#sessions = this.#sessions.filter(({ expiresAt }) => expiresAt > now);
  }
}

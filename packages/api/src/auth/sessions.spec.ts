import { describe, expect, it } from "vitest";
import { Sessions, type SignedIn } from "./sessions.ts";

function sessionsAt(clock: { now: number }, sessionsMax = 2) {
  const ended: SignedIn[] = [];
  const sessions = new Sessions({
    user: "ann",
    sessionTtlMs: 1_000,
    sessionsMax,
    now: () => clock.now,
    onEnded: (session) => ended.push(session),
  });
  return { sessions, ended };
}

describe("sessions", () => {
  it("exchange a one-time token once", () => {
    const { sessions } = sessionsAt({ now: 0 });
    const token = sessions.issueSignInToken();
    expect(sessions.signIn(token)?.session.user).toBe("ann");
    expect(sessions.signIn(token)).toBeNull();
  });

  it("never make two secrets alike, and of 256 bits", () => {
    const { sessions } = sessionsAt({ now: 0 });
    const secrets = [1, 2].map(() => sessions.signIn(sessions.issueSignInToken())?.secret ?? "");
    expect(new Set(secrets).size).toBe(2);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });

  it("end at their time", () => {
    const clock = { now: 0 };
    const { sessions } = sessionsAt(clock);
    const secret = sessions.signIn(sessions.issueSignInToken())!.secret;
    clock.now = 999;
    expect(sessions.find(secret)).not.toBeNull();
    clock.now = 1_000;
    expect(sessions.find(secret)).toBeNull();
  });

  it("end when signed out, and say so to whoever keeps connections", () => {
    const { sessions, ended } = sessionsAt({ now: 0 });
    const { secret, session } = sessions.signIn(sessions.issueSignInToken())!;
    expect(sessions.signOut(secret)).toBe(true);
    expect(sessions.find(secret)).toBeNull();
    expect(ended).toEqual([session]);
    expect(sessions.signOut(secret)).toBe(false);
  });

  it("give way to newer ones at their limit, the oldest first", () => {
    const { sessions, ended } = sessionsAt({ now: 0 });
    const [first, second, third] = [1, 2, 3].map(() => sessions.signIn(sessions.issueSignInToken())!);
    expect(sessions.find(first!.secret)).toBeNull();
    expect(sessions.find(second!.secret)).not.toBeNull();
    expect(sessions.find(third!.secret)).not.toBeNull();
    expect(ended).toEqual([first!.session]);
  });

  it("keep the newest unused tokens only", () => {
    const { sessions } = sessionsAt({ now: 0 });
    const tokens = [1, 2, 3, 4, 5].map(() => sessions.issueSignInToken());
    expect(sessions.signIn(tokens[0]!)).toBeNull();
    expect(sessions.signIn(tokens[1]!)).not.toBeNull();
  });
});

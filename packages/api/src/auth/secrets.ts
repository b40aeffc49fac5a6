import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new secret of 256 random bits, as text that is safe in URLs, headers and cookies. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a secret: enough to know it again, not enough to use it. */
export function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}

/** Whether `secret` is the one of `digest`, in a time that does not depend on where they differ. */
export function matches(secret: string, digest: Buffer): boolean {
  return timingSafeEqual(digestOf(secret), digest);
}

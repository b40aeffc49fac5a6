/** Changes when and in which pieces bytes leave; never their order. */
export interface Shaper {
  push(bytes: Buffer): void;
  /** Bytes that wait. */
  readonly held: number;
  /** Lets go of everything that waits, at once. */
  flush(): void;
}

export type MakeShaper = (write: (bytes: Buffer) => void) => Shaper;

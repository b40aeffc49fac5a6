import type { MakeShaper, Shaper } from "../session/shaper.ts";
import type { Schedule } from "../venue/schedule.ts";

interface Piece {
  readonly bytes: Buffer;
  readonly due: number;
}

/** Pieces that leave one after another, each at its time. */
class PieceQueue implements Shaper {
  readonly #schedule: Schedule;
  readonly #write: (bytes: Buffer) => void;
  readonly #cut: (bytes: Buffer, freeAt: number) => readonly Piece[];
  readonly #pieces: Piece[] = [];
  #freeAt = 0;
  #waits = false;
  held = 0;

  constructor(
    schedule: Schedule,
    write: (bytes: Buffer) => void,
    cut: (bytes: Buffer, freeAt: number) => readonly Piece[],
  ) {
    this.#schedule = schedule;
    this.#write = write;
    this.#cut = cut;
  }

  push(bytes: Buffer): void {
    const pieces = this.#cut(bytes, Math.max(this.#freeAt, this.#schedule.now()));
    this.#freeAt = pieces.at(-1)?.due ?? this.#freeAt;
    this.#pieces.push(...pieces);
    this.held += bytes.length;
    this.#wait();
  }

  flush(): void {
    this.held = 0;
    for (const { bytes } of this.#pieces.splice(0)) this.#write(bytes);
  }

  #wait(): void {
    const next = this.#pieces[0];
    if (next === undefined || this.#waits) return;
    this.#waits = true;
    this.#schedule.after(next.due - this.#schedule.now(), () => {
      this.#waits = false;
      const now = this.#schedule.now();
      while ((this.#pieces[0]?.due ?? Infinity) <= now) {
        const piece = this.#pieces.shift() as Piece;
        this.held -= piece.bytes.length;
        this.#write(piece.bytes);
      }
      this.#wait();
    });
  }
}

/** Each frame takes its bytes' time at a rate, and `frameMs` on top. */
export function slowly(schedule: Schedule, bytesPerSecond: number, frameMs: number): MakeShaper {
  return (write) =>
    new PieceQueue(schedule, write, (bytes, freeAt) => [
      { bytes, due: freeAt + frameMs + (bytes.length / bytesPerSecond) * 1000 },
    ]);
}

/** Each frame leaves in pieces of so many bytes, `gapMs` apart: as packets of their own. */
export function inPieces(schedule: Schedule, bytesEach: number, gapMs: number): MakeShaper {
  return (write) =>
    new PieceQueue(schedule, write, (bytes, freeAt) => {
      const count = Math.ceil(bytes.length / bytesEach);
      return Array.from({ length: count }, (_, index) => ({
        bytes: bytes.subarray(index * bytesEach, (index + 1) * bytesEach),
        due: freeAt + (index + 1) * gapMs,
      }));
    });
}

/** Frames wait until there are so many, or the first has waited `waitMs`, and leave as one. */
export function merged(schedule: Schedule, frames: number, waitMs: number): MakeShaper {
  return (write) => {
    let waiting: Buffer[] = [];
    let batch = 0;
    const shaper = {
      held: 0,
      push(bytes: Buffer): void {
        waiting.push(bytes);
        shaper.held += bytes.length;
        const mine = batch;
        if (waiting.length >= frames) shaper.flush();
        else if (waiting.length === 1) {
          schedule.after(waitMs, () => {
            if (batch === mine) shaper.flush();
          });
        }
      },
      flush(): void {
        const bytes = Buffer.concat(waiting);
        waiting = [];
        batch += 1;
        shaper.held = 0;
        if (bytes.length > 0) write(bytes);
      },
    };
    return shaper;
  };
}

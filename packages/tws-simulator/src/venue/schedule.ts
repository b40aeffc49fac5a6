/** Whether a simulator's time follows the machine's clock, or stands until `run` moves it on. */
export type Pace = "real" | "manual";

interface Task {
  readonly due: number;
  /** Tasks that are due at the same time run in the order in which they were made. */
  readonly order: number;
  readonly run: () => void;
}

function isBefore(a: Task, b: Task): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** A binary heap with the next task on top. */
class TaskHeap {
  readonly #tasks: Task[] = [];

  get next(): Task | undefined {
    return this.#tasks[0];
  }

  push(task: Task): void {
    const tasks = this.#tasks;
    let at = tasks.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(task, tasks[parent] as Task)) break;
      tasks[at] = tasks[parent] as Task;
      at = parent;
    }
    tasks[at] = task;
  }

  pop(): void {
    const tasks = this.#tasks;
    const last = tasks.pop();
    if (last === undefined || tasks.length === 0) return;
    let at = 0;
    for (let child = 1; child < tasks.length; child = 2 * at + 1) {
      if (child + 1 < tasks.length && isBefore(tasks[child + 1] as Task, tasks[child] as Task)) child += 1;
      if (!isBefore(tasks[child] as Task, last)) break;
      tasks[at] = tasks[child] as Task;
      at = child;
    }
    tasks[at] = last;
  }

  clear(): void {
    this.#tasks.length = 0;
  }
}

/**
 * The simulator's own time and everything that waits for it: latencies, pushes of quotes, faults. It counts
 * milliseconds from the start and never goes back. A task sees the moment for which it was planned, however late the
 * machine runs it, so that what follows from it depends on the plan and not on the machine. At pace `manual` time
 * moves by `run` alone: the same requests between the same runs give the same bytes.
 */
export class Schedule {
  readonly pace: Pace;
  readonly #realNow: () => number;
  readonly #realStart: number;
  readonly #tasks = new TaskHeap();
  #now = 0;
  #made = 0;
  #running = false;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;
  #timerDue = Infinity;

  /** `realNow` is a monotonic clock in milliseconds; pace `manual` never asks it. */
  constructor(pace: Pace, realNow: () => number = () => performance.now()) {
    this.pace = pace;
    this.#realNow = realNow;
    this.#realStart = pace === "real" ? realNow() : 0;
  }

  now(): number {
    if (this.pace === "real" && !this.#running) this.#now = Math.max(this.#now, this.#real());
    return this.#now;
  }

  /** Runs `task` once, `ms` from now. */
  after(ms: number, task: () => void): void {
    this.#plan(this.now() + Math.max(0, ms), task);
  }

  /**
   * Runs `task` once, `ms` after the machine has come so far: what may be late and must not be made up for at the cost
   * of everything else. At pace `manual` it is `after`.
   */
  afterRest(ms: number, task: () => void): void {
    const now = this.pace === "real" ? Math.max(this.#now, this.#real()) : this.#now;
    this.#plan(now + Math.max(0, ms), task);
  }

  /** Runs `task` again and again at multiples of `ms` from now, none left out however late. */
  every(ms: number, task: () => void): void {
    const repeat = (due: number): void =>
      this.#plan(due, () => {
        repeat(due + ms);
        task();
      });
    repeat(this.now() + ms);
  }

  /** Moves time on at pace `manual`, running what falls due on the way in order. */
  run(ms: number): void {
    if (this.pace !== "manual") throw new RangeError("time moves by itself at pace real");
    if (!(ms >= 0) || !Number.isFinite(ms)) throw new RangeError(`time goes forward only: ${ms}`);
    if (this.#running) throw new RangeError("time is moving already");
    this.#runUntil(this.#now + ms);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#tasks.clear();
  }

  #real(): number {
    return this.#realNow() - this.#realStart;
  }

  #plan(due: number, run: () => void): void {
    if (this.#closed) return;
    this.#made += 1;
    this.#tasks.push({ due, order: this.#made, run });
    this.#wake();
  }

  #runUntil(end: number): void {
    this.#running = true;
    try {
      for (let task = this.#tasks.next; task !== undefined && task.due <= end; task = this.#tasks.next) {
        this.#tasks.pop();
        this.#now = Math.max(this.#now, task.due);
        task.run();
      }
    } finally {
      this.#running = false;
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Sets the machine's timer for the next task, at pace `real`. */
  #wake(): void {
    const next = this.#tasks.next;
    if (this.pace === "manual" || this.#running || next === undefined || next.due >= this.#timerDue) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerDue = next.due;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(0, next.due - this.#real()));
  }

  #onTimer(): void {
    this.#timer = null;
    this.#timerDue = Infinity;
    try {
      this.#runUntil(this.#real());
    } finally {
      this.#wake();
    }
  }
}

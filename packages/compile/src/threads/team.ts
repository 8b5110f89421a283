/** The workers of this process, and the programs that they know. */
import { type Helper, maySleep, startHelper } from "./host.ts";
import { PROGRAMS, SPIN, WORKERS, layout, offer } from "./layout.ts";
import type { Enlistment, Message } from "./serve.ts";

/** A program in parts, for several threads. */
export interface Order extends Omit<Enlistment, "id"> {
  readonly threads: number;
}

/** A program that workers have been told of. */
export interface Enlisted {
  /** Run one stage on all threads that are at hand: this one computes parts by `one`. Returns when all are done. */
  readonly run: (stage: number, one: (part: number) => void) => void;
  /** Let the workers forget it. */
  readonly stop: () => void;
}

class Team {
  readonly words: Int32Array = new Int32Array(
    new SharedArrayBuffer(4 * (layout.mail + WORKERS + 1)),
  );
  readonly #helpers = new Map<number, Helper>();
  /** What the workers know, without keeping it alive. */
  readonly #known = new Map<number, WeakRef<Enlistment>>();
  readonly #sleeps = maySleep();
  readonly #forgotten = new FinalizationRegistry<number>((id) => this.#dismiss(id));
  #count = 0;
  /** Whether the workers have gone, since nobody needed them. */
  gone = false;

  /** Make a program known to workers, as many as it can use; undefined if there cannot be any more programs. */
  enlist({ threads, ...order }: Order): Enlisted | undefined {
    const id = this.#count++;
    if (id >= PROGRAMS) return undefined;
    const enlistment: Enlistment = { id, ...order };
    for (const index of this.#helpers.keys()) this.#post(index, enlistment);
    this.#known.set(id, new WeakRef(enlistment));
    for (let index = 1; index < threads; index++) if (!this.#helpers.has(index)) this.#hire(index);
    this.#wake();
    const run: Enlisted["run"] = (stage, one) => {
      const parts = enlistment.stages[stage]?.length ?? 0;
      this.#run(stage, parts, offer(id, threads, parts), one);
    };
    this.#forgotten.register(run, id, enlistment);
    const stop = (): void => {
      this.#forgotten.unregister(enlistment);
      this.#dismiss(id);
    };
    return { run, stop };
  }

  #run(stage: number, parts: number, offered: number, one: (part: number) => void): void {
    const { words } = this;
    Atomics.store(words, layout.stage, stage);
    Atomics.store(words, layout.done, 0);
    Atomics.store(words, layout.open, offered);
    if (Atomics.load(words, layout.asleep) > 0) this.#wake();
    for (let left = parts; left > 0;) {
      const open = Atomics.load(words, layout.open);
      left = open & 255;
      if (left === 0 || Atomics.compareExchange(words, layout.open, open, open - 1) !== open)
        continue;
      one(left - 1);
      Atomics.add(words, layout.done, 1);
    }
    if (Atomics.load(words, layout.done) < parts) this.#wait(parts);
    if (Atomics.exchange(words, layout.failed, 0) === 1) throw new Error("a worker failed");
  }

  /** Wait until all parts are done: spinning, then asleep where that is allowed. */
  #wait(parts: number): void {
    const { words } = this;
    const until = performance.now() + SPIN;
    do for (let i = 0; i < 100; i++) if (Atomics.load(words, layout.done) === parts) return;
    while (!this.#sleeps || performance.now() < until);
    Atomics.store(words, layout.waiting, 1);
    for (let done = Atomics.load(words, layout.done); done < parts;) {
      Atomics.wait(words, layout.done, done);
      done = Atomics.load(words, layout.done);
    }
    Atomics.store(words, layout.waiting, 0);
  }

  #wake(): void {
    Atomics.add(this.words, layout.wake, 1);
    Atomics.notify(this.words, layout.wake);
  }

  /** The number of messages is raised first: a worker that sees it waits for the message. */
  #post(index: number, message: Message): void {
    Atomics.add(this.words, layout.mail + index, 1);
    this.#helpers.get(index)?.post(message);
  }

  /** Start worker `index`, and tell it of all programs; if it cannot start, there is none. */
  #hire(index: number): void {
    try {
      const helper = startHelper(() => {
        if (this.#helpers.get(index) === helper) this.#helpers.delete(index);
      });
      Atomics.store(this.words, layout.mail + index, 0);
      this.#helpers.set(index, helper);
      this.#post(index, { words: this.words, layout, index, spin: SPIN });
      for (const known of this.#known.values()) {
        const enlistment = known.deref();
        if (enlistment !== undefined) this.#post(index, enlistment);
      }
    } catch {
      this.#helpers.delete(index);
    }
  }

  /** Forget a program; without any, the workers go. */
  #dismiss(id: number): void {
    if (!this.#known.delete(id)) return;
    for (const index of this.#helpers.keys()) this.#post(index, { drop: id });
    this.#wake();
    if (this.#known.size > 0) return;
    for (const helper of this.#helpers.values()) helper.stop();
    this.gone = true;
  }
}

let team: Team | undefined;

/** Make a program known to the workers of this process. */
export function enlist(order: Order): Enlisted | undefined {
  if (team === undefined || team.gone) team = new Team();
  return team.enlist(order);
}

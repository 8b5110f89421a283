/** Which kernels run before which. */
import type { Kernel } from "./kernel.ts";

/** Kernels by number, 32 to a word. */
class Numbers {
  #words = new Uint32Array(0);

  has(i: number): boolean {
    return (((this.#words[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 1;
  }

  /** Add `i` and all `others`. */
  add(i: number, others: Numbers): void {
    const length = Math.max(this.#words.length, others.#words.length, (i >>> 5) + 1);
    if (length > this.#words.length) {
      const words = new Uint32Array(length);
      words.set(this.#words);
      this.#words = words;
    }
    for (const [w, word] of others.#words.entries())
      this.#words[w] = (this.#words[w] as number) | word;
    this.#words[i >>> 5] = (this.#words[i >>> 5] as number) | (1 << (i & 31));
  }
}

/** What runs before each kernel, directly or not: kept up to date, so that asking is a look-up. */
export class Precedence {
  readonly #before = new Map<Kernel, Numbers>();
  /** What needs a kernel directly. */
  readonly #users = new Map<Kernel, Kernel[]>();

  /** Whether `k` runs after `other`, directly or not. */
  isAfter(k: Kernel, other: Kernel): boolean {
    return this.#before.get(k)?.has(other.id) ?? false;
  }

  /** From now on `k` needs `other`, and so does what runs after `k`. */
  add(k: Kernel, other: Kernel): void {
    if (k.needs.has(other)) return;
    k.needs.add(other);
    const users = this.#users.get(other) ?? [];
    users.push(k);
    this.#users.set(other, users);
    const more = this.#before.get(other) ?? new Numbers();
    const stack = [k];
    for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
      if (this.isAfter(x, other)) continue;
      const before = this.#before.get(x) ?? new Numbers();
      before.add(other.id, more);
      this.#before.set(x, before);
      stack.push(...(this.#users.get(x) ?? []));
    }
  }
}

/** Kernels after what they need; among the ready ones the one created first. Iterative. */
export function sorted(kernels: readonly Kernel[]): Kernel[] {
  const out: Kernel[] = [];
  const state = new Map<Kernel, "open" | "done">();
  for (const root of kernels) {
    const path = [root];
    for (let k = path.at(-1); k !== undefined; k = path.at(-1)) {
      const at = state.get(k);
      if (at !== undefined) {
        path.pop();
        if (at === "open") out.push(k);
        state.set(k, "done");
        continue;
      }
      state.set(k, "open");
      path.push(...[...k.needs].filter((need) => !state.has(need)).toReversed());
    }
  }
  return out;
}

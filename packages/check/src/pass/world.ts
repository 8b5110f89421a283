import type { Tensor } from "@chainrule/core";
import { compute, evaluateAll, topological } from "@chainrule/core/engine";
import type { Numbers } from "./numbers.ts";

/** The forward values of a program, some of which are replaced by a learner's own, with all that is computed from these. */
export class World {
  /** Inputs before users. */
  readonly order: readonly Tensor[];
  private readonly before = new Map<Tensor, Tensor["value"]>();
  private readonly pinned = new Set<Tensor>();

  constructor(roots: readonly Tensor[]) {
    this.order = topological(roots);
    for (const x of this.order) evaluateAll(x);
  }

  /** Give `x` the value that a learner has for it. */
  pin(x: Tensor, value: Numbers): void {
    this.pinned.add(x);
    this.replace(x, like(value, x));
    const dirty = new Set([x]);
    for (const y of this.order) {
      if (this.pinned.has(y) || !y.inputs.some((input) => dirty.has(input))) continue;
      this.replace(y, compute(y));
      dirty.add(y);
    }
  }

  /** The values as they were. */
  restore(): void {
    for (const [x, value] of this.before) x.value = value;
  }

  private replace(x: Tensor, value: Tensor["value"]): void {
    if (!this.before.has(x)) this.before.set(x, x.value);
    x.value = value;
  }
}

const like = (value: Numbers, x: Tensor): Tensor["value"] =>
  x.rank === 0 ? value[0] : x.dtype === "float32" ? Float32Array.from(value) : value.slice();

import type { Tensor } from "@chainrule/core";
import { compute, evaluateAll, topological } from "@chainrule/core/engine";
import type { Backward } from "./backward.ts";
import { type Numbers, numbersOf } from "./numbers.ts";

/** What one backward node is changed to: another expression, or its own value times a number. */
export type Change = { readonly expr: Tensor } | { readonly times: number };
export type Changes = ReadonlyMap<Tensor, Change>;

/**
 * The backward pass with values, in which single steps can be changed and only what lies below them is computed
 * again. The values stand in the nodes themselves; those of a changed pass are taken back at its end.
 */
export class Flow {
  readonly back: Backward;
  /** Backward nodes that carry a cotangent, in order of computation. */
  readonly order: readonly Tensor[];
  /** The nodes of the forward pass. */
  readonly forward: ReadonlySet<Tensor>;
  /** How many changed passes have been run. */
  runs = 0;
  /** About how many operations that took. */
  work = 0;
  private readonly place = new Map<Tensor, number>();
  private readonly above = new Map<Tensor, Uint8Array>();
  private readonly kept = new Map<Tensor, Change>();

  constructor(back: Backward, targets: readonly Tensor[]) {
    this.back = back;
    this.forward = new Set(back.forward);
    const order: Tensor[] = [];
    const sorted = topological(targets);
    for (const node of sorted)
      if (back.roots.has(node) || node.inputs.some((x) => this.place.has(x))) {
        this.place.set(node, order.length);
        order.push(node);
      }
    this.order = order;
    for (const target of targets) evaluateAll(target);
  }

  carries(node: Tensor): boolean {
    return this.place.has(node);
  }

  /** The value of a target as things stand. */
  base(target: Tensor): Numbers {
    evaluateAll(target);
    return numbersOf(target);
  }

  /** For every place in `order`, whether `target` is computed from it. */
  cone(target: Tensor): Uint8Array {
    const known = this.above.get(target);
    if (known !== undefined) return known;
    const mask = new Uint8Array(this.order.length);
    const end = this.place.get(target);
    if (end !== undefined) mask[end] = 1;
    for (let i = end ?? -1; i >= 0; i--)
      if (mask[i] === 1)
        for (const x of this.order[i]?.inputs ?? []) {
          const j = this.place.get(x);
          if (j !== undefined) mask[j] = 1;
        }
    this.above.set(target, mask);
    return mask;
  }

  /** The carrying nodes that `target` is computed from, the nearest first. */
  suspects(target: Tensor): Tensor[] {
    const cone = this.cone(target);
    return this.order.filter((_, i) => cone[i] === 1).toReversed();
  }

  reaches(site: Tensor, target: Tensor): boolean {
    const i = this.place.get(site);
    return i !== undefined && this.cone(target)[i] === 1;
  }

  /** The nodes through which every path from where a cotangent enters to `target` passes. */
  bottlenecks(target: Tensor): Set<Tensor> {
    const found = new Set<Tensor>();
    const pending = new Set<Tensor>([target]);
    for (const node of this.suspects(target)) {
      if (pending.size === 1) found.add(node);
      if (this.back.roots.has(node)) continue;
      pending.delete(node);
      for (const x of node.inputs) if (this.place.has(x)) pending.add(x);
    }
    return found;
  }

  /** The value of `target` under `changes`. */
  run(changes: Changes, target: Tensor): Numbers {
    const before = this.sweep(changes, this.place.get(target) ?? -1, this.cone(target));
    const value = numbersOf(target).slice();
    for (const [node, old] of before) node.value = old;
    return value;
  }

  /** Make a change permanent: later questions are asked of the changed pass. */
  commit(changes: Changes): void {
    this.sweep(changes, this.order.length - 1);
    for (const [node, change] of changes) this.kept.set(node, change);
  }

  /** Compute what `changes` change, up to place `end`; the values that nodes had before. */
  private sweep(changes: Changes, end: number, mask?: Uint8Array): Map<Tensor, Tensor["value"]> {
    this.runs++;
    const before = new Map<Tensor, Tensor["value"]>();
    let start = this.order.length;
    for (const site of changes.keys()) start = Math.min(start, this.place.get(site) ?? start);
    for (let i = start; i <= end; i++) {
      const node = this.order[i];
      if (node === undefined || (mask !== undefined && mask[i] === 0)) continue;
      const change = changes.get(node);
      if (change === undefined && !node.inputs.some((x) => before.has(x))) continue;
      this.work += effort(node);
      const value = this.step(node, change ?? this.kept.get(node));
      before.set(node, node.value);
      node.value = value;
    }
    return before;
  }

  private step(node: Tensor, change: Change | undefined): Tensor["value"] {
    if (change !== undefined && "expr" in change) return valueNow(change.expr);
    const plain = node.inputs.length === 0 ? node.value : compute(node);
    if (change === undefined || plain === undefined) return plain;
    return typeof plain === "number" ? plain * change.times : plain.map((v) => v * change.times);
  }
}

/** The value of an expression at the present values of what it is made of; it keeps none of its own. */
function valueNow(expr: Tensor): Tensor["value"] {
  const made = evaluateAll(expr);
  const { value } = expr;
  for (const node of made) node.value = undefined;
  return value;
}

/** What visiting a node costs, in operations on elements. */
const VISIT = 400;

/** About how many operations computing a node takes. */
function effort({ op: { kernel }, size, inputs: [a, b] }: Tensor): number {
  if (kernel.kind !== "contract" || a === undefined || b === undefined) return VISIT + size;
  // Each label is in two of the three, so that this is the product of all sizes.
  return VISIT + Math.sqrt(size * a.size * b.size) / 4;
}

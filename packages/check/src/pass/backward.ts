import type { Tensor } from "@chainrule/core";
import { fill, sweep, topological } from "@chainrule/core/engine";

/** The forward edge that a backward node belongs to: the derivative of `user` with respect to its input number `input`. */
export interface Edge {
  readonly user: Tensor;
  readonly input: number;
}

/** The reverse sweep as a graph in which every backward node knows its forward edge. */
export interface Backward {
  readonly loss: Tensor;
  readonly forward: readonly Tensor[];
  /** What the cotangent of a wanted node is, given the cuts above it. */
  readonly cotangent: ReadonlyMap<Tensor, Tensor>;
  /** The summands of every cotangent, one per use of the node, last use first. */
  readonly parts: ReadonlyMap<Tensor, readonly Tensor[]>;
  readonly origin: ReadonlyMap<Tensor, Edge>;
  /** For a contribution after the first, the node that adds it to those before. */
  readonly sums: ReadonlyMap<Tensor, Tensor>;
  readonly cuts: ReadonlyMap<Tensor, Tensor>;
  /** Where a cotangent enters: the seed and the cuts. */
  readonly roots: ReadonlySet<Tensor>;
}

/** Reverse mode in which the cotangent of each node in `cuts` is replaced, for all that lies below it, by the given tensor. */
export function backwardOf(
  loss: Tensor,
  wanted: readonly Tensor[],
  cuts: ReadonlyMap<Tensor, Tensor> = new Map(),
): Backward {
  const forward = topological([loss]);
  const seed = fill(1, loss);
  const parts = new Map<Tensor, Tensor[]>([[loss, [seed]]]);
  const origin = new Map<Tensor, Edge>();
  const xs = [...wanted, ...hidden(forward)];
  const found = sweep(loss, xs, seed, {
    cuts,
    onPart(part, user, input) {
      const own = parts.get(user) ?? [];
      const made = topological([part], (x) => x.id > seed.id && !origin.has(x) && !isSum(x, own));
      for (const x of made) origin.set(x, { user, input });
      const x = user.inputs[input];
      if (x === undefined) return;
      const known = parts.get(x);
      if (known === undefined) parts.set(x, [part]);
      else known.push(part);
    },
  });
  const cotangent = new Map(wanted.map((x, i) => [x, found[i] ?? fill(0, x)]));
  const roots = new Set([seed, ...cuts.values()]);
  const later = new Set([...parts.values()].flatMap((own) => own.slice(1)));
  const sums = new Map<Tensor, Tensor>();
  for (const node of topological([...parts.values()].flat().concat(...cotangent.values())))
    if (node.second !== undefined && later.has(node.second) && !origin.has(node))
      sums.set(node.second, node);
  return { loss, forward, cotangent, parts, origin, sums, cuts, roots };
}

/** What lies under a node whose rule only repeats its history in another way: to be seen, it has to be asked for. */
const hidden = (forward: readonly Tensor[]): Tensor[] =>
  forward.flatMap(({ op: { derivative: d }, inputs: [x] }) =>
    d.kind === "replaced" && d.equivalent === true && x !== undefined ? [x] : [],
  );

/** Whether `x` adds up contributions to one cotangent: it ends in one of those after the first. */
function isSum(x: Tensor, parts: readonly Tensor[]): boolean {
  const [, last, more] = x.inputs;
  return last !== undefined && more === undefined && parts.indexOf(last) > 0;
}

/** The cotangent of any node that one arrives at: the last of its contributions with those before added. */
export function cotangentOf(x: Tensor, { parts, sums }: Backward): Tensor | undefined {
  const last = parts.get(x)?.at(-1);
  return last === undefined ? undefined : (sums.get(last) ?? last);
}

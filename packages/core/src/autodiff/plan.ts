/** What a reverse sweep visits. */
import { isFloat } from "../graph/dtype.ts";
import { type Edges, edgesOf, placed, topological } from "../graph/order.ts";
import type { Op, Tensor } from "../graph/tensor.ts";

/** What `live` says of one of the `xs`. */
export const WANTED = 2;

/** What a sweep visits: the nodes between `xs` and `y`, inputs first. */
export interface Plan extends Edges {
  readonly order: readonly Tensor[];
  /** 1 for a node that a derivative is wanted for on the way, `WANTED` for one of the `xs`, else 0. */
  readonly live: Uint8Array;
  /** The places of the `xs`, −1 for those that `y` does not depend on. */
  readonly wanted: readonly number[];
  /** The places whose rule gives way to the history that it stands for, since some of the `xs` lie inside. */
  readonly open: ReadonlySet<number>;
}

/**
 * The places whose values the rules of a sweep may ask for: the nodes that a cotangent may reach, and their
 * inputs. The history that a replaced derivative stands for is not among them.
 */
export function asked({ order, first, places, live, open }: Plan): Uint8Array {
  if (!order.some(isReplaced)) return new Uint8Array(order.length).fill(1);
  const reached = reachedIn(order, { first, places }, open, live);
  const found = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) {
    if (reached[i] === 0 || live[i] === 0) continue;
    found[i] = 1;
    for (let at = first[i] as number; at < (first[i + 1] as number); at++)
      if ((places[at] as number) >= 0) found[places[at] as number] = 1;
  }
  return found;
}

/** The places that a cotangent of the last may reach, none of the history that a rule stands for unless it is `open`. */
export function reachedIn(
  order: readonly Tensor[],
  { first, places }: Edges,
  open: ReadonlySet<number> = NOWHERE,
  live?: Uint8Array,
): Uint8Array {
  const reached = new Uint8Array(order.length);
  if (order.length > 0) reached[order.length - 1] = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    if (reached[i] === 0 || live?.[i] === 0) continue;
    const skipped = isReplaced(order[i] as Tensor) && !open.has(i) ? 1 : 0;
    for (let at = (first[i] as number) + skipped; at < (first[i + 1] as number); at++)
      if ((places[at] as number) >= 0) reached[places[at] as number] = 1;
  }
  return reached;
}

const NOWHERE: ReadonlySet<number> = new Set();

const isReplaced = ({ op }: { readonly op: Op }): boolean =>
  op.derivative.kind === "replaced" || (op.of !== undefined && isReplaced({ op: op.of }));

/** The plan of a sweep from `y` to `xs`. */
export function planOf(y: Tensor, xs: readonly Tensor[]): Plan {
  const oldest = xs.reduce((id, x) => Math.min(id, x.id), Infinity);
  const order = topological([y], (node) => node.id >= oldest);
  const edges = edgesOf(order);
  const wanted = xs.map((x) => (placed(order, x) ? x.slot : -1));
  const live = liveness(order, edges, wanted);
  return { order, ...edges, wanted, live, open: opened(order, edges, live) };
}

/** The places whose rule is equivalent to a history in which, this side of the further inputs, something is wanted. */
function opened(
  order: readonly Tensor[],
  { first, places }: Edges,
  live: Uint8Array,
): ReadonlySet<number> {
  const open = new Set<number>();
  order.forEach(({ op: { derivative: d } }, i) => {
    if (d.kind !== "replaced" || d.equivalent !== true || live[i] === 0) return;
    const start = first[i] as number;
    const seen = new Set(places.subarray(start + 1, first[i + 1]));
    const path = [places[start] as number];
    for (let at = path.pop(); at !== undefined; at = path.pop()) {
      if (at < 0 || live[at] === 0 || seen.has(at)) continue;
      seen.add(at);
      if (live[at] === WANTED) open.add(i);
      for (const place of places.subarray(first[at], first[at + 1])) path.push(place);
    }
  });
  return open;
}

/** Which nodes a derivative is wanted for: `wanted`, and what depends on them in a differentiable way. */
function liveness(
  order: readonly Tensor[],
  { first, places }: Edges,
  wanted: readonly number[],
): Uint8Array {
  const live = new Uint8Array(order.length);
  for (const place of wanted) if (place >= 0) live[place] = WANTED;
  for (let i = 0; i < order.length; i++) {
    const { dtype, op } = order[i] as Tensor;
    if (live[i] !== 0 || op.derivative.kind === "constant" || !isFloat(dtype)) continue;
    const end = first[i + 1] as number;
    for (let k = first[i] as number; k < end; k++)
      if ((places[k] as number) >= 0 && live[places[k] as number] !== 0) live[i] = 1;
  }
  return live;
}

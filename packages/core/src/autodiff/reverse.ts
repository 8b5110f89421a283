import { isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Edges, edgesOf, placed, topological } from "../graph/order.ts";
import { sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, scale } from "../ops/arithmetic.ts";
import { identity } from "../ops/structural.ts";

/** What may look at, or reach into, a reverse sweep. */
export interface SweepOptions {
  /** Nodes whose cotangent is replaced, for all that lies below them. Their own cotangent is still returned. */
  readonly cuts?: ReadonlyMap<Tensor, Tensor>;
  /** Told of every contribution to a cotangent: `part` is what input number `input` of `user` receives. Each is a node of its own. */
  readonly onPart?: (part: Tensor, user: Tensor, input: number) => void;
  /** Told, before any rule is called, which nodes the sweep may visit, inputs first. */
  readonly onOrder?: (order: readonly Tensor[], plan: Plan) => void;
  /** Whether a cotangent is known to be exactly 0, so that what an elementwise op passes on need not be computed. */
  readonly isZero?: (g: Tensor) => boolean;
  /** Told when the rules of node `place` have run, and nothing will ask for its value any more. */
  readonly onDone?: (place: number) => void;
}

/**
 * Reverse mode: the cotangents of `xs` when `y` has cotangent `seed`; `undefined` where none arrives. Visits
 * every node between `xs` and `y` once, after all its users, and pulls its complete cotangent back.
 */
export function sweep(
  y: Tensor,
  xs: readonly Tensor[],
  seed: Tensor,
  options: SweepOptions = {},
): (Tensor | undefined)[] {
  const plan = planOf(y, xs);
  const { order, live, wanted } = plan;
  options.onOrder?.(order, plan);
  const cotangents = new Array<Tensor | undefined>(order.length);
  if (order.length > 0) cotangents[order.length - 1] = seed;
  for (let i = order.length - 1; i >= 0; i--) {
    const g = cotangents[i];
    if (g !== undefined && live[i] !== 0) {
      if (live[i] !== WANTED) cotangents[i] = undefined;
      passOn(plan, i, options.cuts?.get(order[i] as Tensor) ?? g, cotangents, options);
    }
    options.onDone?.(i);
  }
  return wanted.map((place) => (place < 0 ? undefined : cotangents[place]));
}

/** Pull the cotangent `g` of node `i` back to the inputs that a derivative is wanted for. */
function passOn(
  plan: Plan,
  i: number,
  g: Tensor,
  cotangents: (Tensor | undefined)[],
  options: SweepOptions,
): void {
  const { order, first, places, live } = plan;
  const node = order[i] as Tensor;
  const d = node.op.derivative;
  if (node.op.kernel.kind === "map" && options.isZero?.(g) === true) return;
  const start = first[i] as number;
  const end = first[i + 1] as number;
  const parts = d.kind === "replaced" ? d.vjp(g, node, wantedOf(plan, start, end)) : undefined;
  for (let at = start; at < end; at++) {
    const place = places[at] as number;
    if (place < 0 || live[place] === 0) continue;
    const part = contribution(node, g, at - start, options, parts);
    if (part === null) continue;
    const sum = cotangents[place];
    cotangents[place] = sum === undefined ? part : add(sum, part);
  }
}

const wantedOf = ({ places, live }: Plan, start: number, end: number): boolean[] =>
  Array.from(places.subarray(start, end), (place) => place >= 0 && live[place] !== 0);

const WANTED = 2;

/** What a sweep visits: the nodes between `xs` and `y`, inputs first. */
export interface Plan extends Edges {
  readonly order: readonly Tensor[];
  /** 1 for a node that a derivative is wanted for on the way, `WANTED` for one of the `xs`, else 0. */
  readonly live: Uint8Array;
  /** The places of the `xs`, −1 for those that `y` does not depend on. */
  readonly wanted: readonly number[];
}

/**
 * The places whose values the rules of a sweep may ask for: the nodes that a cotangent may reach, and their
 * inputs. The history that a replaced derivative stands for is not among them.
 */
export function asked({ order, first, places, live }: Plan): Uint8Array {
  if (!order.some(isReplaced)) return new Uint8Array(order.length).fill(1);
  const reached = new Uint8Array(order.length);
  const found = new Uint8Array(order.length);
  if (order.length > 0) reached[order.length - 1] = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    if (reached[i] === 0 || live[i] === 0) continue;
    found[i] = 1;
    const start = first[i] as number;
    const end = first[i + 1] as number;
    for (let at = start; at < end; at++)
      if ((places[at] as number) >= 0) found[places[at] as number] = 1;
    const skipped = isReplaced(order[i] as Tensor) ? 1 : 0;
    for (let at = start + skipped; at < end; at++)
      if ((places[at] as number) >= 0) reached[places[at] as number] = 1;
  }
  return found;
}

const isReplaced = ({ op }: Tensor): boolean => op.derivative.kind === "replaced";

function planOf(y: Tensor, xs: readonly Tensor[]): Plan {
  const oldest = xs.reduce((id, x) => Math.min(id, x.id), Infinity);
  const order = topological([y], (node) => node.id >= oldest);
  const edges = edgesOf(order);
  const wanted = xs.map((x) => (placed(order, x) ? x.slot : -1));
  return { order, ...edges, wanted, live: liveness(order, edges, wanted) };
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

function contribution(
  user: Tensor,
  g: Tensor,
  input: number,
  { onPart }: SweepOptions,
  parts: readonly (Tensor | null)[] | undefined,
): Tensor | null {
  const part = pullback(user, g, input, parts);
  if (part === null) return null;
  const x = user.input(input) as Tensor;
  if (part.shape !== x.shape && !sameShape(part.shape, x.shape))
    throw new GradientError(
      user.op.name,
      `the rule for input ${input}, ${describe(x)}`,
      `it gave a cotangent of shape [${part.shape.join(", ")}]`,
      "a cotangent has the shape of its tensor",
    );
  if (onPart === undefined) return part;
  const own = part === g ? identity(part) : part;
  onPart(own, user, input);
  return own;
}

/** The cotangent of one input of `y`, given the cotangent `g` of `y`; of its `parts` where one rule gave all. */
export function pullback(
  y: Tensor,
  g: Tensor,
  input: number,
  parts?: readonly (Tensor | null)[],
): Tensor | null {
  const d = y.op.derivative;
  switch (d.kind) {
    case "constant":
      return null;
    case "linear":
      return d.adjoint(g, input, y);
    case "bilinear":
      return d.adjoints[input as 0 | 1](g, y.first as Tensor, y.second as Tensor);
    case "pointwise": {
      const slope = d.partials[input]?.(y, ...y.inputs) ?? 0;
      return slope === 1 ? g : scale(g, slope as Tensor);
    }
    case "gated":
      return d.gates[input]?.(g, y, ...y.inputs) ?? null;
    case "custom":
      return d.vjp(g, input, y, y.inputs);
    case "replaced":
      return (
        (parts ?? d.vjp(g, y, new Array<boolean>(y.arity).fill(false).with(input, true)))[input] ??
        null
      );
  }
}

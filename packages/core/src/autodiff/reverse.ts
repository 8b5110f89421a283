import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, scale } from "../ops/arithmetic.ts";
import { identity } from "../ops/structural.ts";
import { type Plan, WANTED, planOf } from "./plan.ts";

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
  const { order, first, places, live, open } = plan;
  const node = order[i] as Tensor;
  const d = node.op.derivative;
  if (node.op.kernel.kind === "map" && options.isZero?.(g) === true) return;
  const start = first[i] as number;
  const end = first[i + 1] as number;
  const parts =
    d.kind !== "replaced"
      ? undefined
      : open.has(i)
        ? [g]
        : d.vjp(g, node, wantedOf(plan, start, end));
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

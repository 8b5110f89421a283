import { apply, interpretedBy, isInterpreting } from "../graph/apply.ts";
import { custom, replaced } from "../graph/derivative.ts";
import { namedLike } from "../graph/note.ts";
import { topological } from "../graph/order.ts";
import { substitute } from "../graph/substitute.ts";
import { type Op, type Tensor, nextId } from "../graph/tensor.ts";
import { isFloat } from "../graph/dtype.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { asFunction } from "../ops/check.ts";
import { inputLike } from "../ops/leaf.ts";
import { sweep } from "./reverse.ts";
import { nothingIn } from "./transform.ts";
import { mapTree, tensorsOf } from "./tree.ts";
import { sweepOnValues } from "./values.ts";

/**
 * The same function with the same derivatives, for less memory: what `f` computes on its way is not kept for
 * the backward pass, but computed again when it gets there. `f` takes and returns tensors or trees of them;
 * tensors that it uses without being given them have their gradients too.
 *
 * Source: T. Chen et al., Training deep nets with sublinear memory cost, arXiv:1604.06174.
 */
export function checkpoint<P extends readonly unknown[], Y = Tensor>(
  f: (...args: P) => Y,
): (...args: P) => Y {
  asFunction("checkpoint", f);
  return (...args) => {
    const first = nextId();
    const result = f(...args);
    if (tensorsOf(result).length === 0) throw nothingIn("checkpoint", result);
    return mapTree(result, (y) => (isFloat(y.dtype) ? forgetful(y, first) : y));
  };
}

/** `y` as a node that knows what the nodes made from `first` on were computed from. */
function forgetful(y: Tensor, first: number): Tensor {
  const inside = topological([y], ({ id }) => id >= first);
  const outer = new Set(inside.flatMap((x) => x.inputs.filter(({ id }) => id < first)));
  return outer.size === 0 ? y : namedLike(apply(Checkpoint, y, ...outer), y);
}

/** Inputs: the result, and all that it was computed from. Backwards, through a copy of what lies between them. */
export const Checkpoint: Op = {
  name: "checkpoint",
  attrs: {},
  arity: null,
  shape: (y) => y.shape,
  dtype: (y) => y.dtype,
  kernel: { kind: "first" },
  derivative: replaced({
    equivalent: true,
    vjp(g, y, wanted) {
      const [value, ...outer] = y.inputs as [Tensor, ...Tensor[]];
      const again = later(outer, g);
      const [copy] = interpretedBy(null, () =>
        substitute([value], new Map(outer.map((x, i) => [x, again[i] as Tensor]))),
      ) as [Tensor];
      const xs = again.filter((_, i) => wanted[i + 1]);
      copy.value = y.value;
      const found = (isInterpreting() ? sweepOnValues : sweep)(copy, xs, g);
      return wanted.map((want, i) => (want && i > 0 ? (found.shift() ?? null) : null));
    },
    jvp: ([dy]) => dy ?? null,
  }),
};

/** The same tensors with identities of their own, from which a copy is computed after `g`. */
function later(outer: readonly Tensor[], g: Tensor) {
  if (!isInterpreting()) return outer.map((x) => apply(After, x, g));
  evaluateRoots(outer);
  return outer.map(inputLike);
}

/**
 * `x`, but not before `g`: what is computed from it comes late, and is not taken for what was computed from `x`
 * before.
 */
export const After: Op = {
  name: "after",
  attrs: {},
  arity: 2,
  shape: (x) => x.shape,
  dtype: (x) => x.dtype,
  kernel: { kind: "first" },
  derivative: custom({
    vjp: (g, input) => (input === 0 ? g : null),
    jvp: ([dx]) => dx ?? null,
  }),
};

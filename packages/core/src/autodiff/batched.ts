/** What is written for one example, over many of them: node by node, by kernel kinds. */
import { apply } from "../graph/apply.ts";
import { constant, custom } from "../graph/derivative.ts";
import type { Kernel } from "../graph/kernel.ts";
import { ShapeError } from "../graph/errors.ts";
import { describe, namedLike } from "../graph/note.ts";
import { topological } from "../graph/order.ts";
import type { Attributes, Op, Scope, Tensor } from "../graph/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { fill, input } from "../ops/leaf.ts";
import { broadcastTo, sumTo } from "../ops/structural.ts";
import { batchedKernel } from "./batched-kernel.ts";
import { pushforward } from "./forward.ts";
import { pullback } from "./reverse.ts";
import { transforming } from "./transform.ts";

/** For tensors that stand for one example: the tensors that have all examples along their first axis. */
export type Examples = Map<Tensor, Tensor>;

/** A tensor that stands for one example of `x`, which has them along its first axis. */
export function exampleOf(x: Tensor, examples: Examples): Tensor {
  const one = namedLike(input(undefined, x.shape.slice(1), x.dtype), x);
  examples.set(one, x);
  return one;
}

/** The same for each of `n` examples. */
export const repeated = (x: Tensor, n: number): Tensor => broadcastTo(x, [n, ...x.shape]);

/**
 * For each of `ys`, made from examples, the tensor that has its values for all examples along the first axis;
 * undefined where they are the same. What is the same for all is not computed again.
 */
export function overExamples(ys: readonly Tensor[], examples: Examples): (Tensor | undefined)[] {
  const all = new Map(examples);
  const oldest = [...examples.keys()].reduce((id, x) => Math.min(id, x.id), Infinity);
  for (const node of topological(ys, (x) => x.id >= oldest && !examples.has(x))) {
    const over = node.inputs.map((x) => all.get(x));
    if (!over.some((x) => x !== undefined)) continue;
    const made = batched(node, over);
    all.set(node, made);
    const { note } = node;
    if (note !== undefined)
      made.note =
        note.scope === undefined ? note : { ...note, scope: moved(note.scope, made, all) };
  }
  return ys.map((y) => all.get(y));
}

/** A box around what was made of the nodes inside it. */
function moved(scope: Scope, output: Tensor, all: Examples): Scope {
  const { inputs, inner, attrs } = scope;
  return {
    ...scope,
    output,
    inputs: inputs.map((x) => all.get(x) ?? x),
    attrs: withLevel(
      attrs,
      inputs.map((x) => all.has(x)),
    ),
    ...(inner && { inner: moved(inner, output, all) }),
  };
}

/** Attributes that say, once more, which inputs have an axis of examples: 0, or null for those that have none. */
const withLevel = (attrs: Attributes, mapped: readonly boolean[], sum = false): Attributes => ({
  ...attrs,
  vmap: [
    ...((attrs["vmap"] ?? []) as readonly unknown[]),
    [...mapped.map((has) => (has ? 0 : null)), ...(sum ? ["sum"] : [])],
  ],
});

/** `node` over all examples, given those of its inputs that differ from one to the next. */
function batched(node: Tensor, over: readonly (Tensor | undefined)[]): Tensor {
  const { op, inputs } = node;
  const n = over.find((x) => x !== undefined)?.shape[0] ?? 0;
  const all = (): Tensor[] => over.map((x, i) => x ?? repeated(inputs[i] as Tensor, n));
  // What happens at every element by itself does so over any axes, and so does what its rule says.
  if (op.kernel.kind === "map" && op.derivative.kind !== "custom") return apply(op, ...all());
  if (op.derivative.kind === "replaced" && op.derivative.equivalent === true)
    return apply(op, ...over.map((x, i) => x ?? (inputs[i] as Tensor)));
  return applied(node, over, false) ?? batched(node, all());
}

/** The op of `node` over all examples, or the sum of its results; null where no kernel does it. */
function applied(node: Tensor, over: readonly (Tensor | undefined)[], sum: boolean): Tensor | null {
  const op = overOneMoreAxis(
    node.op,
    over.map((x) => x !== undefined),
    sum,
  );
  return op && apply(op, ...over.map((x, i) => x ?? (node.inputs[i] as Tensor)));
}

/** What was found for one example, for all of `n`: along a first axis, or added up. */
function collected(y: Tensor | null, examples: Examples, n: number, sum: boolean): Tensor | null {
  if (y === null) return null;
  if (!sum) return overExamples([y], examples)[0] ?? repeated(y, n);
  const own = examples.get(y);
  if (own !== undefined) return sumTo(own, y.shape);
  const over = overExamples(y.inputs, examples);
  if (!over.some((x) => x !== undefined)) return mul(y, n);
  return applied(y, over, true) ?? sumTo(batched(y, over), y.shape);
}

/**
 * `op` over one more axis, the first of every input that is `mapped` and of the result; or the `sum` of the
 * results along it, which is what an input that is not mapped has for a cotangent. Null where no kernel does it.
 */
export function overOneMoreAxis(op: Op, mapped: readonly boolean[], sum: boolean): Op | null {
  const kernel = batchedKernel(op.kernel, mapped, sum);
  return kernel && Batched(op, mapped, sum, kernel);
}

/** Its derivative is what the rule of `op` says of one example, over all of them. */
const Batched = (op: Op, mapped: readonly boolean[], sum: boolean, kernel: Kernel): Op => {
  const sizeOf = (xs: readonly Tensor[]): number => xs[mapped.indexOf(true)]?.shape[0] ?? 0;
  /** What `rule` says of an example and of its tangents or cotangents `ds`, those that are `split` one to each example. */
  const forAll = (
    y: Tensor,
    ds: readonly (Tensor | null)[],
    split: readonly boolean[],
    added: boolean,
    rule: (one: Tensor, ds: readonly (Tensor | null)[]) => Tensor | null,
  ): Tensor | null => {
    const examples: Examples = new Map();
    const part = (x: Tensor, isSplit: boolean | undefined): Tensor =>
      isSplit === true ? exampleOf(x, examples) : x;
    const found = transforming(() => {
      const one = apply(op, ...y.inputs.map((x, i) => part(x, mapped[i])));
      if (!sum) examples.set(one, y);
      return rule(
        one,
        ds.map((d, i) => d && part(d, split[i])),
      );
    });
    return collected(found, examples, sizeOf(y.inputs), added);
  };
  return {
    ...op,
    attrs: withLevel(op.attrs, mapped, sum),
    of: op,
    shape(...xs) {
      const n = sizeOf(xs);
      const one = op.shape(
        ...xs.map((x, i) => {
          if (mapped[i] !== true) return x;
          if (x.shape[0] === n) return exampleOf(x, new Map());
          throw new ShapeError(op.name, describe(x), `its first axis does not count ${n} examples`);
        }),
      );
      return sum ? one : [n, ...one];
    },
    kernel,
    derivative:
      op.derivative.kind === "constant"
        ? constant
        : custom({
            vjp: (g, i, y) =>
              forAll(y, [g], [!sum], mapped[i] === false, (one, [d]) =>
                pullback(one, d as Tensor, i),
              ),
            jvp: (dx, y) => forAll(y, dx, mapped, sum, pushforward) ?? fill(0, y),
          }),
  };
};

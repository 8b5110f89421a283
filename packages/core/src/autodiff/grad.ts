import { isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Matches, Scalar } from "../graph/typed.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { asFunction, asTensor, kindOf } from "../ops/check.ts";
import { fill, given, inputLike } from "../ops/leaf.ts";
import { sweep } from "./reverse.ts";
import { derivedFrom, refuseSettled } from "./settled.ts";
import { differentiable, fresh, isTransforming, matching, transforming } from "./transform.ts";
import { fillTree, mapTree, tensorsOf } from "./tree.ts";
import { sweepOnValues } from "./values.ts";

/**
 * `f`'s value and its gradient with respect to its first argument, which has that argument's own structure.
 * `f` returns a floating scalar. Called outside of any transform, both are values without a history; called
 * inside one, both extend the graph.
 */
export function valueAndGrad<X = Tensor, Rest extends unknown[] = [], S extends Shape = Shape>(
  f: (x: X, ...rest: Rest) => Tensor<S> & Scalar<S>,
): (x: X, ...rest: Rest) => [value: Tensor<readonly []>, gradient: X] {
  asFunction("grad", f);
  return (x, ...rest) => {
    const leaves = differentiable("grad", x);
    const recording = isTransforming();
    if (!recording) evaluateRoots(tensorsOf(x));
    const argument = mapTree(x, recording ? fresh : inputLike);
    const y = scalar(
      "grad",
      transforming(() => f(argument, ...rest)),
    );
    const inputs = tensorsOf(argument);
    if (recording) return [y, fillTree(x, gradients(y, inputs))];
    const slopes = sweepOnValues(y, inputs);
    evaluateRoots([y]);
    const sources = new Set(leaves.map(({ tensor }) => tensor.id));
    for (const slope of slopes) derivedFrom(slope, sources);
    return [
      derivedFrom(given(y.value ?? NaN, y.shape, y.dtype), sources) as Tensor<readonly []>,
      fillTree(x, slopes),
    ];
  };
}

/** The gradient of `f` with respect to its first argument, as a function of the same arguments. */
export function grad<X = Tensor, Rest extends unknown[] = [], S extends Shape = Shape>(
  f: (x: X, ...rest: Rest) => Tensor<S> & Scalar<S>,
): (x: X, ...rest: Rest) => X {
  const both = valueAndGrad<X, Rest, S>(f);
  return (x, ...rest) => both(x, ...rest)[1];
}

/**
 * `∂y/∂x` for each of `xs`, or the pullback of `cotangent`, as tensors that may be differentiated again; zeros
 * for an `x` that `y` does not depend on.
 */
export function gradients<S extends Shape, const L extends readonly Tensor[]>(
  y: Tensor<S> & Scalar<S>,
  xs: L,
): L;
export function gradients<
  S extends Shape,
  const L extends readonly Tensor[],
  const C extends Shape,
>(y: Tensor<S>, xs: L, cotangent: Tensor<C> & Matches<S, C>): L;
export function gradients(y: Tensor, xs: readonly Tensor[], cotangent?: Tensor): Tensor[] {
  for (const x of listed(xs)) differentiable("gradients", x);
  const seed = cotangent ?? fill(1, scalar("gradients", y));
  matching("gradients", seed, [asTensor("gradients", y)], "cotangent");
  const found = sweep(y, xs, seed, {
    onOrder: (order) => refuseSettled("gradients", order, xs),
  });
  return found.map((g, i) => g ?? fill(0, xs[i] as Tensor));
}

/** A list of tensors. */
function listed(xs: unknown): readonly Tensor[] {
  if (!Array.isArray(xs))
    throw new GradientError(
      "gradients",
      xs instanceof Tensor ? describe(xs) : kindOf(xs),
      "it takes a list of tensors",
      "write gradients(y, [x])",
    );
  return xs.map((x) => asTensor("gradients", x));
}

/** `y`, refused unless it is a floating scalar. */
export function scalar(op: string, y: unknown): Tensor<readonly []> {
  if (!(y instanceof Tensor))
    throw new GradientError(
      op,
      `the result ${kindOf(y)}`,
      "it is not a tensor",
      typeof y === "number"
        ? "return a scalar tensor, without item()"
        : y instanceof Promise
          ? "await what f needs before, since f cannot be async"
          : "return a scalar tensor",
    );
  if (!isFloat(y.dtype))
    throw new GradientError(
      op,
      `${describe(y)} ${y.dtype}`,
      "only floating point has derivatives",
      'write cast(y, "float64")',
    );
  if (y.shape.length > 0)
    throw new GradientError(
      op,
      describe(y),
      "a gradient is that of a scalar",
      `sum or average it, ${op === "gradients" ? "give a cotangent, " : ""}or use jacobian`,
    );
  return y as Tensor<readonly []>;
}

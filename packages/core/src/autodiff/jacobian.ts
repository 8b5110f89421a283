import { GradientError, ValueError } from "../graph/errors.ts";
import { type Shape, size } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Chained, Scalar, ShapeOf } from "../graph/typed.ts";
import { fill, given } from "../ops/leaf.ts";
import { permuteTo, reshapeTo } from "../ops/structural.ts";
import { allocate, isFloat } from "../graph/dtype.ts";
import { asFunction, asOptions, kindOf } from "../ops/check.ts";
import { tangents } from "./forward.ts";
import { grad } from "./grad.ts";
import { sweep } from "./reverse.ts";
import { differentiable, fresh, noDerivative, transforming } from "./transform.ts";
import { type Prefixed, fillTree, mapTree, tensorsOf } from "./tree.ts";
import { vmap } from "./vmap.ts";

export interface JacobianOptions {
  /** Rows by pullbacks or columns by pushforwards; the fewer of the two unless given. */
  readonly mode?: "forward" | "reverse";
}

/** `X` with the axes of `S` put before those of every tensor in it. */
export type Jacobian<X, S extends Shape> = Prefixed<X, S>;

/** `∂y/∂x` of shape [...y.shape, ...x.shape], for the tensor or each tensor of the tree `x`. Differentiable again. */
export const jacobian =
  <X = Tensor, S extends Shape = Shape>(f: (x: X) => Tensor<S>, options: JacobianOptions = {}) =>
  (x: X): Jacobian<X, S> => {
    asFunction("jacobian", f);
    differentiable("jacobian", x);
    const argument = mapTree(x, fresh);
    const y = transforming(() => f(argument));
    if (!(y instanceof Tensor) && tensorsOf(y).length > 0)
      throw new GradientError(
        "jacobian",
        `the result ${kindOf(y)}`,
        "it differentiates one tensor",
        "return one, e.g. with concat, or take the jacobian of each",
      );
    if (!(y instanceof Tensor) || !isFloat(y.dtype))
      throw noDerivative("jacobian", y, tensorsOf(y));
    const inputs = tensorsOf(argument);
    const n = inputs.reduce((sum, input) => sum + size(input.shape), 0);
    const { mode = n < size(y.shape) ? "forward" : "reverse" } = asOptions(
      "jacobian",
      options,
      "mode",
    );
    if (mode !== "forward" && mode !== "reverse")
      throw new ValueError(
        "jacobian",
        `mode ${kindOf(mode)}`,
        "there is no such mode",
        'write "forward" or "reverse"',
      );
    const blocks = mode === "forward" ? columns(y, inputs) : rows(y, inputs);
    return fillTree(x as unknown as Jacobian<X, S>, blocks);
  };

/** Second derivatives of the scalar function `f` of one tensor, of shape [...x.shape, ...x.shape]: forward mode over reverse mode. */
export const hessian =
  <X extends Tensor = Tensor, S extends Shape = Shape>(f: (x: X) => Tensor<S> & Scalar<S>) =>
  (x: X): Tensor<Chained<ShapeOf<X>, ShapeOf<X>>> => {
    asFunction("hessian", f);
    differentiable("hessian", x);
    if (!(x instanceof Tensor))
      throw new GradientError(
        "hessian",
        `the argument ${kindOf(x)}`,
        "it takes one tensor",
        "pack the parts with concat, or use hvp, which takes them as they are",
      );
    return jacobian((at: X): Tensor => grad(f)(at), { mode: "forward" })(x) as Tensor as never;
  };

/** The unit vectors of the space of `like`, one after the other. */
function units(like: Tensor): Tensor {
  const n = size(like.shape);
  const data = allocate(like.dtype, n * n);
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1;
  return given(data, [n, ...like.shape], like.dtype);
}

/** Row by row, `∂y/∂x` for each of `inputs`. */
export function rows(y: Tensor, inputs: readonly Tensor[]): Tensor[] {
  const pulled = (unit: Tensor): Tensor[] =>
    sweep(y, inputs, unit).map((g, k) => g ?? fill(0, inputs[k] as Tensor));
  return vmap(pulled)(units(y)).map((g, k) =>
    reshapeTo(g, [...y.shape, ...(inputs[k] as Tensor).shape]),
  );
}

/** For each input the tangents of `y` for every unit vector. */
function columns(y: Tensor, inputs: readonly Tensor[]): Tensor[] {
  return inputs.map((x) => {
    const pushed = (unit: Tensor): Tensor => tangents([y], new Map([[x, unit]]))[0] ?? fill(0, y);
    const transposed = reshapeTo(vmap(pushed)(units(x)), [size(x.shape), size(y.shape)]);
    return reshapeTo(permuteTo(transposed, [1, 0]), [...y.shape, ...x.shape]);
  });
}

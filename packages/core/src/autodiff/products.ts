import { isFloat } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Scalar } from "../graph/typed.ts";
import { add } from "../ops/arithmetic.ts";
import { asFunction, kindOf } from "../ops/check.ts";
import { fill } from "../ops/leaf.ts";
import { tangents } from "./forward.ts";
import { grad } from "./grad.ts";
import { sweep } from "./reverse.ts";
import { differentiable, fresh, matching, noDerivative, transforming } from "./transform.ts";
import { fillTree, leavesOf, mapTree, tensorsOf } from "./tree.ts";

/** `f` at arguments with identities of their own: the result, and those arguments. */
function applied<P extends readonly unknown[], Y>(op: string, f: (...primals: P) => Y, primals: P) {
  asFunction(op, f);
  const list: unknown = primals;
  if (!Array.isArray(list))
    throw new ValueError(
      op,
      list instanceof Tensor ? describe(list) : kindOf(list),
      "the arguments of f are a list",
      `write ${op}(f, [x], [dx])`,
    );
  differentiable(op, primals);
  const inputs = mapTree(primals, fresh);
  return { y: transforming(() => f(...inputs)), inputs: tensorsOf(inputs) };
}

/**
 * The value of `f` and its pullback, which takes a cotangent in the structure of the value and gives one
 * cotangent per argument: `ȳ ↦ Jᵀȳ`. Differentiable again.
 */
export function vjp<P extends readonly unknown[], Y = Tensor>(
  f: (...primals: P) => Y,
  ...primals: P
): [y: Y, pullback: (cotangent: Y) => P] {
  const { y, inputs } = applied("vjp", f, primals);
  const outputs = leavesOf(y).map(({ tensor }) => tensor);
  if (!outputs.some((output) => isFloat(output.dtype))) throw noDerivative("vjp", y, outputs);
  const pullback = (cotangent: Y): P => {
    const seeds = matching("vjp", cotangent, outputs, "cotangent");
    const sums = inputs.map((x): Tensor => fill(0, x));
    const found = outputs.map((output, i) => sweep(output, inputs, seeds[i] as Tensor));
    return fillTree(
      primals,
      sums.map((zero, k) =>
        sumOfParts(
          found.map((part) => part[k]),
          zero,
        ),
      ),
    );
  };
  return [y, pullback];
}

const sumOfParts = (parts: readonly (Tensor | undefined)[], zero: Tensor): Tensor =>
  parts.reduce<Tensor | undefined>((sum, g) => (sum && g ? add(sum, g) : (sum ?? g)), undefined) ??
  zero;

/** The value of `f` and its tangent when the arguments move by `moves`: `ẋ ↦ Jẋ`. Differentiable again. */
export function jvp<P extends readonly unknown[], Y = Tensor>(
  f: (...primals: P) => Y,
  primals: P,
  moves: P,
): [y: Y, dy: Y] {
  const { y, inputs } = applied("jvp", f, primals);
  const seeds = matching("jvp", moves, inputs, "tangent");
  const outputs = tensorsOf(y);
  if (!outputs.some((output) => isFloat(output.dtype))) throw noDerivative("jvp", y, outputs);
  const found = tangents(outputs, new Map(inputs.map((x, i) => [x, seeds[i] as Tensor])));
  return [
    y,
    fillTree(
      y,
      found.map((d, i) => d ?? fill(0, outputs[i] as Tensor)),
    ),
  ];
}

/** `x, v ↦ H v`, the Hessian of the scalar function `f` times a vector: forward mode over reverse mode. */
export const hvp =
  <X = Tensor, S extends Shape = Shape>(f: (x: X) => Tensor<S> & Scalar<S>) =>
  (x: X, v: X): X =>
    jvp((at: X) => grad(f)(at), [x], [v])[1];

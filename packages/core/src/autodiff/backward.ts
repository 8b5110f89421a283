import { isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { edgesOf, topological } from "../graph/order.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Scalar } from "../graph/typed.ts";
import { asTensor } from "../ops/check.ts";
import { gradients, scalar } from "./grad.ts";
import { reachedIn } from "./plan.ts";
import { derivedFrom, refuseSettled } from "./settled.ts";
import { differentiable, isTransforming } from "./transform.ts";
import { sweepOnValues } from "./values.ts";

/** The gradients that one backward sweep found. Nothing is stored on the tensors themselves. */
export class Gradients {
  readonly #y: Tensor;
  readonly #found: Map<Tensor, Tensor>;
  readonly #settled: readonly Tensor[];
  #sources: ReadonlySet<number> | undefined;

  constructor(y: Tensor) {
    this.#y = scalar("backward", y);
    const order = topological([y]);
    const reached = reachedIn(order, edgesOf(order));
    const leaves = order.filter(
      (x, i) => x.first === undefined && isFloat(x.dtype) && reached[i] !== 0,
    );
    const slopes = pull(y, leaves);
    this.#found = new Map(leaves.map((x, i) => [x, slopes[i] as Tensor]));
    this.#settled = order.filter(({ note }) => note?.derivedFrom !== undefined);
  }

  /** `∂y/∂x`, in the shape of `x`: from the one sweep for a leaf, from another for a tensor on the way or inside a checkpoint. */
  of<S extends Shape>(x: Tensor<S>): Tensor<S> {
    differentiable("backward", asTensor("backward", x));
    refuseSettled("backward", this.#settled, [x]);
    let g = this.#found.get(x);
    if (g === undefined) {
      if (x.inputs.length === 0 && !topological([this.#y]).includes(x))
        throw new GradientError(
          "backward",
          describe(x),
          "the result does not depend on it",
          "use the tensor that it was computed from",
        );
      [g] = pull(this.#y, [x]) as [Tensor];
      this.#found.set(x, g);
    }
    if (isTransforming()) return g as Tensor<S>;
    this.#sources ??= new Set([...this.#found.keys()].map(({ id }) => id));
    return derivedFrom(g, this.#sources) as Tensor<S>;
  }

  toString(): string {
    return `Gradients of ${describe(this.#y)} with respect to ${this.#found.size} leaves`;
  }
}

const pull = (y: Tensor, xs: readonly Tensor[]): readonly Tensor[] =>
  xs.length === 0 ? [] : isTransforming() ? gradients(y, xs) : sweepOnValues(y, xs);

/** One sweep back from the scalar `y` to every leaf; `backward(y).of(x)` is `∂y/∂x`. Calling it twice gives the same twice. */
export const backward = <S extends Shape>(y: Tensor<S> & Scalar<S>): Gradients => new Gradients(y);

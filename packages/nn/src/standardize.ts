import {
  type Shape,
  ShapeError,
  type Tensor,
  evaluate,
  mean,
  variance,
  where,
} from "@chainrule/core";
import { asTensor, describe, sameShape, showShape } from "@chainrule/core/engine";
import { finite } from "./rows.ts";

/** The change of units to columns of mean 0 and standard deviation 1, and back. Both ways are differentiable. */
export class Standardization {
  /** Of each column, in its own unit. */
  readonly mean: Tensor;
  /** Of each column, in its own unit; 1 for a constant column, which becomes 0. */
  readonly std: Tensor;

  constructor(mean: Tensor, std: Tensor) {
    this.mean = mean;
    this.std = std;
  }

  /** `(x − mean)/std` */
  transform<S extends Shape>(x: Tensor<S>): Tensor<S>;
  transform(x: Tensor): Tensor {
    return fitting(this, x).sub(this.mean).div(this.std);
  }

  /** `z·std + mean` */
  inverse<S extends Shape>(z: Tensor<S>): Tensor<S>;
  inverse(z: Tensor): Tensor {
    return fitting(this, z).mul(this.std).add(this.mean);
  }
}

/**
 * The standardisation of the rows of `x`, [n, columns] or [n]: mean and standard deviation (that of the
 * rows themselves, ddof 0) along the first axis. Take it from the training part alone, and apply it to all.
 *
 * @throws ShapeError if there is no row; ValueError if a number is not finite.
 */
export function standardize(x: Tensor): Standardization {
  const n = asTensor("standardize", x).shape[0] ?? 0;
  if (n === 0)
    throw new ShapeError(
      "standardize",
      describe(x),
      "there is no row to take a mean of",
      "the first axis counts the samples",
    );
  finite("standardize", "x", x);
  const centre: Tensor = mean(x, 0);
  const spread: Tensor = variance(x, 0);
  // Rounding leaves a constant column with a variance that is not exactly 0; the bound is that of
  // scikit-learn's StandardScaler (`_is_constant_feature`).
  const bound: Tensor = centre
    .mul(n * Number.EPSILON)
    .square()
    .add(spread.mul(n * Number.EPSILON));
  const std = where(spread.greater(bound), spread.sqrt(), 1);
  return evaluate(new Standardization(centre, std));
}

function fitting({ mean }: Standardization, x: Tensor): Tensor {
  if (sameShape(asTensor("standardize", x).shape.slice(1), mean.shape) && x.shape.length > 0)
    return x;
  throw new ShapeError(
    "standardize",
    describe(x),
    `its rows do not have the shape ${showShape(mean.shape)} of those it was made from`,
    "give the same columns",
  );
}

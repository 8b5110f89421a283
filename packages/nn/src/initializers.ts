/** Random weights whose scale keeps signals, forwards or backwards, from growing or dying from layer to layer. */
import type { Random, Tensor } from "@chainrule/core";

/** A weight of shape [fanOut, fanIn]: a layer's number of outputs and of inputs. */
export type FanShape = readonly [fanOut: number, fanIn: number];

export type Initializer = <const S extends FanShape>(shape: S, rng: Random) => Tensor<S>;

const uniformWithin =
  (bound: (fanIn: number, fanOut: number) => number): Initializer =>
  (shape, rng) => {
    const a = bound(shape[1], shape[0]);
    return rng.uniform(shape, { low: -a, high: a });
  };

const normalWith =
  (std: (fanIn: number, fanOut: number) => number): Initializer =>
  (shape, rng) =>
    rng.normal(shape, { std: std(shape[1], shape[0]) });

/**
 * Uniform on ±√(6/(fanIn + fanOut)), variance 2/(fanIn + fanOut): for tanh and sigmoid.
 * Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", equation 16.
 */
export const xavierUniform: Initializer = uniformWithin((fanIn, fanOut) =>
  Math.sqrt(6 / (fanIn + fanOut)),
);

/**
 * Normal with variance 2/(fanIn + fanOut): for tanh and sigmoid.
 * Source: Glorot and Bengio 2010, equation 12.
 */
export const xavierNormal: Initializer = normalWith((fanIn, fanOut) =>
  Math.sqrt(2 / (fanIn + fanOut)),
);

/**
 * Uniform on ±√(6/fanIn), variance 2/fanIn: for relu.
 * Source: the variance of He et al. 2015, "Delving deep into rectifiers", equation 10.
 */
export const heUniform: Initializer = uniformWithin((fanIn) => Math.sqrt(6 / fanIn));

/**
 * Normal with variance 2/fanIn: for relu.
 * Source: He et al. 2015, "Delving deep into rectifiers", equation 10.
 */
export const heNormal: Initializer = normalWith((fanIn) => Math.sqrt(2 / fanIn));

/**
 * Uniform on ±1/√fanIn, variance 1/(3 fanIn).
 * Source: `torch.nn.Linear`, whose default for weight and bias this is.
 */
export const fanInUniform: Initializer = uniformWithin((fanIn) => 1 / Math.sqrt(fanIn));

import type { Data } from "./graph/dtype.ts";
import { type Shape, size } from "./graph/shape.ts";
import type { Tensor } from "./graph/tensor.ts";
import { asShape, asSize } from "./ops/check.ts";
import { given } from "./ops/leaf.ts";
import { Stream } from "./random/stream.ts";

type Floating = { readonly dtype?: "float64" | "float32" };

/** A stream of random tensors: the same seed gives the same numbers on every machine. */
export class Random {
  readonly #stream: Stream;

  constructor(seed: number | Stream) {
    this.#stream = seed instanceof Stream ? seed : new Stream(seed);
  }

  /** Normally distributed with the given mean (0) and standard deviation (1). */
  normal<const S extends Shape>(
    shape: S,
    {
      mean = 0,
      std = 1,
      dtype = "float64",
    }: Floating & { readonly mean?: number; readonly std?: number } = {},
  ): Tensor<S> {
    return drawn(shape, dtype, (out) => this.#stream.fillNormal(out, mean, std));
  }

  /** Uniformly distributed from `low` (0) up to but without `high` (1). */
  uniform<const S extends Shape>(
    shape: S,
    {
      low = 0,
      high = 1,
      dtype = "float64",
    }: Floating & { readonly low?: number; readonly high?: number } = {},
  ): Tensor<S> {
    return drawn(shape, dtype, (out) => this.#stream.fillUniform(out, low, high));
  }

  /** int32, uniformly distributed from `low` up to but without `high`. */
  integers<const S extends Shape>(shape: S, low: number, high: number): Tensor<S> {
    const out = new Int32Array(size(asShape("random", shape)));
    this.#stream.fillIntegers(out, low, high);
    return held(out, shape, "int32");
  }

  /** bool, true with probability `p`. */
  bernoulli<const S extends Shape>(shape: S, p: number): Tensor<S> {
    const out = new Uint8Array(size(asShape("random", shape)));
    this.#stream.fillBernoulli(out, p);
    return held(out, shape, "bool");
  }

  /** The numbers 0 … n − 1 in random order, int32. */
  permutation(n: number): Tensor<readonly [number]> {
    return held(this.#stream.permutation(asSize("random", n)), [n], "int32");
  }

  /** An independent stream; this one goes on as well. */
  split(): Random {
    return new Random(this.#stream.split());
  }
}

/** A stream of random numbers for a whole-number seed. */
export const random = (seed: number): Random => new Random(seed);

function drawn<S extends Shape>(
  shape: S,
  dtype: "float64" | "float32",
  draw: (out: Float64Array) => void,
): Tensor<S> {
  const out = new Float64Array(size(asShape("random", shape)));
  draw(out);
  return held(dtype === "float32" ? new Float32Array(out) : out, shape, dtype);
}

/** A scalar is held as a plain number. */
const held = <S extends Shape>(data: Data, shape: S, dtype: Tensor["dtype"]): Tensor<S> =>
  given(shape.length === 0 ? (data[0] as number) : data, shape, dtype);

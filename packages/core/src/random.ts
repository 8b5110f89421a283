import { type Data, allocate, isFloat } from "./graph/dtype.ts";
import { DTypeError, ValueError } from "./graph/errors.ts";
import { type Shape, size } from "./graph/shape.ts";
import type { Tensor } from "./graph/tensor.ts";
import { asDType, asOptions, asShape, asSize, kindOf } from "./ops/check.ts";
import { given } from "./ops/leaf.ts";
import { Stream } from "./random/stream.ts";

type Floating = { readonly dtype?: "float64" | "float32" };

/** A stream of random tensors: the same seed gives the same numbers on every machine. */
export class Random {
  readonly #stream: Stream;

  constructor(seed: number | Stream) {
    this.#stream = seed instanceof Stream ? seed : new Stream(asSeed(seed));
  }

  /** Normally distributed with the given mean (0) and standard deviation (1). */
  normal<const S extends Shape>(
    shape: S,
    options: Floating & { readonly mean?: number; readonly std?: number } = {},
  ): Tensor<S> {
    const { mean = 0, std = 1 } = asOptions("normal", options, "mean", "std", "dtype");
    return drawn("normal", shape, options, (out) => this.#stream.fillNormal(out, mean, std));
  }

  /** Uniformly distributed from `low` (0) up to but without `high` (1). */
  uniform<const S extends Shape>(
    shape: S,
    options: Floating & { readonly low?: number; readonly high?: number } = {},
  ): Tensor<S> {
    const { low = 0, high = 1 } = asOptions("uniform", options, "low", "high", "dtype");
    return drawn("uniform", shape, options, (out) => {
      this.#stream.fillUniform(out, low, high);
      if (options.dtype === "float32") keepBelow(out, Math.fround(high));
    });
  }

  /** int32, uniformly distributed from `low` up to but without `high`. */
  integers<const S extends Shape>(shape: S, low: number, high: number): Tensor<S> {
    const sizes = asShape("integers", shape) as S;
    const out = allocate("int32", size(sizes)) as Int32Array;
    this.#stream.fillIntegers(out, low, high);
    return held(out, sizes, "int32");
  }

  /** bool, true with probability `p`. */
  bernoulli<const S extends Shape>(shape: S, p: number): Tensor<S> {
    const sizes = asShape("bernoulli", shape) as S;
    const out = allocate("bool", size(sizes)) as Uint8Array;
    this.#stream.fillBernoulli(out, p);
    return held(out, sizes, "bool");
  }

  /** The numbers 0 … n − 1 in random order, int32. */
  permutation(n: number): Tensor<readonly [number]> {
    return held(this.#stream.permutation(asSize("permutation", n)), [n], "int32");
  }

  /** An independent stream; this one goes on as well. */
  split(): Random {
    return new Random(this.#stream.split());
  }
}

/** A stream of random numbers for a whole-number seed. */
export const random = (seed: number): Random => new Random(seed);

function asSeed(seed: unknown): number {
  if (Number.isSafeInteger(seed)) return seed as number;
  throw new ValueError(
    "random",
    `seed ${kindOf(seed)}`,
    "it is not a safe integer",
    "pass a whole number such as 42",
  );
}

function drawn<S extends Shape>(
  op: string,
  shape: S,
  { dtype = "float64" }: Floating,
  draw: (out: Float64Array) => void,
): Tensor<S> {
  const sizes = asShape(op, shape) as S;
  if (!isFloat(asDType(op, dtype)))
    throw new DTypeError(
      op,
      `dtype ${dtype}`,
      "its numbers are floating point",
      'write "float64" or "float32", or use integers',
    );
  const out = allocate("float64", size(sizes)) as Float64Array;
  draw(out);
  return held(dtype === "float32" ? new Float32Array(out) : out, sizes, dtype);
}

/** Numbers that would round up to the float32 `high` become the largest float32 below it. */
function keepBelow(out: Float64Array, high: number): void {
  const word = new Float32Array([high]);
  const bits = new Int32Array(word.buffer);
  bits[0] = high === 0 ? -0x7fffffff : (bits[0] as number) - Math.sign(high);
  const top = word[0] as number;
  for (let i = 0; i < out.length; i++) if (Math.fround(out[i] as number) >= high) out[i] = top;
}

let count = 0;

/** How many random tensors there were so far: a function that makes some is not the same at every call. */
export const drawnSoFar = (): number => count;

/** A scalar is held as a plain number. */
function held<S extends Shape>(data: Data, shape: S, dtype: Tensor["dtype"]): Tensor<S> {
  count++;
  return given(shape.length === 0 ? (data[0] as number) : data, shape, dtype);
}

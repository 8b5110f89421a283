/** What the methods of a tensor look like to the compiler. */
import type { DType, Data } from "./graph/dtype.ts";
import type { Shape } from "./graph/shape.ts";
import type { Operand, Tensor } from "./graph/tensor.ts";
import type { Broadcast, Broadcasts, Contract, Contracts, ShapeOf } from "./graph/typed.ts";
import type {
  Axes,
  InRange,
  Permuted,
  Permutes,
  Reduced,
  Reshaped,
  Reshapes,
  Reversed,
} from "./graph/typed-axes.ts";
import type { Gradients } from "./autodiff/backward.ts";
import type * as methods from "./methods.ts";
import type { ReduceOptions } from "./ops/reductions.ts";
import type { NormOptions, SpreadOptions } from "./ops/spread.ts";
import type { ArrayOf } from "./read.ts";

type Functions = typeof methods;
type OneOperand = <S extends Shape>(this: Tensor<S>) => Tensor<S>;
type TwoOperands = <S extends Shape, B extends Operand>(
  this: Tensor<S>,
  b: B & Broadcasts<S, ShapeOf<B>>,
) => Tensor<Broadcast<S, ShapeOf<B>>>;
type Reducing<O> = <
  S extends Shape,
  const A extends Axes | undefined = undefined,
  K extends boolean = false,
>(
  this: Tensor<S>,
  axes?: A & InRange<S, A>,
  options?: O & ReduceOptions<K>,
) => Tensor<Reduced<S, A, K>>;
type Arg = <
  S extends Shape,
  const A extends number | undefined = undefined,
  K extends boolean = false,
>(
  this: Tensor<S>,
  axis?: A & InRange<S, A>,
  options?: ReduceOptions<K>,
) => Tensor<Reduced<S, A, K>>;

/** A function's type after its first operand, where the result has no shape in its type. */
type Rest<F> = F extends (x: Tensor, ...rest: infer R) => infer Y ? (...rest: R) => Y : never;

type Named<K extends keyof Functions, M> = { readonly [Name in K]: M };
type Unaries =
  | "neg"
  | "square"
  | "reciprocal"
  | "exp"
  | "exp2"
  | "expm1"
  | "log"
  | "log2"
  | "log10"
  | "log1p"
  | "sqrt"
  | "rsqrt"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "sigmoid"
  | "logSigmoid"
  | "softplus"
  | "softsign"
  | "relu"
  | "relu6"
  | "selu"
  | "silu"
  | "mish"
  | "erf"
  | "erfc"
  | "abs"
  | "sign"
  | "floor"
  | "ceil"
  | "round"
  | "isNaN"
  | "isFinite"
  | "logicalNot"
  | "stopGradient";
type Binaries =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "hypot"
  | "xlogy"
  | "logAddExp"
  | "atan2"
  | "maximum"
  | "minimum"
  | "remainder"
  | "fmod"
  | "equal"
  | "notEqual"
  | "less"
  | "lessOrEqual"
  | "greater"
  | "greaterOrEqual"
  | "logicalAnd"
  | "logicalOr";
type Loose =
  | "swapAxes"
  | "moveAxis"
  | "expandDims"
  | "slice"
  | "flip"
  | "pad"
  | "split"
  | "take"
  | "takeAlongAxis"
  | "scatterAdd"
  | "oneHot"
  | "tril"
  | "triu"
  | "diagonal"
  | "diag"
  | "trace"
  | "dot"
  | "outer";

interface Shaped {
  readonly clip: <S extends Shape>(this: Tensor<S>, low: number, high: number) => Tensor<S>;
  readonly cast: <S extends Shape>(this: Tensor<S>, dtype: DType) => Tensor<S>;
  readonly leakyRelu: <S extends Shape>(this: Tensor<S>, slope?: number) => Tensor<S>;
  readonly elu: <S extends Shape>(this: Tensor<S>, alpha?: number) => Tensor<S>;
  readonly gelu: <S extends Shape>(
    this: Tensor<S>,
    options?: { readonly approximate?: "none" | "tanh" },
  ) => Tensor<S>;
  readonly softmax: <S extends Shape>(this: Tensor<S>, axis?: number) => Tensor<S>;
  readonly logSoftmax: <S extends Shape>(this: Tensor<S>, axis?: number) => Tensor<S>;
  readonly matmul: <A extends Shape, B extends Shape>(
    this: Tensor<A>,
    b: Tensor<B> & Contracts<A, B>,
  ) => Tensor<Contract<A, B>>;
  readonly reshape: <S extends Shape, const To extends Shape>(
    this: Tensor<S>,
    to: To & Reshapes<S, To>,
  ) => Tensor<Reshaped<To>>;
  readonly flatten: () => Tensor<readonly [number]>;
  readonly broadcastTo: <const To extends Shape>(to: To) => Tensor<To>;
  readonly permute: <S extends Shape, const O extends readonly number[]>(
    this: Tensor<S>,
    order: O & Permutes<S, O>,
  ) => Tensor<Permuted<S, O>>;
  transpose<S extends Shape>(this: Tensor<S>): Tensor<Reversed<S>>;
  transpose<S extends Shape, const O extends readonly number[]>(
    this: Tensor<S>,
    order: O & Permutes<S, O>,
  ): Tensor<Permuted<S, O>>;
  readonly squeeze: <S extends Shape, const A extends Axes | undefined = undefined>(
    this: Tensor<S>,
    axes?: A & InRange<S, A>,
  ) => Tensor;
}

interface Reading {
  /** The one element. */
  readonly item: () => number;
  /** The elements as nested arrays. */
  readonly toArray: <S extends Shape>(this: Tensor<S>) => ArrayOf<S>;
  /** The elements in row-major order, a copy. */
  readonly data: () => Data;
  /** The value without its history. */
  readonly detach: <S extends Shape>(this: Tensor<S>) => Tensor<S>;
  /** The same node under a name. */
  readonly named: <S extends Shape>(this: Tensor<S>, name: string) => Tensor<S>;
  /** One sweep back to every leaf. */
  readonly backward: () => Gradients;
}

/** All methods. */
export type Fluent = Named<Unaries, OneOperand> &
  Named<Binaries, TwoOperands> &
  Named<"sum" | "mean" | "max" | "min" | "prod" | "all" | "any" | "logSumExp", Reducing<unknown>> &
  Named<"variance" | "std", Reducing<SpreadOptions>> &
  Named<"norm", Reducing<NormOptions>> &
  Named<"argmax" | "argmin", Arg> & { readonly [K in Loose]: Rest<Functions[K]> } & Shaped &
  Reading;

/** What the methods of a tensor look like to the compiler. */
import type { Data } from "./graph/dtype.ts";
import type { Shape } from "./graph/shape.ts";
import type { Operand, Tensor } from "./graph/tensor.ts";
import type { Combined, Combines, Scalar, ShapeOf, Single } from "./graph/typed.ts";
import type { Axes, InRange, Reduced } from "./graph/typed-axes.ts";
import type { Gradients } from "./autodiff/backward.ts";
import type { Shaped } from "./fluent-shaped.ts";
import type * as methods from "./methods.ts";
import type { ReduceOptions } from "./ops/reductions.ts";
import type { NormOptions, SpreadOptions } from "./ops/spread.ts";
import type { ArrayOf, NestedArray } from "./read.ts";

type Functions = typeof methods;
type OneOperand = <X extends Tensor>(this: X) => Tensor<ShapeOf<X>>;
type TwoOperands = <A extends Tensor, B extends Operand>(
  this: A,
  b: B & Combines<A, B>,
) => Tensor<Combined<A, B>>;
type Reducing<O> = <
  X extends Tensor,
  const A extends Axes | undefined = undefined,
  K extends boolean = false,
>(
  this: X,
  axes?: A & InRange<ShapeOf<X>, A>,
  options?: O & ReduceOptions<K>,
) => Tensor<Reduced<ShapeOf<X>, A, K>>;
type AlongOne = <S extends Shape, const A extends number = -1>(
  this: Tensor<S>,
  axis?: A & InRange<S, A>,
) => Tensor<S>;
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
type Loose = "moveAxis" | "slice" | "pad" | "split" | "diagonal" | "diag";

interface Reading {
  /** The one element. */
  readonly item: <X extends Tensor>(this: X & Single<ShapeOf<X>>) => number;
  /** The elements as nested arrays. */
  readonly toArray: <X extends Tensor>(this: X) => ArrayOf<ShapeOf<X>>;
  /** The elements in row-major order, a copy. */
  readonly data: () => Data;
  /** The value without its history. */
  readonly detach: OneOperand;
  /** Name, dtype, shape and elements, the ends only of what is long. */
  readonly toString: () => string;
  /** The elements as nested arrays, for JSON.stringify. */
  readonly toJSON: () => NestedArray;
  /** The same node under a name. */
  readonly named: <X extends Tensor>(this: X, name: string) => Tensor<ShapeOf<X>>;
  /** One sweep back to every leaf. */
  readonly backward: <X extends Tensor>(this: X & Scalar<ShapeOf<X>>) => Gradients;
}

/** All methods. */
export type Fluent = Named<Unaries, OneOperand> &
  Named<Binaries, TwoOperands> &
  Named<"sum" | "mean" | "max" | "min" | "prod" | "all" | "any" | "logSumExp", Reducing<unknown>> &
  Named<"variance" | "std", Reducing<SpreadOptions>> &
  Named<"norm", Reducing<NormOptions>> &
  Named<"argmax" | "argmin", Arg> &
  Named<"softmax" | "logSoftmax", AlongOne> & {
    readonly [K in Loose]: Rest<Functions[K]>;
  } & Shaped &
  Reading;

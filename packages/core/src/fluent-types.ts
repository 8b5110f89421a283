/** What the methods of a tensor look like to the compiler. */
import type { Data } from "./graph/dtype.ts";
import type { Shape } from "./graph/shape.ts";
import type { Operand, Tensor } from "./graph/tensor.ts";
import type { Combined, Combines, Scalar, ShapeOf, Single } from "./graph/typed.ts";
import type { Axes, InRange, Reduced } from "./graph/typed-axes.ts";
import type { Gradients } from "./autodiff/backward.ts";
import type { Shaped } from "./fluent-shaped.ts";
import type * as binaries from "./methods/binary.ts";
import type * as others from "./methods/other.ts";
import type * as reductions from "./methods/reduction.ts";
import type * as unaries from "./methods/unary.ts";
import type { ReduceOptions } from "./ops/reductions.ts";
import type { SortOptions } from "./ops/sorting.ts";
import type { NormOptions, SpreadOptions } from "./ops/spread.ts";
import type { ArrayOf, NestedArray } from "./read.ts";

type Functions = typeof others;
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
type AlongGiven = <S extends Shape, const A extends number>(
  this: Tensor<S>,
  axis: A & InRange<S, A>,
) => Tensor<S>;
type Sorting = <S extends Shape, const A extends number = -1>(
  this: Tensor<S>,
  axis?: A & InRange<S, A>,
  options?: SortOptions,
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

/** A method of type `M` for each name; through text, so that the compiler need not look at the functions' own types. */
type Named<K extends string, M> = { readonly [Name in `${K}`]: M };
type Loose =
  | "moveAxis"
  | "slice"
  | "pad"
  | "split"
  | "diagonal"
  | "diag"
  | "roll"
  | "tile"
  | "repeat"
  | "topK"
  | "cosineSimilarity"
  | "tensordot"
  | "conv2d"
  | "maxPool2d"
  | "avgPool2d"
  | "solve"
  | "triangularSolve";

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
  /** The elements where the mask is true. */
  readonly maskedSelect: (mask: Tensor, axis?: number) => Tensor;
  /** One sweep back to every leaf. */
  readonly backward: <X extends Tensor>(this: X & Scalar<ShapeOf<X>>) => Gradients;
}

/** All methods. */
export type Fluent = Named<keyof typeof unaries, OneOperand> &
  Named<keyof typeof binaries, TwoOperands> &
  Named<keyof typeof reductions, Reducing<unknown>> &
  Named<"variance" | "std", Reducing<SpreadOptions>> &
  Named<"norm", Reducing<NormOptions>> &
  Named<"argmax" | "argmin", Arg> &
  Named<"cumsum" | "cumprod", AlongGiven> &
  Named<"sort" | "argsort", Sorting> &
  Named<"softmax" | "logSoftmax", AlongOne> & {
    readonly [K in Loose]: Rest<Functions[K]>;
  } & Shaped &
  Reading;

/** The methods whose result has a shape of its own, as the compiler sees them. */
import type { DType } from "./graph/dtype.ts";
import type { Shape } from "./graph/shape.ts";
import type { Operand, Tensor } from "./graph/tensor.ts";
import type { Chained, ShapeOf, Stack, Stretches } from "./graph/typed.ts";
import type {
  Axes,
  InRange,
  Insertable,
  Inserted,
  Permuted,
  Permutes,
  Replaced,
  Reversed,
  Squeezed,
  Squeezes,
  Swapped,
} from "./graph/typed-axes.ts";
import type { Count, Reshaped, Reshapes } from "./graph/typed-count.ts";
import type { Contract, Contracts, Dots, Outers, SizeOf } from "./graph/typed-product.ts";

export interface Shaped {
  readonly clip: <S extends Shape>(this: Tensor<S>, low: number, high: number) => Tensor<S>;
  readonly cast: <S extends Shape>(this: Tensor<S>, dtype: DType) => Tensor<S>;
  readonly leakyRelu: <S extends Shape>(this: Tensor<S>, slope?: number) => Tensor<S>;
  readonly elu: <S extends Shape>(this: Tensor<S>, alpha?: number) => Tensor<S>;
  readonly gelu: <S extends Shape>(
    this: Tensor<S>,
    options?: { readonly approximate?: "none" | "tanh" },
  ) => Tensor<S>;
  readonly tril: <S extends Shape>(this: Tensor<S>, k?: number) => Tensor<S>;
  readonly triu: <S extends Shape>(this: Tensor<S>, k?: number) => Tensor<S>;
  readonly inv: <S extends Shape>(this: Tensor<S>) => Tensor<S>;
  readonly cholesky: <S extends Shape>(this: Tensor<S>) => Tensor<S>;
  readonly det: <S extends Shape>(this: Tensor<S>) => Tensor<Stack<S>>;
  readonly logdet: <S extends Shape>(this: Tensor<S>) => Tensor<Stack<S>>;
  readonly slogdet: <S extends Shape>(
    this: Tensor<S>,
  ) => { readonly sign: Tensor<Stack<S>>; readonly logAbsDet: Tensor<Stack<S>> };
  readonly trace: <S extends Shape>(this: Tensor<S>) => Tensor<Stack<S>>;
  readonly flip: <S extends Shape, const A extends Axes | undefined = undefined>(
    this: Tensor<S>,
    axes?: A & InRange<S, A>,
  ) => Tensor<S>;
  readonly take: <S extends Shape, const I extends Operand, const A extends number = 0>(
    this: Tensor<S>,
    index: I,
    axis?: A & InRange<S, A>,
  ) => Tensor<Replaced<S, A, ShapeOf<I>>>;
  readonly takeAlongAxis: <S extends Shape, const A extends number = -1>(
    index: Tensor<S>,
    axis?: A & InRange<S, A>,
  ) => Tensor<S>;
  readonly scatterAdd: <S extends Shape, const A extends number = 0>(
    this: Tensor<S>,
    index: Tensor,
    source: Tensor,
    axis?: A & InRange<S, A>,
  ) => Tensor<S>;
  readonly oneHot: <S extends Shape, const N extends number>(
    this: Tensor<S>,
    classes: N,
    options?: { readonly dtype?: "float64" | "float32" },
  ) => Tensor<Chained<S, readonly [N]>>;
  readonly dot: <A extends Shape, B extends Shape>(
    this: Tensor<A>,
    b: Tensor<B> & Dots<A, B>,
  ) => Tensor<readonly []>;
  readonly outer: <A extends Shape, B extends Shape>(
    this: Tensor<A>,
    b: Tensor<B> & Outers<A, B>,
  ) => Tensor<readonly [SizeOf<A>, SizeOf<B>]>;
  readonly matmul: <A extends Shape, B extends Shape>(
    this: Tensor<A>,
    b: Tensor<B> & Contracts<A, B>,
  ) => Tensor<Contract<A, B>>;
  readonly reshape: <S extends Shape, const To extends Shape>(
    this: Tensor<S>,
    to: To & Reshapes<S, To>,
  ) => Tensor<Reshaped<S, To>>;
  readonly flatten: <S extends Shape>(this: Tensor<S>) => Tensor<readonly [Count<S>]>;
  readonly broadcastTo: <S extends Shape, const To extends Shape>(
    this: Tensor<S>,
    to: To & Stretches<S, To>,
  ) => Tensor<To>;
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
    axes?: A & Squeezes<S, A>,
  ) => Tensor<Squeezed<S, A>>;
  readonly expandDims: <S extends Shape, const A extends number>(
    this: Tensor<S>,
    axis: A & Insertable<S, A>,
  ) => Tensor<Inserted<S, A, 1>>;
  readonly swapAxes: <S extends Shape, const A extends number, const B extends number>(
    this: Tensor<S>,
    first: A & InRange<S, A>,
    second: B & InRange<S, B>,
  ) => Tensor<Swapped<S, A, B>>;
}

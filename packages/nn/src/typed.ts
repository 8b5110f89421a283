/** Shapes in the type, as far as they are known when the program is compiled; the rest is checked when it runs. */
import type { Shape, Tensor } from "@chainrule/core";
import type { Clash, Show } from "@chainrule/core/engine";

/** Whether two sizes may be equal: one that is known only at run time may be anything. */
type Agree<A extends number, B extends number> = number extends A | B
  ? true
  : A extends B
    ? true
    : false;

/** The shape after a map of the last axis, of size `In`, to one of size `Out`; `never` where it has another size. */
export type Mapped<
  S extends Shape,
  In extends number,
  Out extends number,
> = number extends S["length"]
  ? Shape
  : S extends readonly [...infer Batch extends Shape, infer D extends number]
    ? Agree<D, In> extends true
      ? readonly [...Batch, Out]
      : never
    : never;

/** Accepts shapes whose last axis has size `In`. */
export type Accepts<S extends Shape, In extends number> = [Mapped<S, In, 0>] extends [never]
  ? Clash<`[${Show<S>}]: the last axis should have size ${In}`>
  : unknown;

/** Whether two shapes may be equal. */
type Match<A extends Shape, B extends Shape> = number extends A["length"] | B["length"]
  ? true
  : A extends readonly [infer D extends number, ...infer AR extends Shape]
    ? B extends readonly [infer E extends number, ...infer BR extends Shape]
      ? Agree<D, E> extends true
        ? Match<AR, BR>
        : false
      : false
    : B extends readonly []
      ? true
      : false;

/** Accepts a target of the prediction's shape. */
export type Meets<P extends Shape, T extends Shape> =
  Match<P, T> extends true
    ? unknown
    : Clash<`prediction [${Show<P>}] and target [${Show<T>}] have different shapes`>;

/** Accepts one class for every row of a prediction [batch, classes]. */
export type Labels<Z extends Shape, Y extends Shape> = Z extends readonly [
  infer B extends number,
  number,
]
  ? Match<readonly [B], Y> extends true
    ? unknown
    : Clash<`prediction [${Show<Z>}] and target [${Show<Y>}]: a target is [batch], of classes`>
  : number extends Z["length"]
    ? unknown
    : Clash<`[${Show<Z>}]: a prediction is [batch, classes]`>;

/** Accepts one class for every row of a prediction, or its probabilities. */
export type Classes<Z extends Shape, Y extends Shape> =
  Match<Z, Y> extends true
    ? Z extends readonly [number, number]
      ? unknown
      : Labels<Z, Y>
    : Labels<Z, Y>;

/** A tree of tensors with fewer rows: every first axis has a size that is known only at run time. */
export type Rows<T> =
  T extends Tensor<infer S>
    ? Tensor<
        S extends readonly [number, ...infer R extends Shape] ? readonly [number, ...R] : Shape
      >
    : T extends object
      ? { readonly [K in keyof T]: Rows<T[K]> }
      : T;

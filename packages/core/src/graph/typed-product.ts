/** What products of vectors and matrices do to shapes, in the type. */
import type { Shape } from "./shape.ts";
import type { Broadcast, Clash, Known, Meet, Show } from "./typed.ts";

/** The shape of a product of matrices, vectors or stacks of matrices; `never` where they do not fit. */
export type Contract<A extends Shape, B extends Shape> = Exclude<Product<A, B>, string>;

export type Contracts<A extends Shape, B extends Shape> = Refused<
  `[${Show<A>}] · [${Show<B>}]`,
  Product<A, B>
>;

type Refused<Given extends string, R> = R extends string ? Clash<`${Given}: ${R}`> : unknown;

/** The shape of the product, or what is wrong. */
type Product<A extends Shape, B extends Shape> =
  Known<A> extends true
    ? Known<B> extends true
      ? A extends readonly [
          ...infer X extends Shape,
          infer M extends number,
          infer K extends number,
        ]
        ? B extends readonly [
            ...infer Y extends Shape,
            infer L extends number,
            infer N extends number,
          ]
          ? Meet<K, L, Batch<X, Y, readonly [M, N]>>
          : B extends readonly [infer L extends number]
            ? Meet<K, L, readonly [...X, M]>
            : "a scalar has no axis to sum over"
        : A extends readonly [infer K extends number]
          ? B extends readonly [
              ...infer Y extends Shape,
              infer L extends number,
              infer N extends number,
            ]
            ? Meet<K, L, readonly [...Y, N]>
            : B extends readonly [infer L extends number]
              ? Meet<K, L, readonly []>
              : "a scalar has no axis to sum over"
          : "a scalar has no axis to sum over"
      : Shape
    : Shape;

/** Accepts two vectors of one size. */
export type Dots<A extends Shape, B extends Shape> = Refused<
  `[${Show<A>}] and [${Show<B>}]`,
  Dot<A, B>
>;

type Dot<A extends Shape, B extends Shape> =
  Vectors<A, B> extends true
    ? Known<A> extends true
      ? Known<B> extends true
        ? Meet<A[0] & number, B[0] & number, readonly []>
        : Shape
      : Shape
    : "they are not two vectors";

/** Accepts two vectors. */
export type Outers<A extends Shape, B extends Shape> =
  Vectors<A, B> extends true ? unknown : Clash<`[${Show<A>}] and [${Show<B>}] are not two vectors`>;

/** Whether both have, or may have, one axis. */
type Vectors<A extends Shape, B extends Shape> = [1, 1] extends [A["length"], B["length"]]
  ? true
  : false;

/** The size of a vector. */
export type SizeOf<S extends Shape> = S extends readonly [infer D extends number] ? D : number;

type Batch<X extends Shape, Y extends Shape, S extends Shape> = [Broadcast<X, Y>] extends [never]
  ? `batch axes [${Show<X>}] and [${Show<Y>}] do not broadcast`
  : readonly [...Broadcast<X, Y>, ...S];

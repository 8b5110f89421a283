/** Shapes in the type. Sizes known only at run time are `number`, ranks known only at run time `Shape`; both fall through to the run-time check. */
import type { Shape } from "./shape.ts";
import type { Operand, Tensor } from "./tensor.ts";

/** What the compiler reports where shapes clash: a type that no operand has. */
export interface Clash<Message extends string> {
  readonly " shapes": Message;
}

export type ShapeOf<X extends Operand> = X extends Tensor<infer S> ? S : readonly [];

/** Whether the rank is known. */
export type Known<S extends Shape> = number extends S["length"] ? false : true;

/** `2, 3` */
export type Show<S extends Shape> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? `${D}${R extends readonly [] ? "" : ", "}${Show<R>}`
  : "";

/** The shape of `a ∘ b` under NumPy's rule; `never` where they clash. */
export type Broadcast<A extends Shape, B extends Shape> =
  Known<A> extends true ? (Known<B> extends true ? Align<A, B> : Shape) : Shape;

export type Broadcasts<A extends Shape, B extends Shape> = [Broadcast<A, B>] extends [never]
  ? Clash<`[${Show<A>}] and [${Show<B>}] do not broadcast`>
  : unknown;

type Align<
  A extends Shape,
  B extends Shape,
  Tail extends Shape = readonly [],
> = A extends readonly [...infer AS extends Shape, infer AL extends number]
  ? B extends readonly [...infer BS extends Shape, infer BL extends number]
    ? [Axis<AL, BL>] extends [never]
      ? never
      : Align<AS, BS, readonly [Axis<AL, BL>, ...Tail]>
    : readonly [...A, ...Tail]
  : readonly [...B, ...Tail];

/** One size against another; `never` where they clash. */
type Axis<A extends number, B extends number> = A extends 1
  ? B
  : B extends 1
    ? A
    : number extends A
      ? B
      : number extends B
        ? A
        : A extends B
          ? A
          : never;

/** The shape of a product of matrices, vectors or stacks of matrices; `never` where inner sizes differ. */
export type Contract<A extends Shape, B extends Shape> =
  Known<A> extends true ? (Known<B> extends true ? Product<A, B> : Shape) : Shape;

export type Contracts<A extends Shape, B extends Shape> = [Contract<A, B>] extends [never]
  ? Clash<`[${Show<A>}] · [${Show<B>}]: inner sizes differ`>
  : unknown;

type Product<A extends Shape, B extends Shape> = A extends readonly [infer K extends number]
  ? B extends readonly [infer L extends number]
    ? Meet<K, L, readonly []>
    : B extends readonly [infer L extends number, infer N extends number]
      ? Meet<K, L, readonly [N]>
      : Shape
  : A extends readonly [infer M extends number, infer K extends number]
    ? B extends readonly [infer L extends number]
      ? Meet<K, L, readonly [M]>
      : B extends readonly [infer L extends number, infer N extends number]
        ? Meet<K, L, readonly [M, N]>
        : Shape
    : A extends readonly [
          ...infer Batch extends Shape,
          infer M extends number,
          infer K extends number,
        ]
      ? B extends readonly [infer L extends number, infer N extends number]
        ? Meet<K, L, readonly [...Batch, M, N]>
        : Shape
      : Shape;

/** `S` if the inner sizes agree or one is known only at run time. */
type Meet<K extends number, L extends number, S extends Shape> = number extends K | L
  ? S
  : K extends L
    ? L extends K
      ? S
      : never
    : never;

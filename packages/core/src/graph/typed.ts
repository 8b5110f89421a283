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

/** Whether two types are one and the same; decided even for type parameters, so that `x.add(x)` is fine for an `x` of any shape. */
// Type parameters that occur once are what makes the comparison exact.
// oxlint-disable typescript/no-unnecessary-type-parameters
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The shape of `a ∘ b` for two operands that broadcast; `never` where they clash. */
export type Combined<A extends Operand, B extends Operand> =
  Same<A, B> extends true
    ? ShapeOf<A>
    : [B] extends [number]
      ? ShapeOf<A>
      : [A] extends [number]
        ? ShapeOf<B>
        : Broadcast<ShapeOf<A>, ShapeOf<B>>;

/** Accepts operands that broadcast. */
export type Combines<A extends Operand, B extends Operand> =
  Same<A, B> extends true
    ? unknown
    : [B] extends [number]
      ? unknown
      : [A] extends [number]
        ? unknown
        : Broadcasts<ShapeOf<A>, ShapeOf<B>>;

/** The common shape of two under NumPy's rule; `never` where they clash. */
export type Broadcast<A extends Shape, B extends Shape> = [B] extends [readonly []]
  ? A
  : Known<A> extends true
    ? Known<B> extends true
      ? Align<A, B>
      : Shape
    : Shape;

type Broadcasts<A extends Shape, B extends Shape> = [B] extends [readonly []]
  ? unknown
  : [Broadcast<A, B>] extends [never]
    ? Clash<`[${Show<A>}] and [${Show<B>}] do not broadcast`>
    : unknown;

/** Accepts shapes that `S` can be stretched to. */
export type Stretches<S extends Shape, To extends Shape> =
  Known<S> extends true
    ? Known<To> extends true
      ? [Align<S, To>] extends [To]
        ? [Align<S, To>] extends [never]
          ? Clash<`[${Show<S>}] does not stretch to [${Show<To>}]`>
          : unknown
        : Clash<`[${Show<S>}] does not stretch to [${Show<To>}]`>
      : unknown
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

/** Accepts scalars, of which alone there is a gradient. */
export type Scalar<S extends Shape> =
  Known<S> extends true
    ? S extends readonly []
      ? unknown
      : Clash<`[${Show<S>}] is no scalar: sum or average it`>
    : unknown;

/** Accepts shapes of one element. */
export type Single<S extends Shape> =
  Known<S> extends true
    ? number extends S[number]
      ? unknown
      : [S[number]] extends [1]
        ? unknown
        : Clash<`[${Show<S>}] has more than one element`>
    : unknown;

/** Accepts `B` for `A`: the same sizes, as far as they are known. */
export type Matches<A extends Shape, B extends Shape> =
  Known<A> extends true
    ? Known<B> extends true
      ? [Equal<A, B>] extends [false]
        ? Clash<`[${Show<B>}] is not [${Show<A>}]`>
        : unknown
      : unknown
    : unknown;

type Equal<A extends Shape, B extends Shape> = A extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? B extends readonly [infer E extends number, ...infer Q extends Shape]
    ? Meet<D, E, true> extends true
      ? Equal<R, Q>
      : false
    : false
  : B extends readonly []
    ? true
    : false;

/** The axes of the one before those of the other. */
export type Chained<A extends Shape, B extends Shape> =
  Known<A> extends true ? (Known<B> extends true ? readonly [...A, ...B] : Shape) : Shape;

/** The shape without its last two axes. */
export type Stack<S extends Shape> =
  Known<S> extends true
    ? S extends readonly [...infer R extends Shape, unknown, unknown]
      ? readonly [...R]
      : Shape
    : Shape;

/** `S` if two sizes agree or one is known only at run time, or else what is wrong. */
export type Meet<K extends number, L extends number, S> = number extends K | L
  ? S
  : [K, L] extends [L, K]
    ? S
    : `inner sizes ${K} and ${L} differ`;

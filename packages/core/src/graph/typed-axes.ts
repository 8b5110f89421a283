/** What reductions, permutations, reshapes and concatenations do to a shape, in the type. */
import type { Shape } from "./shape.ts";
import type { Clash, Known, Show } from "./typed.ts";
import type { Count, Minus, Plus } from "./typed-count.ts";

/** One axis, several, or all of them. Negative axes count from the end. */
export type Axes = number | readonly number[];

/** An axis counted from the start. */
type FromStart<S extends Shape, A extends number> = `${A}` extends `-${infer N extends number}`
  ? Minus<S["length"], N>
  : A;

/** The axes of `S`: 0 | 1 | … */
type AxesOf<S extends Shape> = S extends readonly [...infer R extends Shape, number]
  ? R["length"] | AxesOf<R>
  : never;

type Listed<A> = A extends readonly number[] ? A[number] : A extends number ? A : never;

type Normal<S extends Shape, A> =
  Listed<A> extends infer L ? (L extends number ? FromStart<S, L> : never) : never;

/** Accepts axes that `S` has. */
export type InRange<S extends Shape, A> =
  Known<S> extends true
    ? number extends Listed<A>
      ? unknown
      : [Normal<S, A>] extends [AxesOf<S>]
        ? unknown
        : Clash<`[${Show<S>}] has no such axis`>
    : unknown;

/** The shape after reducing `A`: all axes if it is undefined. */
export type Reduced<S extends Shape, A, Keep extends boolean> =
  Known<S> extends true
    ? boolean extends Keep
      ? Shape
      : [A] extends [undefined]
        ? Shrink<S, AxesOf<S>, Keep>
        : number extends Listed<A>
          ? Shape
          : Shrink<S, Normal<S, A>, Keep>
    : [A] extends [undefined]
      ? Keep extends true
        ? Shape
        : readonly []
      : Shape;

type Shrink<
  S extends Shape,
  Gone,
  Keep extends boolean,
  Done extends Shape = readonly [],
  I extends 0[] = [],
> = S extends readonly [infer D extends number, ...infer R extends Shape]
  ? I["length"] extends Gone
    ? Shrink<R, Gone, Keep, Keep extends true ? readonly [...Done, 1] : Done, [...I, 0]>
    : Shrink<R, Gone, Keep, readonly [...Done, D], [...I, 0]>
  : Done;

/** The axes in reverse order. */
export type Reversed<S extends Shape> =
  Known<S> extends true
    ? S extends readonly [infer D extends number, ...infer R extends Shape]
      ? readonly [...Reversed<R>, D]
      : readonly []
    : Shape;

/** Axis `i` of the result is axis `O[i]` of `S`. */
export type Permuted<S extends Shape, O extends readonly number[]> =
  Known<S> extends true
    ? Known<O> extends true
      ? { readonly [I in keyof O]: At<S, O[I]> }
      : Shape
    : Shape;
type At<S extends Shape, A> = A extends number
  ? number extends A
    ? number
    : S[FromStart<S, A>] & number
  : never;

/** Accepts orders that name every axis of `S` once. */
export type Permutes<S extends Shape, O extends readonly number[]> =
  Known<S> extends true
    ? Known<O> extends true
      ? number extends O[number]
        ? unknown
        : [O["length"], AxesOf<S>, Normal<S, O>] extends [S["length"], Normal<S, O>, AxesOf<S>]
          ? unknown
          : Clash<`[${Show<O>}] is no order of the axes of [${Show<S>}]`>
      : unknown
    : unknown;

/** The shape asked for; a −1 is found at run time. */
export type Reshaped<To extends Shape> = {
  readonly [I in keyof To]: To[I] extends -1 ? number : To[I];
};

/** Accepts shapes with as many elements as `S`, as far as the compiler can count them. */
export type Reshapes<S extends Shape, To extends Shape> = number extends
  | Count<S>
  | Count<Reshaped<To>>
  ? unknown
  : Count<S> extends Count<Reshaped<To>>
    ? unknown
    : Clash<`[${Show<S>}] has ${Count<S>} elements, [${Show<To>}] has ${Count<Reshaped<To>>}`>;

/** The shape of tensors one after the other along an axis; `never` where they do not fit. */
export type Concatenated<L extends readonly Shape[], A extends number> = L extends readonly [
  infer S extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Known<S> extends true
    ? number extends A
      ? Shape
      : Joined<S, R, FromStart<S, A>>
    : Shape
  : Shape;

type Joined<S extends Shape, L extends readonly Shape[], A extends number> = L extends readonly [
  infer T extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Known<T> extends true
    ? S["length"] extends T["length"]
      ? [Glued<S, T, A>] extends [never]
        ? never
        : Joined<Glued<S, T, A>, R, A>
      : never
    : Shape
  : L extends readonly []
    ? S
    : Shape;

type Glued<
  S extends Shape,
  T extends Shape,
  A extends number,
  Done extends Shape = readonly [],
> = S extends readonly [infer D extends number, ...infer SR extends Shape]
  ? T extends readonly [infer E extends number, ...infer TR extends Shape]
    ? Done["length"] extends A
      ? Glued<SR, TR, A, readonly [...Done, Plus<D, E>]>
      : number extends D | E
        ? Glued<SR, TR, A, readonly [...Done, number]>
        : [D, E] extends [E, D]
          ? Glued<SR, TR, A, readonly [...Done, D]>
          : never
    : never
  : Done;

export type Concatenates<L extends readonly Shape[], A extends number> = [
  Concatenated<L, A>,
] extends [never]
  ? Clash<"sizes differ along another axis than the one joined">
  : unknown;

/** What axes name, and what reductions and permutations do to a shape, in the type. */
import type { Shape } from "./shape.ts";
import type { Clash, Known, Show } from "./typed.ts";
import type { Minus } from "./typed-count.ts";

/** One axis, several, or all of them. Negative axes count from the end. */
export type Axes = number | readonly number[];

/** An axis counted from the start. */
export type FromStart<
  S extends Shape,
  A extends number,
> = `${A}` extends `-${infer N extends number}` ? Minus<S["length"], N> : A;

/** The axes of `S`: 0 | 1 | … */
export type AxesOf<S extends Shape> = S extends readonly [unknown, ...infer R extends Shape]
  ? R["length"] | AxesOf<R>
  : never;

type Listed<A> = A extends readonly number[] ? A[number] : A extends number ? A : never;

type Normal<S extends Shape, A> =
  Listed<A> extends infer L ? (L extends number ? FromStart<S, L> : never) : never;

/** Those of the axes that `S` does not have. */
type Outside<S extends Shape, A> = A extends number
  ? FromStart<S, A> extends AxesOf<S>
    ? never
    : A
  : never;

/** Accepts axes that `S` has, each named once. */
export type InRange<S extends Shape, A> =
  Known<S> extends true
    ? number extends Listed<A>
      ? unknown
      : [Outside<S, Listed<A>>] extends [never]
        ? Repeats<S, A> extends true
          ? Clash<`[${A extends Shape ? Show<A> : ""}] names an axis of [${Show<S>}] twice`>
          : unknown
        : Clash<`[${Show<S>}] has no axis ${Outside<S, Listed<A>>}`>
    : unknown;

type Repeats<S extends Shape, A, Seen = never> = A extends readonly [
  infer H extends number,
  ...infer R,
]
  ? FromStart<S, H> extends Seen
    ? true
    : Repeats<S, R, Seen | FromStart<S, H>>
  : false;

/** Accepts a place for a new axis. */
export type Insertable<S extends Shape, A extends number> =
  InRange<readonly [...S, 1], A> extends Clash<string>
    ? Clash<`[${Show<S>}] has no place ${A} for a new axis`>
    : unknown;

/** The shape after reducing `A`: all axes if it is undefined. */
export type Reduced<S extends Shape, A, Keep extends boolean> = [A, Keep] extends [undefined, false]
  ? readonly []
  : Known<S> extends true
    ? boolean extends Keep
      ? Shape
      : [A] extends [undefined]
        ? Shrink<S, AxesOf<S>, Keep>
        : number extends Listed<A>
          ? Shape
          : Shrink<S, Normal<S, A>, Keep>
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

/** The shape without the axes `A`, or without any of size 1 if it is undefined. */
export type Squeezed<S extends Shape, A> = [A] extends [undefined]
  ? WithoutOnes<S>
  : Reduced<S, A, false>;

type WithoutOnes<S extends Shape, Done extends Shape = readonly []> =
  Known<S> extends true
    ? S extends readonly [infer D extends number, ...infer R extends Shape]
      ? number extends D
        ? Shape
        : WithoutOnes<R, D extends 1 ? Done : readonly [...Done, D]>
      : Done
    : Shape;

/** Accepts axes of size 1. */
export type Squeezes<S extends Shape, A> =
  InRange<S, A> extends Clash<infer M>
    ? Clash<M>
    : [Sizes<S, Normal<S, A>>] extends [1]
      ? unknown
      : Clash<`[${Show<S>}]: only axes of size 1 can go`>;
/** The sizes along axes, as far as they are known. */
type Sizes<S extends Shape, A> = A extends number ? (number extends S[A] ? never : S[A]) : never;

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

/** Two axes exchanged. */
export type Swapped<S extends Shape, A extends number, B extends number> =
  Known<S> extends true
    ? number extends A | B
      ? Shape
      : {
          readonly [I in keyof S]: I extends `${FromStart<S, A>}`
            ? At<S, B>
            : I extends `${FromStart<S, B>}`
              ? At<S, A>
              : S[I];
        }
    : Shape;

/** The shape with a size put before axis `A`, which is counted from the start of the result. */
export type Inserted<S extends Shape, A extends number, D extends number> =
  Known<S> extends true
    ? number extends A
      ? Shape
      : Splice<S, FromStart<readonly [...S, D], A>, readonly [D]>
    : Shape;

/** The shape with other sizes in place of axis `A`. */
export type Replaced<S extends Shape, A extends number, New extends Shape> =
  Known<S> extends true
    ? Known<New> extends true
      ? number extends A
        ? Shape
        : Splice<Shrink<S, FromStart<S, A>, false>, FromStart<S, A>, New>
      : Shape
    : Shape;

type Splice<
  S extends Shape,
  A extends number,
  New extends Shape,
  Before extends Shape = readonly [],
> = Before["length"] extends A
  ? readonly [...Before, ...New, ...S]
  : S extends readonly [infer D extends number, ...infer R extends Shape]
    ? Splice<R, A, New, readonly [...Before, D]>
    : never;

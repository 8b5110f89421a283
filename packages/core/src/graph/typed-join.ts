/** What concatenating and stacking do to shapes, in the type. */
import type { Shape } from "./shape.ts";
import type { AxesOf, FromStart, Insertable, Inserted } from "./typed-axes.ts";
import type { Plus } from "./typed-count.ts";
import type { Clash, Known, Show } from "./typed.ts";

/** The shape of tensors one after the other along an axis; `never` where they do not fit. */
export type Concatenated<L extends readonly Shape[], A extends number> = Exclude<
  Chain<L, A>,
  string
>;

/** Accepts tensors that differ along axis `A` only. */
export type Concatenates<L extends readonly Shape[], A extends number> = Refused<Chain<L, A>>;

/** The shape of tensors along a new axis; `never` where they differ. */
export type Stacked<L extends readonly Shape[], A extends number> = Exclude<Pile<L, A>, string>;

/** Accepts tensors of one shape. */
export type Stacks<L extends readonly Shape[], A extends number> = Refused<Pile<L, A>>;

type Refused<R> = R extends string ? Clash<R> : unknown;

/** The shape joined, or what is wrong. */
type Chain<L extends readonly Shape[], A extends number> = L extends readonly [
  infer S extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Known<S> extends true
    ? number extends A
      ? Shape
      : FromStart<S, A> extends AxesOf<S>
        ? Joined<S, R, FromStart<S, A>>
        : `[${Show<S>}] has no axis ${A}`
    : Shape
  : Empty<L>;

type Pile<L extends readonly Shape[], A extends number> = L extends readonly [
  infer S extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Known<S> extends true
    ? number extends A
      ? Shape
      : Insertable<S, A> extends Clash<infer M>
        ? M
        : Joined<S, R, -1> extends infer T
          ? T extends Shape
            ? Known<T> extends true
              ? Inserted<T, A, L["length"]>
              : Shape
            : T
          : never
    : Shape
  : Empty<L>;

type Empty<L extends readonly Shape[]> = L extends readonly []
  ? "an empty list: there is nothing to join"
  : Shape;

/** The shape of `S` and those of `L` along axis `A`, all other sizes agreeing, or what is wrong. */
type Joined<S extends Shape, L extends readonly Shape[], A extends number> = L extends readonly [
  infer T extends Shape,
  ...infer R extends readonly Shape[],
]
  ? Known<T> extends true
    ? [Glued<S, T, A>] extends [never]
      ? `[${Show<S>}] and [${Show<T>}] differ${A extends -1 ? "" : ` along another axis than ${A}`}`
      : Joined<Glued<S, T, A>, R, A>
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
      : number extends D
        ? Glued<SR, TR, A, readonly [...Done, E]>
        : number extends E
          ? Glued<SR, TR, A, readonly [...Done, D]>
          : [D, E] extends [E, D]
            ? Glued<SR, TR, A, readonly [...Done, D]>
            : never
    : never
  : T extends readonly []
    ? Done
    : never;

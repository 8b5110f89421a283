/** Arithmetic of sizes in the type, on tuples of that many places, and what it says of reshaping. */
import type { Shape } from "./shape.ts";
import type { Clash, Known, Show } from "./typed.ts";

/** A tuple with `N` places. Numbers of up to four digits. */
type Places<N extends number> = Grow<`${N}`>;
type Grow<S extends string, T extends 0[] = []> = S extends `${infer D extends Digit}${infer R}`
  ? Grow<R, [...Ten<T>, ...Digits[D]]>
  : T;
type Ten<T extends 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T];
type Digit = keyof Digits;
interface Digits {
  "0": [];
  "1": [0];
  "2": [0, 0];
  "3": [0, 0, 0];
  "4": [0, 0, 0, 0];
  "5": [0, 0, 0, 0, 0];
  "6": [0, 0, 0, 0, 0, 0];
  "7": [0, 0, 0, 0, 0, 0, 0];
  "8": [0, 0, 0, 0, 0, 0, 0, 0];
  "9": [0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/** One place for each digit of a number, or unknown. */
type Width<N extends number> = number extends N ? unknown : Letters<`${N}`>;
type Letters<S extends string> = S extends `${string}${infer R}` ? [0, ...Letters<R>] : [];
type AtMost3 = [] | [0] | [0, 0] | [0, 0, 0];
type AtMost4 = AtMost3 | [0, 0, 0, 0];

export type Minus<N extends number, M extends number> =
  Places<N> extends [...Places<M>, ...infer R] ? R["length"] : -1;

/** `a + b`; `number` where either is known only at run time or has more than three digits. */
export type Plus<A extends number, B extends number> = [Width<A>, Width<B>] extends [
  AtMost3,
  AtMost3,
]
  ? [...Places<A>, ...Places<B>]["length"] & number
  : number;

/** `a · b`; `number` where it may have more than four digits. */
type Times<A extends number, B extends number> = A extends 1
  ? B
  : B extends 1
    ? A
    : [Width<A>, Width<B>] extends [infer V extends 0[], infer W extends 0[]]
      ? [...V, ...W] extends AtMost4
        ? Scaled<Places<A>, `${B}`>["length"] & number
        : number
      : number;

/** As many times the places of `T` as the decimal number says. */
type Scaled<T extends 0[], N extends string, Sum extends 0[] = []> = N extends `${infer D extends
  Digit}${infer R}`
  ? Scaled<T, R, [...Ten<Sum>, ...Repeat<T, Digits[D]>]>
  : Sum;
type Repeat<T extends 0[], N extends 0[], Sum extends 0[] = []> = N extends [
  0,
  ...infer R extends 0[],
]
  ? Repeat<T, R, [...Sum, ...T]>
  : Sum;

/** `n / m` by long division, −1 if it leaves a rest; `number` unless `m` has at most two digits. */
type Over<N extends number, M extends number> = N extends M
  ? 1
  : M extends 1
    ? N
    : number extends N | M
      ? number
      : Width<M> extends [0] | [0, 0]
        ? M extends 0
          ? number
          : Divide<`${N}`, Places<M>>
        : number;
type Divide<
  N extends string,
  M extends 0[],
  Rest extends 0[] = [],
  Q extends string = "",
> = N extends `${infer D extends Digit}${infer R}`
  ? Fit<[...Ten<Rest>, ...Digits[D]], M> extends readonly [
      infer K extends number,
      infer Left extends 0[],
    ]
    ? Divide<R, M, Left, `${Q extends "0" ? "" : Q}${K}`>
    : never
  : Rest extends []
    ? Q extends `${infer X extends number}`
      ? X
      : number
    : -1;
/** How often `M` fits into `N`, and what is left. */
type Fit<N extends 0[], M extends 0[], K extends 0[] = []> = N extends [
  ...M,
  ...infer R extends 0[],
]
  ? Fit<R, M, [...K, 0]>
  : readonly [K["length"], N];

/** The number of elements; `number` where it is large or known only at run time. */
export type Count<S extends Shape, N extends number = 1> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Count<R, Times<N, D>>
  : S extends readonly []
    ? N
    : number;

/** What two shapes do not have in common: large sizes that stay as they are need no arithmetic. */
type Differ<
  A extends Shape,
  B extends Shape,
  Own extends Shape = readonly [],
> = A extends readonly [infer D extends number, ...infer R extends Shape]
  ? Drop<B, D> extends infer Left extends Shape
    ? Differ<R, Left, Own>
    : Differ<R, B, readonly [...Own, D]>
  : readonly [Own, B];

/** `S` without the first size `D`; `false` if there is none, or if it is 0 or not known. */
type Drop<S extends Shape, D extends number, Before extends Shape = readonly []> = number extends D
  ? false
  : D extends 0
    ? false
    : S extends readonly [infer E extends number, ...infer R extends Shape]
      ? [E, D] extends [D, E]
        ? readonly [...Before, ...R]
        : Drop<R, D, readonly [...Before, E]>
      : false;

/** The shape asked for, with its −1 found as far as the compiler can. */
export type Reshaped<S extends Shape, To extends Shape> =
  Known<To> extends true
    ? -1 extends To[number]
      ? { readonly [I in keyof To]: To[I] extends -1 ? Found<S, To> : To[I] }
      : To
    : Shape;

/** The size that stands for −1, or −1 if there is none. */
type Found<S extends Shape, To extends Shape> =
  Known<S> extends true
    ? number extends S[number] | To[number]
      ? number
      : Differ<S, Positive<To>> extends readonly [infer A extends Shape, infer B extends Shape]
        ? Drop<A, Count<B>> extends infer Left extends Shape
          ? Count<Left>
          : Over<Count<A>, Count<B>>
        : number
    : number;

type Positive<S extends Shape> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? D extends -1
    ? Positive<R>
    : readonly [D, ...Positive<R>]
  : readonly [];

/** Accepts shapes with as many elements as `S`, as far as the compiler can count them. */
export type Reshapes<S extends Shape, To extends Shape> =
  Known<S> extends true
    ? Known<To> extends true
      ? number extends S[number] | To[number]
        ? unknown
        : -1 extends To[number]
          ? Positive<To>["length"] extends Minus<To["length"], 1>
            ? Found<S, To> extends -1
              ? Clash<`[${Show<S>}] does not divide into [${Show<To>}]`>
              : unknown
            : Clash<`[${Show<To>}]: only one size can be found`>
          : Agree<S, To, Differ<S, To>>
      : unknown
    : unknown;

type Agree<S extends Shape, To extends Shape, N> = N extends readonly [
  infer A extends Shape,
  infer B extends Shape,
]
  ? number extends Count<A> | Count<B>
    ? unknown
    : [Count<A>, Count<B>] extends [Count<B>, Count<A>]
      ? unknown
      : Clash<`[${Show<S>}] and [${Show<To>}] have different numbers of elements`>
  : unknown;

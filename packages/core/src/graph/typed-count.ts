/** Arithmetic of sizes in the type, on tuples of that many places. */
import type { Shape } from "./shape.ts";

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

export type Minus<N extends number, M extends number> =
  Places<N> extends [...Places<M>, ...infer R] ? R["length"] : -1;

/** `a + b`; `number` where either is known only at run time or has more than three digits. */
export type Plus<A extends number, B extends number> =
  Digits3<A> extends true
    ? Digits3<B> extends true
      ? [...Places<A>, ...Places<B>]["length"] & number
      : number
    : number;

type Digits3<N extends number> = number extends N
  ? false
  : `${N}` extends `${string}${string}${string}${infer Rest}`
    ? Rest extends ""
      ? true
      : false
    : true;

type Digits2<N extends number> = number extends N
  ? false
  : `${N}` extends `${string}${string}${infer Rest}`
    ? Rest extends ""
      ? true
      : false
    : true;

/** `a · b`; `number` unless both have at most two digits. */
type Times<A extends number, B extends number> =
  Digits2<A> extends true
    ? Digits2<B> extends true
      ? Repeat<Places<A>, Places<B>>["length"] & number
      : number
    : number;
type Repeat<T extends 0[], N extends 0[], Sum extends 0[] = []> = N extends [
  0,
  ...infer R extends 0[],
]
  ? Repeat<T, R, [...Sum, ...T]>
  : Sum;

/** The number of elements; `number` where it is large or known only at run time. */
export type Count<S extends Shape, N extends number = 1> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Count<R, Times<N, D>>
  : S extends readonly []
    ? N
    : number;

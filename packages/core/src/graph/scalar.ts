/**
 * The arithmetic of one element. Elementwise ops are written once against this interface; every backend
 * brings its own `V` (a JavaScript number, a SIMD instruction, a line of TeX) and its own mask type `M`.
 *
 * What has numerics of its own is a word here, because a backend may do better than a composition of
 * smaller words; everything else is composed. A NaN operand of `max` and `min` wins. `nearest` rounds
 * halves to even. `fmod` is exact and has the sign of the dividend.
 */
export interface ScalarMath<V, M> {
  const(value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  fmod(a: V, b: V): V;
  pow(a: V, b: V): V;
  atan2(a: V, b: V): V;
  max(a: V, b: V): V;
  min(a: V, b: V): V;
  neg(x: V): V;
  abs(x: V): V;
  sqrt(x: V): V;
  exp(x: V): V;
  expm1(x: V): V;
  log(x: V): V;
  log2(x: V): V;
  log10(x: V): V;
  log1p(x: V): V;
  sin(x: V): V;
  cos(x: V): V;
  tan(x: V): V;
  tanh(x: V): V;
  sigmoid(x: V): V;
  erf(x: V): V;
  erfc(x: V): V;
  floor(x: V): V;
  nearest(x: V): V;
  less(a: V, b: V): M;
  lessOrEqual(a: V, b: V): M;
  equal(a: V, b: V): M;
  and(a: M, b: M): M;
  or(a: M, b: M): M;
  not(a: M): M;
  /** `a` where the mask holds, else `b`. */
  select(mask: M, a: V, b: V): V;
  /** 1 where the mask holds, else 0. */
  toNumber(mask: M): V;
  /** The mask of the elements that are not 0. */
  toMask(x: V): M;
}

/** One element of an elementwise op: operands in, result out. A `bool` operand or result is a mask. */
export type Scalar = <V, M>(m: ScalarMath<V, M>, ...operands: readonly (V | M)[]) => V | M;

import type { Tensor } from "@chainrule/core";
import { dataOf } from "@chainrule/core/engine";

/** The elements of a tensor, row-major. */
export type Numbers = Float64Array;

/** The elements of a tensor whose value is known. */
export function numbersOf(x: Tensor): Numbers {
  const data = dataOf(x);
  return data instanceof Float64Array ? data : Float64Array.from(data);
}

/** Whether `a` is `b`, each element within its own tolerance. */
export function near(a: Numbers, b: Numbers, tolerance: Numbers): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < b.length; i++)
    if (!(Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)) <= (tolerance[i] ?? 0))) return false;
  return true;
}

/** `Σ aᵢbᵢ` */
export function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The largest absolute value; 0 for no elements. */
export const largest = (a: Numbers): number => a.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/** `a + k·b` */
export const plus = (a: Numbers, k: number, b: Numbers): Numbers =>
  a.map((v, i) => v + k * (b[i] ?? 0));

/** `a − b` */
export const minus = (a: Numbers, b: Numbers): Numbers => plus(a, -1, b);

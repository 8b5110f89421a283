import { type NestedArray, type Tensor, data, toArray } from "@chainrule/core";

/** What a tensor holds: its elements, or of many of them where they lie. */
export type Quantity = number | NestedArray | Summary;

export interface Summary {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** The value of `x`; a summary if it has more than `elements` elements. */
export function quantityOf(x: Tensor, elements: number): Quantity {
  if (x.size <= elements) return toArray(x);
  const all = data(x);
  let [min, sum, max] = [Infinity, 0, -Infinity];
  for (const v of all) {
    min = Math.min(min, v);
    sum += v;
    max = Math.max(max, v);
  }
  return { min, mean: sum / all.length, max };
}

export const isFiniteQuantity = (q: Quantity): boolean =>
  typeof q === "number"
    ? Number.isFinite(q)
    : Array.isArray(q)
      ? q.every(isFiniteQuantity)
      : [q.min, q.mean, q.max].every(Number.isFinite);

/** Significant digits of a number among others. */
const FEW = 6;

/** For people: a number to `digits` significant digits, to all there are unless given; several to six. */
export function showQuantity(q: Quantity, digits?: number): string {
  if (typeof q === "number") return showNumber(q, digits);
  const few = (x: number): string => showNumber(x, digits ?? FEW);
  if (Array.isArray(q)) return nested(q, few);
  return `${few(q.min)} … ${few(q.max)}, mean ${few(q.mean)}`;
}

const nested = (items: NestedArray, show: (x: number) => string): string =>
  typeof items === "number"
    ? show(items)
    : `[${items.map((item) => nested(item, show)).join(", ")}]`;

/** A number to so many significant digits, as a program writes it. */
export const rounded = (x: number, digits: number = FEW): string =>
  String(Number(x.toPrecision(digits)));

/** Sizes between which numbers are written without a power of 10. */
const [SMALL, LARGE] = [1e-4, 1e9];

export function showNumber(x: number, digits?: number): string {
  const whole = Number.isInteger(x) && Math.abs(x) < LARGE;
  const short = digits === undefined || whole ? x : Number(x.toPrecision(digits));
  const size = Math.abs(short);
  const plain = digits === undefined || whole || (size >= SMALL && size < LARGE);
  return signs(Object.is(x, -0) ? "-0" : plain ? String(short) : short.toExponential());
}

/** As `2.5e−3`, with this many digits after the point. */
export const scientific = (x: number, digits?: number): string =>
  x === 0 ? "0" : signs(x.toExponential(digits)).replace(/e0$/, "");

const signs = (number: string): string =>
  number.replaceAll("-", "−").replace("e+", "e").replace("Infinity", "∞");

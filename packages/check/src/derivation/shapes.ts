import type { Shape, Tensor } from "@chainrule/core";
import { sameShape, size, strides } from "@chainrule/core/engine";
import { type Numbers, near } from "../pass/numbers.ts";

/** What the shape of a claim says before its numbers are looked at. */
export interface ShapeFinding {
  readonly kind: "fits" | "reshaped" | "transposed" | "missing-sum" | "unfit";
  readonly given: Shape;
  /** The axes that had to be summed over. */
  readonly axes?: readonly number[];
}

/** A claim brought to the shape that it should have. */
export interface Fitted {
  readonly value: Numbers;
  readonly finding: ShapeFinding;
}

/** Judge the shape of the claim `value` [given] of `x`, whose truth is `truth`. */
export function fitShape(
  x: Tensor,
  value: Numbers,
  given: Shape,
  truth: Numbers,
  tolerance: Numbers,
): Fitted {
  const { shape } = x;
  const found = (
    kind: ShapeFinding["kind"],
    numbers: Numbers,
    axes?: readonly number[],
  ): Fitted => ({
    value: numbers,
    finding: { kind, given, ...(axes && { axes }) },
  });
  const [m = 0, n = 0] = shape;
  if (sameShape(given, shape)) {
    if (shape.length !== 2 || m !== n) return found("fits", value);
    const turned = transpose(value, m, n);
    return !near(value, truth, tolerance) && near(turned, truth, tolerance)
      ? found("transposed", turned)
      : found("fits", value);
  }
  if (sameShape(core(given), core(shape))) return found("reshaped", value);
  if (shape.length === 2 && sameShape(given, [n, m]))
    return found("transposed", transpose(value, n, m));
  const ways = choices(given.length).filter((axes) =>
    sameShape(core(given.filter((_, i) => !axes.includes(i))), core(shape)),
  );
  const sums = ways.map((axes) => found("missing-sum", summed(value, given, axes), axes));
  const [first] = sums;
  if (first !== undefined) return sums.find((way) => near(way.value, truth, tolerance)) ?? first;
  return found("unfit", new Float64Array(size(shape)));
}

/** Some of `n` axes, fewest first. */
export const choices = (n: number): number[][] =>
  Array.from({ length: 2 ** Math.min(n, MOST) - 1 }, (_, bits) =>
    [...Array.from({ length: n }).keys()].filter((axis) => ((bits + 1) >> axis) & 1),
  ).toSorted((a, b) => a.length - b.length);

/** No claim of more axes is looked at. */
const MOST = 6;

/** The axes longer than 1. */
export const core = (shape: Shape): Shape => shape.filter((d) => d !== 1);

export function transpose(x: Numbers, rows: number, columns: number): Numbers {
  return x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

const summed = (x: Numbers, shape: Shape, axes: readonly number[]): Numbers =>
  axes
    .toReversed()
    .reduce(([v, s], axis) => [sumOver(v, s, axis), s.filter((_, i) => i !== axis)] as const, [
      x,
      shape,
    ] as const)[0];

function sumOver(x: Numbers, shape: Shape, axis: number): Numbers {
  const inner = strides(shape)[axis] ?? 1;
  const n = shape[axis] ?? 1;
  const out = new Float64Array(x.length / n);
  x.forEach((v, i) => {
    const j = Math.floor(i / (inner * n)) * inner + (i % inner);
    out[j] = (out[j] ?? 0) + v;
  });
  return out;
}

/** The index of element `i`: `[2, 0]`. */
export const indexOf = (i: number, shape: Shape): string =>
  `[${strides(shape)
    .map((step, axis) => Math.floor(i / step) % (shape[axis] ?? 1))
    .join(", ")}]`;

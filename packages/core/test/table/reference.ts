/** Values by plain loops over indices, written apart from the engine. */
import type { Shape } from "../../src/index.ts";

/** Elements in row-major order. */
export interface Plain {
  readonly shape: Shape;
  readonly data: readonly number[];
}

export type Reference = (...xs: readonly Plain[]) => Plain;

/** Every index of a shape in row-major order. */
export function* indices(shape: Shape): Generator<number[]> {
  const n = shape.reduce((a, b) => a * b, 1);
  for (let i = 0; i < n; i++) {
    let rest = i;
    const index: number[] = [];
    for (const d of shape.toReversed()) {
      index.unshift(rest % d);
      rest = Math.floor(rest / d);
    }
    yield index;
  }
}

export const build = (shape: Shape, at: (index: readonly number[]) => number): Plain => ({
  shape,
  data: [...indices(shape)].map(at),
});

/** The element at an index, aligned on the right; an axis of size 1 stands for any size. */
export function at(x: Plain, index: readonly number[]): number {
  let place = 0;
  for (const [axis, d] of x.shape.entries())
    place = place * d + (d === 1 ? 0 : (index[axis + index.length - x.shape.length] ?? NaN));
  return x.data[place] ?? NaN;
}

export function broadcast(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((d) => d !== 1) ?? 1;
  });
}

/** One function of the elements at the same place. */
export const each =
  (f: (...elements: number[]) => number | boolean): Reference =>
  (...xs) =>
    build(broadcast(...xs.map((x) => x.shape)), (index) =>
      Number(f(...xs.map((x) => at(x, index)))),
    );

const normal = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

export type Axes = number | readonly number[] | undefined;

const listed = (axes: Axes, rank: number): number[] =>
  axes === undefined ? [...Array(rank).keys()] : [axes].flat().map((axis) => normal(axis, rank));

/** One function of all elements that differ along the axes only. */
export const reduced =
  (f: (elements: number[]) => number, axes: Axes, keepDims: boolean): Reference =>
  (x) => {
    const over = listed(axes, x.shape.length);
    const { shape } = x;
    const kept = shape.map((d, axis) => (over.includes(axis) ? 1 : d));
    const runs = shape.map((d, axis) => (over.includes(axis) ? d : 1));
    const y = build(kept, (index) =>
      f(
        [...indices(runs)].map((run) =>
          at(
            x,
            index.map((i, a) => i + (run[a] ?? 0)),
          ),
        ),
      ),
    );
    return keepDims ? y : { ...y, shape: shape.filter((_, axis) => !over.includes(axis)) };
  };

/** Other indices: the result at `index` is the input at `from(index)`, or the fill where that is null. */
export const moved =
  (
    shape: (input: Shape) => Shape,
    from: (index: readonly number[], input: Shape) => readonly number[] | null,
    fill = 0,
  ): Reference =>
  (x) => {
    const { shape: input } = x;
    return build(shape(input), (index) => {
      const source = from(index, input);
      return source === null ? fill : at(x, source);
    });
  };

/** The same elements under another shape. */
export const reshaped =
  (shape: (input: Shape) => Shape): Reference =>
  (x) => ({ shape: shape(x.shape), data: x.data });

import * as C from "../../src/index.ts";
import { anywhere } from "./domain.ts";
import { type Reference, at, build } from "./reference.ts";
import { type Row, row } from "./row.ts";

const sliced = (
  special: string,
  shape: C.Shape,
  f: (x: C.Tensor) => C.Tensor,
  reference: Reference,
): Row => row("slice", special, [shape], anywhere, f, { reference });

/** Places of one axis that a range selects, found by walking: `null` bounds are those of Python. */
const places = (d: number, start: number, stop: number, step: number): number[] => {
  const out: number[] = [];
  for (let i = start; step > 0 ? i < Math.min(stop, d) : i > stop; i += step) out.push(i);
  return out;
};

/** The elements at the listed places of each axis; one number drops the axis. */
const picked =
  (...axes: readonly (readonly number[] | number)[]): Reference =>
  (x) => {
    const kept = axes.flatMap((axis) => (typeof axis === "number" ? [] : [axis.length]));
    return build(kept, (index) => {
      let next = 0;
      return at(
        x,
        axes.map((axis) => (typeof axis === "number" ? axis : (axis[index[next++] ?? 0] ?? NaN))),
      );
    });
  };

const all = (d: number): number[] => places(d, 0, d, 1);

/** Ranges with all kinds of starts, stops and steps. */
export const slices: readonly Row[] = [
  sliced('"1:, ::-1"', [3, 4], (x) => C.slice(x, "1:, ::-1"), picked([1, 2], [3, 2, 1, 0])),
  sliced('"::2"', [5, 2], (x) => C.slice(x, "::2"), picked([0, 2, 4], all(2))),
  sliced('"4:0:-2, 1"', [6, 3], (x) => C.slice(x, "4:0:-2, 1"), picked([4, 2], 1)),
  sliced('"..., -1"', [2, 2, 3], (x) => C.slice(x, "..., -1"), picked(all(2), all(2), 2)),
  sliced('"-3:-1, 1:2"', [5, 3], (x) => C.slice(x, "-3:-1, 1:2"), picked([2, 3], [1])),
  sliced("[[1, 6, 3], 0]", [7, 2], (x) => C.slice(x, [[1, 6, 3], 0]), picked([1, 4], 0)),
  sliced("[[null, null, -3]]", [7], (x) => C.slice(x, [[null, null, -3]]), picked([6, 3, 0])),
  sliced(
    "[[5, null, -2], [1, null, 2]]",
    [6, 5],
    (x) =>
      C.slice(x, [
        [5, null, -2],
        [1, null, 2],
      ]),
    picked([5, 3, 1], [1, 3]),
  ),
  sliced('"2"', [4], (x) => C.slice(x, "2"), picked(2)),
  sliced('"2:2"', [3, 2], (x) => C.slice(x, "2:2"), picked([], all(2))),
  sliced('":"', [2, 3], (x) => C.slice(x, ":"), picked(all(2), all(3))),
  sliced('"0"', [1, 0], (x) => C.slice(x, "0"), picked(0, [])),
];

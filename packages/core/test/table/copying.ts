import * as C from "../../src/index.ts";
import { anywhere } from "./domain.ts";
import { moved } from "./reference.ts";
import { type Row, row } from "./row.ts";

const modulo = (i: number, n: number): number => ((i % n) + n) % n;

const fromStart = (axis: number, shape: C.Shape): number => (axis < 0 ? axis + shape.length : axis);

const rolled = (shape: C.Shape, shift: number, axis: number, edges: Row["edges"] = []): Row =>
  row("roll", `by ${shift} along ${axis}`, [shape], anywhere, (x) => C.roll(x, shift, axis), {
    reference: moved(
      (from) => from,
      (index, from) => {
        const along = fromStart(axis, from);
        return index.with(along, modulo((index[along] ?? 0) - shift, from[along] ?? 1));
      },
    ),
    edges,
  });

function tiled(shape: C.Shape, times: readonly number[], edges: Row["edges"] = []): Row {
  const long = (list: readonly number[], rank: number) =>
    [...new Array<number>(rank).fill(1), ...list].slice(-Math.max(rank, list.length));
  const title = `by [${times.join(", ")}]`;
  return row("tile", title, [shape], anywhere, (x) => C.tile(x, times), {
    reference: moved(
      (from) =>
        long(from, times.length).map((d, axis) => d * (long(times, from.length)[axis] ?? 1)),
      (index, from) => {
        const own = index.slice(index.length - from.length);
        return own.map((i, axis) => i % (from[axis] ?? 1));
      },
    ),
    edges,
  });
}

const repeated = (shape: C.Shape, count: number, axis: number, edges: Row["edges"] = []): Row =>
  row(
    "repeat",
    `${count} times along ${axis}`,
    [shape],
    anywhere,
    (x) => C.repeat(x, count, axis),
    {
      reference: moved(
        (from) => {
          const along = fromStart(axis, from);
          return from.with(along, (from[along] ?? 1) * count);
        },
        (index, from) => {
          const along = fromStart(axis, from);
          return index.with(along, Math.floor((index[along] ?? 0) / count));
        },
      ),
      edges,
    },
  );

/** The same elements in a circle, or several times. */
export const copying: readonly Row[] = [
  rolled([5], 2, 0, [[[0]], [[1]], [[2]]]),
  rolled([2, 4], -1, 1, [[[0, 3]], [[3, 0]]]),
  rolled([3, 2], 7, -2),
  rolled([3, 2], -6, 0),
  tiled([3], [2], [[[0]], [[1]]]),
  tiled([2, 2], [2, 3], [[[0, 3]], [[1, 1]]]),
  tiled([2, 3], [2]),
  tiled([2], [3, 1, 2]),
  tiled([], [2, 2]),
  tiled([2, 3], []),
  tiled([2, 3], [0, 2]),
  repeated([3], 2, 0, [[[0]], [[1]]]),
  repeated([2, 2], 3, -1, [[[2, 0]], [[0, 2]]]),
  repeated([2, 3, 2], 2, 1),
  repeated([2, 3], 2, -2),
  repeated([2, 3], 0, 0),
  repeated([2, 3], 1, 1),
];

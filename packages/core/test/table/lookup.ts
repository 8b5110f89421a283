import * as C from "../../src/index.ts";
import { anywhere } from "./domain.ts";
import { type Plain, type Reference, at, build, indices } from "./reference.ts";
import { type Row, row } from "./row.ts";

const int = (data: readonly number[], shape: C.Shape = [data.length]): C.Tensor =>
  C.tensor(data, { dtype: "int32", shape });

const plain = (index: C.Tensor): Plain => ({ shape: index.shape, data: [...C.data(index)] });

const wrapped = (i: number, n: number): number => (i < 0 ? i + n : i);

const taken =
  (index: Plain, axis: number): Reference =>
  (x) => {
    const k = index.shape.length;
    return build(x.shape.toSpliced(axis, 1, ...index.shape), (place) => {
      const i = at(index, place.slice(axis, axis + k));
      return at(x, place.toSpliced(axis, k, wrapped(i, x.shape[axis] ?? 1)));
    });
  };

const takenAlong =
  (index: Plain, axis: number): Reference =>
  (x) =>
    build(index.shape, (place) =>
      at(x, place.with(axis, wrapped(at(index, place), x.shape[axis] ?? 1))),
    );

const added =
  (index: Plain, axis: number): Reference =>
  (x, source) =>
    build(x.shape, (place) => {
      let sum = at(x, place);
      for (let k = 0; k < (index.shape[axis] ?? 0); k++) {
        const from = place.with(axis, k);
        if (wrapped(at(index, from), x.shape[axis] ?? 1) === place[axis]) sum += at(source, from);
      }
      return sum;
    });

function take(
  special: string,
  shape: C.Shape,
  index: C.Tensor,
  axis: number,
  edges: Row["edges"] = [],
): Row {
  return row("take", special, [shape], anywhere, (x) => C.take(x, index, axis), {
    reference: taken(plain(index), axis < 0 ? axis + shape.length : axis),
    edges,
  });
}

function takeAlong(special: string, shape: C.Shape, index: C.Tensor, axis: number): Row {
  return row("takeAlongAxis", special, [shape], anywhere, (x) => C.takeAlongAxis(x, index, axis), {
    reference: takenAlong(plain(index), axis < 0 ? axis + shape.length : axis),
  });
}

function scatter(special: string, shape: C.Shape, index: C.Tensor, axis: number): Row {
  return row(
    "scatterAdd",
    special,
    [shape, index.shape],
    anywhere,
    (x, source) => C.scatterAdd(x, index, source, axis),
    { reference: added(plain(index), axis < 0 ? axis + shape.length : axis) },
  );
}

const bool = (data: readonly number[], shape: C.Shape = [data.length]): C.Tensor =>
  C.tensor(data, { dtype: "bool", shape });

/** A mask over `k` axes from `axis` on. */
function masked(special: string, shape: C.Shape, mask: C.Tensor, axis: number): Row {
  const start = axis < 0 ? axis + shape.length : axis;
  const { shape: over, data: truths } = plain(mask);
  const chosen = [...indices(over)].filter((_, i) => truths[i] === 1);
  const to = shape.toSpliced(start, over.length, chosen.length);
  return row("maskedSelect", special, [shape], anywhere, (x) => C.maskedSelect(x, mask, axis), {
    reference: (x) =>
      build(to, (place) => at(x, place.toSpliced(start, 1, ...(chosen[place[start] ?? 0] ?? [])))),
  });
}

/** Elements chosen by indices or masks, and added up at indices. */
export const lookup: readonly Row[] = [
  take("rows, one twice", [4, 3], int([2, 0, 2]), 0, [[[3, 1]], [[3, 0]]]),
  take("columns by a table, one from the end", [2, 4], int([3, -1, 0, 0, 0, 2], [2, 3]), 1, [
    [[0, 4]],
  ]),
  take("one along -1", [2, 3, 4], int([2], []), -1),
  take("none", [3, 2], int([]), 0),
  row("take", "one element by a number", [[4]], anywhere, (x) => C.take(x, 1), {
    reference: (x) => ({ shape: [], data: [at(x, [1])] }),
  }),
  row("take", "by a number", [[4, 3]], anywhere, (x) => C.take(x, -2), {
    reference: (x) => build([3], ([j = 0]) => at(x, [2, j])),
  }),
  row(
    "take",
    "rows of a nonlinear table",
    [[4, 2]],
    anywhere,
    (x) => C.take(C.sin(x), int([3, 3, 1])),
    {
      reference: (x) => build([3, 2], ([i = 0, j = 0]) => Math.sin(at(x, [[3, 3, 1][i] ?? 0, j]))),
    },
  ),
  takeAlong("rows", [2, 4], int([3, 0, 0, 1, -1, 2], [2, 3]), -1),
  takeAlong("columns", [3, 2], int([2, 1, 2, 0], [2, 2]), 0),
  takeAlong("the middle axis", [2, 3, 2], int([0, 2, 1, 1], [2, 1, 2]), 1),
  masked("rows", [4, 3], bool([1, 0, 1, 1]), 0),
  masked("columns", [2, 3], bool([0, 1, 1]), -1),
  masked("elements", [2, 3], bool([0, 1, 1, 1, 0, 1], [2, 3]), 0),
  masked("places in the middle", [2, 2, 2, 3], bool([1, 0, 0, 1], [2, 2]), 1),
  masked("nothing", [3, 2], bool([0, 0, 0]), 0),
  masked("a scalar", [], bool([1], []), 0),
  row(
    "maskedSelect",
    "by a mask of its own",
    [[5]],
    anywhere,
    (x) => C.maskedSelect(C.sin(x), x.greater(0)),
    {
      traces: false,
      reference: (x) => {
        const data = x.data.filter((v) => v > 0).map(Math.sin);
        return { shape: [data.length], data };
      },
    },
  ),
  scatter("rows", [4, 2], int([1, 3, 1, 0, 2, -1], [3, 2]), 0),
  scatter("along -1", [2, 5], int([4, 4, 0, 1, 2, -2], [2, 3]), -1),
  scatter("nothing", [3], int([]), 0),
];

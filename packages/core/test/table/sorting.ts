import * as C from "../../src/index.ts";
import { distinct, integers, nonZero } from "./domain.ts";
import { type Plain, at, build, broadcast, indices } from "./reference.ts";
import { type Options, type Row, row } from "./row.ts";

/** The indices along `axis` of the elements in order, by counting for each how many come before it. */
const ranked =
  (axis: number, descending: boolean) =>
  (x: Plain): Plain => {
    const n = x.shape[axis] ?? 1;
    const element = (index: readonly number[], k: number) => at(x, index.with(axis, k));
    const before = (a: number, b: number) => (descending ? a > b : a < b);
    return build(x.shape, (index) => {
      const places = [...Array(n).keys()];
      const rank = (k: number) =>
        places.filter((j) => {
          const [a, b] = [element(index, j), element(index, k)];
          return before(a, b) || (a === b && j < k);
        }).length;
      return places.find((k) => rank(k) === index[axis]) ?? NaN;
    });
  };

const chosen =
  (axis: number, order: (x: Plain) => Plain) =>
  (x: Plain): Plain => {
    const places = order(x);
    return build(places.shape, (index) => at(x, index.with(axis, at(places, index))));
  };

const cut =
  (axis: number, k: number, order: (x: Plain) => Plain) =>
  (x: Plain): Plain => {
    const all = order(x);
    return build(x.shape.with(axis, k), (index) => at(all, index));
  };

const fromStart = (axis: number, shape: C.Shape): number => (axis < 0 ? axis + shape.length : axis);

function sorted(shape: C.Shape, axis: number, descending: boolean, options: Options = {}): Row[] {
  const order = ranked(fromStart(axis, shape), descending);
  const title = `along ${axis}${descending ? ", descending" : ""}`;
  const sort = (x: C.Tensor) => C.sort(x, axis, { descending });
  const argsort = (x: C.Tensor) => C.argsort(x, axis, { descending });
  return [
    row("sort", title, [shape], distinct(), sort, {
      reference: chosen(fromStart(axis, shape), order),
      selects: true,
      ...options,
    }),
    row("argsort", title, [shape], integers, argsort, { reference: order, order: 0, ...options }),
  ];
}

function top(shape: C.Shape, k: number, axis: number, options: Options = {}): Row[] {
  const along = fromStart(axis, shape);
  const order = cut(along, k, ranked(along, true));
  const title = `${k} along ${axis}`;
  return [
    row("topK", `values, ${title}`, [shape], distinct(), (x) => C.topK(x, k, axis).values, {
      reference: chosen(along, order),
      selects: true,
      ...options,
    }),
    row("topK", `indices, ${title}`, [shape], integers, (x) => C.topK(x, k, axis).indices, {
      reference: order,
      order: 0,
      ...options,
    }),
  ];
}

/** Σ ab/√(Σ a² Σ b²) along an axis of the common shape. */
const cosine =
  (axis: number) =>
  (a: Plain, b: Plain): Plain => {
    const full = broadcast(a.shape, b.shape);
    const along = fromStart(axis, full);
    const runs = [...indices([full[along] ?? 1])].flat();
    return build(full.toSpliced(along, 1), (rest) => {
      const total = (f: (x: number, y: number) => number) =>
        runs
          .map((k) => rest.toSpliced(along, 0, k))
          .reduce((sum, index) => sum + f(at(a, index), at(b, index)), 0);
      const squares = total((x) => x * x) * total((_, y) => y * y);
      return squares === 0 ? 0 : total((x, y) => x * y) / Math.sqrt(squares);
    });
  };

const similar = (a: C.Shape, b: C.Shape, axis: number, edges: Row["edges"] = []): Row =>
  row(
    "cosineSimilarity",
    `along ${axis}`,
    [a, b],
    nonZero,
    (x, y) => C.cosineSimilarity(x, y, axis),
    { reference: cosine(axis), edges },
  );

const edge = { edges: [[[1, 4]], [[0, 4]], [[2, 1]], [[2, 0]]] };

/** Order along an axis, and directions. */
export const sorting: readonly Row[] = [
  ...sorted([5], 0, false, { edges: [[[1]], [[0]]] }),
  ...sorted([2, 4], -1, true, edge),
  ...sorted([4, 2], 0, false),
  ...sorted([2, 3, 2], 1, true),
  row("sort", "of a vector", [[4]], distinct(), (x) => C.sort(x), {
    reference: chosen(0, ranked(0, false)),
  }),
  row("argsort", "of a matrix", [[2, 4]], integers, (x) => C.argsort(x), {
    reference: ranked(1, false),
    order: 0,
  }),
  ...top([6], 3, 0),
  ...top([2, 4], 2, 1, { edges: [[[0, 4]], [[1, 2]]] }),
  ...top([4, 2], 3, -2),
  ...top([3], 3, 0),
  ...top([3], 0, 0),
  row("topK", "values of a matrix", [[2, 4]], distinct(), (x) => C.topK(x, 2).values, {
    reference: chosen(1, cut(1, 2, ranked(1, true))),
  }),
  similar([3], [3], 0, [
    [[1], [1]],
    [[0], [0]],
  ]),
  similar([2, 3], [2, 3], -1, [
    [
      [0, 3],
      [0, 3],
    ],
    [
      [2, 0],
      [2, 0],
    ],
  ]),
  similar([2, 3], [2, 1], 0),
  similar([2, 1, 3], [4, 3], -1),
  row("cosineSimilarity", "", [[2, 3], [3]], nonZero, (x, y) => C.cosineSimilarity(x, y), {
    reference: cosine(-1),
  }),
];

import * as C from "../../src/index.ts";
import { anywhere } from "./domain.ts";
import { type Plain, at, build } from "./reference.ts";
import { type Row, row } from "./row.ts";

/** One after the other along `axis`, found by walking past the inputs. */
const joined =
  (axis: number) =>
  (...xs: readonly Plain[]): Plain => {
    const shape = [...(xs[0]?.shape ?? [])];
    shape[axis] = xs.reduce((n, x) => n + (x.shape[axis] ?? 0), 0);
    return build(shape, (index) => {
      let place = index[axis] ?? 0;
      const from = xs.find((x) => {
        if (place < (x.shape[axis] ?? 0)) return true;
        place -= x.shape[axis] ?? 0;
        return false;
      });
      return at(from as Plain, index.with(axis, place));
    });
  };

const stacked =
  (axis: number) =>
  (...xs: readonly Plain[]): Plain =>
    build((xs[0]?.shape ?? []).toSpliced(axis, 0, xs.length), (index) =>
      at(xs[index[axis] ?? 0] as Plain, index.toSpliced(axis, 1)),
    );

/** The columns of x in other order: what stood at `order[i]` stands at `i`. */
const columns =
  (order: readonly number[]) =>
  (x: Plain): Plain =>
    build([x.shape[0] ?? 0, order.length], ([i = 0, j = 0]) => at(x, [i, order[j] ?? 0]));

/** Several tensors as one, and one as several. */
export const joining: readonly Row[] = [
  row(
    "concat",
    "",
    [
      [2, 3],
      [1, 3],
      [3, 3],
    ],
    anywhere,
    (...xs) => C.concat(xs),
    {
      reference: joined(0),
      edges: [
        [
          [0, 3],
          [1, 3],
          [0, 3],
        ],
        [
          [1, 0],
          [1, 0],
          [2, 0],
        ],
      ],
    },
  ),
  row(
    "concat",
    "along -1",
    [
      [2, 3],
      [2, 2],
    ],
    anywhere,
    (...xs) => C.concat(xs, -1),
    {
      reference: joined(1),
      edges: [
        [
          [1, 1],
          [1, 0],
        ],
      ],
    },
  ),
  row(
    "concat",
    "along 1",
    [
      [2, 1, 3],
      [2, 2, 3],
    ],
    anywhere,
    (...xs) => C.concat(xs, 1),
    {
      reference: joined(1),
    },
  ),
  row("concat", "of one", [[2, 2]], anywhere, (x) => C.concat([x]), { reference: (x) => x }),
  row("concat", "with itself", [[2, 2]], anywhere, (x) => C.concat([x, C.neg(x), x]), {
    reference: (x) => joined(0)(x, { ...x, data: x.data.map((v) => -v) }, x),
  }),
  row(
    "stack",
    "",
    [
      [2, 3],
      [2, 3],
    ],
    anywhere,
    (...xs) => C.stack(xs),
    {
      reference: stacked(0),
      edges: [
        [[], []],
        [[0], [0]],
      ],
    },
  ),
  row(
    "stack",
    "along -1",
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    anywhere,
    (...xs) => C.stack(xs, -1),
    {
      reference: stacked(2),
    },
  ),
  row(
    "stack",
    "along 1",
    [
      [2, 3],
      [2, 3],
    ],
    anywhere,
    (...xs) => C.stack(xs, 1),
    {
      reference: stacked(1),
    },
  ),
  row(
    "split",
    "in 3, joined in another order",
    [[2, 6]],
    anywhere,
    (x) => C.concat(C.split(x, 3, 1).toReversed(), 1),
    { reference: columns([4, 5, 2, 3, 0, 1]), edges: [[[0, 6]]] },
  ),
  row(
    "split",
    "in [1, 3, 0, 1] along -1, three of them",
    [[2, 5]],
    anywhere,
    (x) => {
      const [a, b, c, d] = C.split(x, [1, 3, 0, 1], -1) as [C.Tensor, C.Tensor, C.Tensor, C.Tensor];
      return C.concat([d, c, a, b], 1);
    },
    { reference: columns([4, 0, 1, 2, 3]) },
  ),
  row(
    "split",
    "in 2 along 0, the second",
    [[4, 2]],
    anywhere,
    (x) => C.split(x, 2)[1] as C.Tensor,
    {
      reference: (x) => build([2, 2], ([i = 0, j = 0]) => at(x, [i + 2, j])),
      edges: [[[0, 2]]].slice(1),
    },
  ),
];

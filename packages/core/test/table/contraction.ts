import * as C from "../../src/index.ts";
import { product } from "../../src/engine.ts";
import { anywhere } from "./domain.ts";
import { type Plain, at, broadcast, build } from "./reference.ts";
import { type Row, row } from "./row.ts";

/** `c[…, i, j] = Σₖ a[…, i, k]·b[…, k, j]` by the definition; a vector is a row or a column. */
function multiplied(a: Plain, b: Plain): Plain {
  const left = a.shape.length === 1 ? { ...a, shape: [1, ...a.shape] } : a;
  const right = b.shape.length === 1 ? { ...b, shape: [...b.shape, 1] } : b;
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const [n = 0, inner = 0] = left.shape.slice(-2);
  const m = right.shape.at(-1) ?? 0;
  const full = build([...batch, n, m], (index) => {
    const places = index.slice(0, -2);
    const [i = 0, j = 0] = index.slice(-2);
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += entry(left, places, i, k) * entry(right, places, k, j);
    return sum;
  });
  const shape = [
    ...batch,
    ...(a.shape.length === 1 ? [] : [n]),
    ...(b.shape.length === 1 ? [] : [m]),
  ];
  return { ...full, shape };
}

/** An entry of a matrix in a stack; an inner axis of size 1 is an axis like any other. */
const entry = (x: Plain, batch: readonly number[], i: number, j: number): number =>
  at(x, [...batch, i, j]);

const matmul = (a: C.Shape, b: C.Shape, edges: Row["edges"] = []): Row =>
  row("matmul", "", [a, b], anywhere, (x, y) => C.matmul(x, y), { reference: multiplied, edges });

/** Products that sum over shared axes. */
export const contraction: readonly Row[] = [
  matmul(
    [2, 3],
    [3, 4],
    [
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 0],
        [0, 3],
      ],
      [
        [0, 2],
        [2, 3],
      ],
      [
        [2, 1],
        [1, 0],
      ],
    ],
  ),
  matmul(
    [3],
    [3],
    [
      [[0], [0]],
      [[1], [1]],
    ],
  ),
  matmul([3], [3, 2], [[[0], [0, 2]]]),
  matmul([2, 3], [3], [[[2, 1], [1]]]),
  matmul([5, 2, 3], [5, 3, 2]),
  matmul([2, 2, 3], [3, 4]),
  matmul([3, 2], [2, 2, 4]),
  matmul([4], [2, 4, 3]),
  matmul([2, 3, 4], [4]),
  matmul([1, 2, 3], [4, 3, 2]),
  matmul([4, 2, 3], [1, 3, 2]),
  matmul([2, 1, 2, 3], [3, 3, 2]),
  matmul(
    [2, 3, 1, 2],
    [2, 1, 2, 2],
    [
      [
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ],
      [
        [0, 3, 1, 2],
        [1, 1, 2, 2],
      ],
    ],
  ),
  matmul([1, 2, 3], [1, 3, 2]),
  matmul([1, 1, 2, 3], [3, 2]),
  row("matmul", "with its own transpose", [[2, 3]], anywhere, (x) => C.matmul(x, C.transpose(x)), {
    reference: (x) =>
      build([2, 2], ([i = 0, j = 0]) =>
        [0, 1, 2].reduce((sum, k) => sum + at(x, [i, k]) * at(x, [j, k]), 0),
      ),
  }),
  row("matmul", "with itself", [[3, 3]], anywhere, (x) => C.matmul(x, x), {
    reference: (x) => multiplied(x, x),
  }),
  row("dot", "", [[4], [4]], anywhere, (a, b) => C.dot(a, b), {
    reference: multiplied,
    edges: [
      [[0], [0]],
      [[1], [1]],
    ],
  }),
  row("outer", "", [[2], [3]], anywhere, (a, b) => C.outer(a, b), {
    reference: (a, b) =>
      build([a.shape[0] ?? 0, b.shape[0] ?? 0], ([i = 0, j = 0]) => at(a, [i]) * at(b, [j])),
    edges: [
      [[0], [2]],
      [[1], [1]],
    ],
  }),
  row(
    "product",
    "abc · cdb to dac",
    [
      [2, 3, 4],
      [4, 2, 3],
    ],
    anywhere,
    (x, y) => product("product", x, y, "abc", "cdb", "da"),
    {
      reference: (x, y) =>
        build([2, 2], ([d = 0, a = 0]) => {
          let sum = 0;
          for (let b = 0; b < 3; b++)
            for (let c = 0; c < 4; c++) sum += at(x, [a, b, c]) * at(y, [c, d, b]);
          return sum;
        }),
    },
  ),
];

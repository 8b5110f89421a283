import * as C from "../../src/index.ts";
import { type Point, point } from "./decided.ts";

const SELU = 1.0507009873554805 * 1.6732632423543772;

/** Kinks and ties, where a subgradient is chosen. */
export const kinks: readonly Point[] = [
  point("relu has slope 0 at 0", C.relu, [[0]], [[0]], { bends: [[0]] }),
  point("relu6 has slope 0 at 0 and 6", C.relu6, [[0, 6]], [[0, 0]]),
  point("leakyRelu has the lower slope at 0", (x) => C.leakyRelu(x, 0.3), [[0]], [[0.3]]),
  point("elu has the lower slope at 0", (x) => C.elu(x, 1.7), [[0]], [[1.7]]),
  point("selu has the lower slope at 0", C.selu, [[0]], [[SELU]]),
  point("clip has slope 1 on its edges", (x) => C.clip(x, -1, 2), [[-1, 2]], [[1, 1]]),
  point("relu6 is the identity between 0 and 6", C.relu6, [[-1, 0.5, 5.5, 6.5]], [[0, 1, 1, 0]]),
  point(
    "clip is the identity between its edges",
    (x) => C.clip(x, -1, 2),
    [[-1.5, -0.5, 1.5, 2.5]],
    [[0, 1, 1, 0]],
  ),
  point("abs has slope 0 at 0", C.abs, [[0]], [[0]], { bends: [[0]] }),
  point("softsign has slope 1 at 0", C.softsign, [[0]], [[1]], { bends: [[0]] }),
  point("maximum shares between equals", C.maximum, [[3], [3]], [[0.5], [0.5]]),
  point("minimum shares between equals", C.minimum, [[3], [3]], [[0.5], [0.5]]),
  ...[C.maximum, C.minimum].map((f) =>
    point(
      `the square of ${f === C.maximum ? "maximum" : "minimum"} bends by 1 at equals`,
      (a, b) => C.square(f(a, b)),
      [[3], [3]],
      [[3], [3]],
      { bends: [[1], [1]] },
    ),
  ),
  ...[C.max, C.min].map((f) =>
    point(
      `the square of ${f === C.max ? "max" : "min"} bends by 1 at equals`,
      (x) => C.square(f(x)),
      [[3, 3]],
      [[3, 3]],
      { bends: [[1, 1]] },
    ),
  ),
  point("max shares between equals", (x) => C.max(x), [[1, 3, 3]], [[0, 0.5, 0.5]]),
  point("min shares between equals", (x) => C.min(x), [[4, 3, 3]], [[0, 0.5, 0.5]]),
  point("the 1-norm has slope 0 at 0", (x) => C.norm(x, 0, { p: 1 }), [[0, -2]], [[0, -1]]),
  point("the 2-norm has slope 0 at 0", (x) => C.norm(x), [[0, 0]], [[0, 0]]),
  point("the 3-norm has slope 0 at 0", (x) => C.norm(x, 0, { p: 3 }), [[0, 0]], [[0, 0]]),
  point("the max-norm shares", (x) => C.norm(x, 0, { p: Infinity }), [[3, -3]], [[0.5, -0.5]]),
  point("std of equals has slope 0", (x) => C.std(x), [[2, 2, 2]], [[0, 0, 0]]),
  point("hypot has slope 0 at the origin", C.hypot, [[0], [0]], [[0], [0]]),
  point("hypot of huge numbers keeps its slopes", C.hypot, [[3e200], [4e200]], [[0.6], [0.8]]),
  point(
    "hypot has slopes where it is 1",
    C.hypot,
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ),
  point("atan2 has slope 0 at the origin", C.atan2, [[0], [0]], [[0], [0]]),
  point(
    "atan2 has slopes where the radius is 1",
    C.atan2,
    [
      [0, 1],
      [1, 0],
    ],
    [
      [1, 0],
      [0, -1],
    ],
  ),
];

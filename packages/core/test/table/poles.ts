import * as C from "../../src/index.ts";
import { scale } from "../../src/engine.ts";
import { type Point, point } from "./decided.ts";

const INF = Infinity;
const never: C.Tensor = C.tensor([false]);

/** A branch that is dead where x is not positive. */
const guarded = (f: (x: C.Tensor) => C.Tensor) => (x: C.Tensor) =>
  C.where(C.greater(x, 0), f(x), 0);

const dead = [[0]];

/** Branches that were not taken: a cotangent of 0 stays 0 beside an infinite slope, at any order. */
const branches: readonly Point[] = [
  point("a dead √x has slope 0", guarded(C.sqrt), [[0, 4]], [[0, 0.25]], { bends: [[0, -1 / 32]] }),
  point("a dead ln x has slope 0", guarded(C.log), [[0, 2]], [[0, 0.5]], { bends: [[0, -0.25]] }),
  point("a dead 1/x has slope 0", guarded(C.reciprocal), [[0]], dead, { bends: dead }),
  point(
    "a dead x·ln x has slope 0",
    guarded((x) => C.mul(x, C.log(x))),
    [[0, 1]],
    [[0, 1]],
    {
      bends: [[0, 1]],
    },
  ),
  point(
    "a dead x·∞ has slope 0",
    guarded((x) => C.mul(x, INF)),
    [[0]],
    dead,
    { bends: dead },
  ),
  point(
    "a dead product has slope 0",
    (a, b) => C.where(never, C.mul(a, b), 0),
    [[INF], [INF]],
    [[0], [0]],
    {
      bends: [[0], [0]],
    },
  ),
  point(
    "a dead quotient has slope 0",
    (a, b) => C.where(never, C.div(a, b), 0),
    [[1], [0]],
    [[0], [0]],
  ),
  point(
    "a dead scale has slope 0",
    (a, b) => C.where(never, scale(a, b), 0),
    [[1], [INF]],
    [[0], [0]],
  ),
  point("scale by ∞ of 0 is 0, whatever comes", scale, [[0], [2]], [[INF], [0]], {
    cotangent: INF,
  }),
  point("scale has the slopes of a product", scale, [[3], [2]], [[2], [3]], { bends: [[1], [1]] }),
];

/** Zeros among the factors, ties, and vectors without a direction. */
const gathered: readonly Point[] = [
  point("running products with one zero", (x) => C.cumprod(x, 0), [[2, 0, 3]], [[1, 8, 0]], {
    bends: [[4, 6, 2]],
  }),
  point("running products with two zeros", (x) => C.cumprod(x, 0), [[0, 0, 3]], [[1, 0, 0]], {
    bends: [[4, 4, 0]],
  }),
  point(
    "ties are sorted in their order",
    (x) => C.mul(C.sort(x), C.tensor([1, 2, 3])),
    [[1, 0, 1]],
    [[2, 1, 3]],
  ),
  point(
    "ties are sorted in their order, descending",
    (x) => C.mul(C.sort(x, 0, { descending: true }), C.tensor([1, 2, 3])),
    [[1, 2, 1]],
    [[2, 1, 3]],
  ),
  point(
    "NaN is sorted to the end",
    (x) => C.mul(C.sort(x), C.tensor([1, 2, 3, 4])),
    [[NaN, 2, NaN, 1]],
    [[3, 2, 4, 1]],
  ),
  point(
    "NaN is the largest, descending",
    (x) => C.mul(C.sort(x, 0, { descending: true }), C.tensor([1, 2, 3, 4])),
    [[1, NaN, 2, NaN]],
    [[4, 1, 3, 2]],
  ),
  point(
    "a vector of zeros has no direction",
    (a, b) => C.cosineSimilarity(a, b),
    [
      [0, 0],
      [3, 4],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    {
      bends: [
        [0, 0],
        [0, 0],
      ],
    },
  ),
  point(
    "directions of huge and tiny vectors",
    (a, b) => C.cosineSimilarity(a, b),
    [
      [3e200, 4e200],
      [-4e-200, 3e-200],
    ],
    [
      [-0.8 / 5e200, 0.6 / 5e200],
      [0.6 / 5e-200, 0.8 / 5e-200],
    ],
  ),
];

/** Where a factor vanishes beside an infinite one. */
const saturations: readonly Point[] = [
  point("silu has slopes 0 and 1 at ±∞", C.silu, [[-INF, INF]], [[0, 1]]),
  point("mish has slopes 0 and 1 at ±∞", C.mish, [[-INF, INF]], [[0, 1]]),
  point("gelu has slopes 0 and 1 at ±∞", (x) => C.gelu(x), [[-INF, INF]], [[0, 1]]),
  point(
    "gelu by tanh has slopes 0 and 1 far out and at ±∞",
    (x) => C.gelu(x, { approximate: "tanh" }),
    [[-INF, -1e200, 1e200, INF]],
    [[0, 0, 1, 1]],
  ),
  point(
    "logAddExp shares between infinities",
    C.logAddExp,
    [
      [INF, -INF],
      [INF, -INF],
    ],
    [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
  ),
];

const power: readonly Point[] = [
  point("0⁰ is flat", C.pow, [[0], [0]], [[0], [0]]),
  point(
    "x⁰, x¹ and x² at 0 have slopes 0, 1, 0",
    C.pow,
    [
      [0, 0, 0],
      [0, 1, 2],
    ],
    [
      [0, 1, 0],
      [0, 0, 0],
    ],
  ),
  point("x⁰ has slope ln x in the exponent", C.pow, [[2], [0]], [[0], [Math.LN2]]),
  point("x² bends by 2 at 0", (x) => C.pow(x, 2), [[0]], [[0]], { bends: [[2]] }),
  point("√x as a power has slope ∞ at 0", C.pow, [[0], [0.5]], [[INF], [0]]),
  point("1/x as a power has slope −∞ at 0", C.pow, [[0], [-1]], [[-INF], [-INF]]),
  point("(−2)³ has no slope in the exponent", C.pow, [[-2], [3]], [[12], [NaN]]),
  point("∞⁻¹ has slope 0", C.pow, [[INF], [-1]], [[-0], [0]]),
  point("x·ln y is flat at 0, 0", C.xlogy, [[0], [0]], [[0], [0]]),
  point(
    "x·ln y has slopes beside 0, 0",
    C.xlogy,
    [
      [0, 1],
      [2, 0],
    ],
    [
      [Math.LN2, -INF],
      [0, INF],
    ],
  ),
];

/** A NaN among the operands is not covered up. */
const undefinedOnes: readonly Point[] = [
  point(
    "hypot beside NaN has no slope",
    C.hypot,
    [
      [0, NaN],
      [NaN, 0],
    ],
    [
      [NaN, NaN],
      [NaN, NaN],
    ],
  ),
  point(
    "atan2 beside NaN has no slope",
    C.atan2,
    [
      [0, NaN],
      [NaN, 0],
    ],
    [
      [NaN, NaN],
      [NaN, NaN],
    ],
  ),
  point("0·ln NaN has no slope", C.xlogy, [[0], [NaN]], [[NaN], [NaN]]),
];

/** Poles, saturations, dead branches and NaN. */
export const poles: readonly Point[] = [
  ...undefinedOnes,
  ...branches,
  ...gathered,
  ...saturations,
  ...power,
  point("√x has slope ∞ at 0", C.sqrt, [[0]], [[INF]]),
  point("ln x has slope ∞ at 0", C.log, [[0]], [[INF]]),
];

/** Functions whose derivatives are right, smooth or not, well scaled or not: what is said of them besides. */
import * as C from "@chainrule/core";
import { type Tensor, tensor } from "@chainrule/core";
import type { Verdict } from "@chainrule/check";

export interface Row {
  readonly name: string;
  readonly f: (...xs: Tensor[]) => unknown;
  readonly at: readonly Tensor[];
  /** How many derivatives are not simply `right`. */
  readonly but?: Partial<Record<Verdict, number>>;
}

const row = (
  name: string,
  f: (...xs: Tensor[]) => unknown,
  at: readonly (number | readonly unknown[] | Tensor)[],
  but: Row["but"] = {},
): Row => ({
  name,
  f,
  at: at.map((x) => (typeof x === "object" && "op" in x ? x : tensor(x as number))),
  but,
});

const matrix = C.random(1).normal([3, 3]);
const positive = C.evaluate(C.matmul(matrix, matrix.transpose()).add(C.eye(3)));
const many = C.random(2).normal([4, 5]);

/** Smooth, of order 1. */
const smooth: Row[] = [
  row("a polynomial", (x) => x.mul(x).mul(x).sub(x.mul(2)), [[0.3, -1.7, 2]]),
  row("exp of sin", (x) => C.exp(C.sin(x)), [[0.3, -1.7, 2]]),
  row("a matrix product", (a, b) => C.matmul(a, b), [many, C.random(3).normal([5, 2])]),
  row("a linear layer with tanh", (w, b) => C.tanh(C.matmul(many, w).add(b)).sum(), [
    C.random(4).normal([5, 3]),
    C.random(5).normal([3]),
  ]),
  row("softmax", (x) => C.softmax(x), [
    [
      [0.3, -1, 2],
      [1, 1, 1],
    ],
  ]),
  row("logSumExp", (x) => C.logSumExp(x), [[1, 2, 3]]),
  row("the determinant", (x) => C.det(x), [matrix]),
  row("the inverse", (x) => C.inv(x), [matrix]),
  row("Cholesky", (x) => C.cholesky(x).sum(), [positive], {}),
  row("cumulative product", (x) => C.cumprod(x, 0), [[1, 2, -3, 0.5]]),
  row("variance", (x) => C.variance(x), [[1, 2, 4]]),
  row("a product of all", (x) => C.prod(x), [[1, 2, -3]]),
  row("pow with both moving", (a, b) => C.pow(a, b), [
    [0.5, 2, 3],
    [2, -1, 0.5],
  ]),
  row("atan2 in all quadrants", (a, b) => C.atan2(a, b), [
    [1, -1, 1, -1],
    [1, 1, -1, -1],
  ]),
  row("gelu, silu and mish", (x) => C.gelu(x).add(C.silu(x)).add(C.mish(x)), [[-2, 0.1, 3]]),
  row("a convolution", (x, k) => C.conv2d(x, k), [
    C.random(6).normal([1, 1, 4, 4]),
    C.random(7).normal([1, 1, 2, 2]),
  ]),
  row(
    "a gather with a repeated index",
    (x) => C.take(x, tensor([0, 2, 2], { dtype: "int32" }), 0),
    [[1, 2, 3]],
  ),
  row("a sort", (x) => C.sort(x, 0), [[3, 1, 2]]),
  row("a checkpoint", (x) => C.checkpoint((a: Tensor) => C.tanh(a.mul(a)))(x), [[0.3, 2]]),
  row(
    "a root, by the implicit function theorem",
    (a) => C.root((x, c: Tensor) => x.mul(x).sub(c.sum()), tensor(1), a),
    [2.5],
  ),
];

/** Badly scaled, steep, flat, or near the edge of a domain. */
const scaled: Row[] = [
  row("values from 1e-10 to 1e10", (x) => x.mul(x), [[1e-10, 1, 1e10]]),
  row(
    "a sum of values from 1e-10 to 1e10",
    (x) => x.mul(tensor([1e10, 1, 1e-10])).sum(),
    [[1, 1, 1]],
    { precision: 1 },
  ),
  row("1e10 apart inside a product", (a, b) => a.mul(b).sum(), [
    [1e10, 2e10],
    [1e-10, 3e-10],
  ]),
  row("a steep exponential", (x) => C.exp(x.mul(300)), [[1, 2, -2]]),
  row("an exponential of 1e10 x at 0", (x) => C.exp(x.mul(1e10)), [[0, 1e-11]]),
  row("the sine of a million", (x) => C.sin(x), [[1e6, 1e3]]),
  row("x − sin x", (x) => C.sub(x, C.sin(x)), [[1e-3, 0.1, 1]]),
  row("x − sin x where little is left of it", (x) => C.sub(x, C.sin(x)).sum(), [[1e-6]], {
    precision: 1,
  }),
  row("1 − cos x near 0", (x) => C.sub(1, C.cos(x)), [[1e-4, 1e-2]]),
  row("a difference of large numbers", (x) => x.add(1e10).sub(1e10), [[1, 2]]),
  row("a difference of exponentials", (x) => C.exp(x).mul(1e8).sub(C.exp(x).mul(1e8)).add(x), [
    [3],
  ]),
  row("the logarithm at 1e-8", (x) => C.log(x), [[1e-8, 1e-300, 1]]),
  row("the square root near 0", (x) => C.sqrt(x), [[1e-9, 1e-20]]),
  row("the arc cosine near 1", (x) => C.acos(x), [[1 - 1e-9, -1 + 1e-6]]),
  row("atanh near 1", (x) => C.atanh(x), [[1 - 1e-7, 0.5]]),
  row("1/x near 0", (x) => C.reciprocal(x), [[1e-6, -1e-3]]),
  row("a saturated tanh", (x) => C.tanh(x).sum(), [[20, -18, 0.5]], { precision: 1 }),
  row("a saturated sigmoid", (x) => C.sigmoid(x), [[-40, 40]]),
  row("softplus of 1e7 x", (x) => C.softplus(x.mul(1e7)).div(1e7), [[0, 1]]),
  row("a big sum", (x) => x.mul(x).sum(), [C.random(8).normal([200])]),
  row("a sum of large numbers of both signs", (x) => x.sum(), [[1e12, -1e12, 1, 3]]),
  row("the variance around 1e6", (x) => C.variance(x), [[1e6, 1e6 + 1, 1e6 + 3]]),
  row("a softmax far apart", (x) => C.softmax(x), [[0, 30, -700]], { precision: 6 }),
  row("gradients that cancel", (x) => C.softmax(x).sum(), [[1, 2, 3]], { precision: 3 }),
  row("an input that nothing depends on", (a, b) => [a.mul(2), b.mul(0)], [[1], [5]]),
  row("an interval of 1e-8 beside a kink", (x) => C.relu(x), [[1e-8, -1e-8, 1]]),
  row("the norm of small numbers", (x) => C.norm(x), [[1e-12, 1e-12]]),
];

/** Kinks at the point, jumps beside it, and flat pieces. */
const kinked: Row[] = [
  row("abs at 0", (x) => C.abs(x), [[0, 1, -1]], { kink: 1 }),
  row("relu at 0", (x) => C.relu(x).sum(), [[0, 1, -1, 0]], { kink: 2 }),
  row("leaky relu and elu at 0", (x) => C.leakyRelu(x, 0.1).add(C.elu(x, 2)), [[0, 1]], {
    kink: 1,
  }),
  row("clip on its edges", (x) => C.clip(x, -1, 2), [[-1, 2, 0]], { kink: 2 }),
  row("max of three equals", (x) => C.max(x), [[3, 3, 3, 1]], { kink: 3 }),
  row(
    "maximum of equals",
    (a, b) => C.maximum(a, b),
    [
      [1, 2],
      [1, 0],
    ],
    { kink: 2 },
  ),
  row("the norm at 0", (x) => C.norm(x), [[0, 0]], { kink: 2 }),
  row(
    "hypot at 0",
    (a, b) => C.hypot(a, b),
    [
      [0, 1],
      [0, 2],
    ],
    { kink: 2 },
  ),
  row("relu(x) − relu(−x), which is x", (x) => C.relu(x).sub(C.relu(x.neg())), [[0, 1]], {
    kink: 1,
  }),
  row("a kink of 1 % of the slope", (x) => x.add(C.abs(x).mul(0.01)).sum(), [[0, 1]], { kink: 1 }),
  row("L1 loss where one fits", (x) => C.abs(x.sub(tensor([1, 2]))).mean(), [[1, 5]], { kink: 1 }),
  row("floor, ceil and sign between jumps", (x) => C.floor(x).add(C.ceil(x)).add(C.sign(x)), [
    [0.5, 1000.5, -2.3],
  ]),
  row("x·|x|, which is smooth", (x) => x.mul(C.abs(x)), [[0, 1]], { precision: 1 }),
  row("the square root at 0", (x) => C.sqrt(x), [[0, 1]], { kink: 1 }),
  row("the arc cosine at 1", (x) => C.acos(x).sum(), [[1, 0.5]], { kink: 1 }),
  row("where, at its edge", (x) => C.where(x.greater(0), x.mul(2), x).sum(), [[0, 1]], { kink: 1 }),
  row("max pooling of equals", (x) => C.maxPool2d(x, 2), [C.full([1, 1, 2, 2], 1)], { kink: 4 }),
];

export const rows: readonly Row[] = [...smooth, ...scaled, ...kinked];

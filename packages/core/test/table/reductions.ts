import * as C from "../../src/index.ts";
import { type Domain, anywhere, distinct, nonZero, positive } from "./domain.ts";
import { type Axes, type Plain, indices, at, build, reduced } from "./reference.ts";
import { type Options, type Row, row } from "./row.ts";

type Reduce = (x: C.Tensor, axes?: Axes, options?: { keepDims: boolean }) => C.Tensor;

/** Axes and whether they are kept. */
const choices: readonly (readonly [axes: Axes, keepDims: boolean])[] = [
  [undefined, false],
  [undefined, true],
  [0, false],
  [-1, true],
  [[0, 2], false],
  [[-2, 0], true],
];

const show = (axes: Axes, keepDims: boolean): string =>
  `over ${axes === undefined ? "everything" : `[${String(axes)}]`}${keepDims ? ", kept" : ""}`;

/** Shapes with axes of size 1, and of size 0 where no elements are allowed. */
const ones: Row["edges"] = [[[1, 1, 1]], [[2, 1, 3]]];
const edges: Row["edges"] = [...ones, [[0, 2, 3]], [[2, 3, 0]], [[0, 1, 0]]];

function reductionRows(
  op: string,
  f: Reduce,
  reference: (xs: number[]) => number,
  domain: Domain = anywhere,
  options: Options & { readonly special?: string } = {},
): Row[] {
  return choices.map(([axes, keepDims]) =>
    row(
      op,
      [options.special, show(axes, keepDims)].filter(Boolean).join(" "),
      [[2, 3, 2]],
      domain,
      (x) => f(x, axes, { keepDims }),
      { reference: reduced(reference, axes, keepDims), edges, ...options },
    ),
  );
}

const total = (xs: number[]): number => xs.reduce((a, b) => a + b, 0);
const times = (xs: number[]): number => xs.reduce((a, b) => a * b, 1);
const mean = (xs: number[]): number => total(xs) / xs.length;
const spread =
  (ddof: number) =>
  (xs: number[]): number =>
    xs.length > ddof ? total(xs.map((x) => (x - mean(xs)) ** 2)) / (xs.length - ddof) : NaN;
const length =
  (p: number) =>
  (xs: number[]): number =>
    p === Infinity
      ? Math.max(0, ...xs.map(Math.abs))
      : total(xs.map((x) => Math.abs(x) ** p)) ** (1 / p);
const logTotal = (xs: number[]): number => Math.log(total(xs.map(Math.exp)));

const norms = [1, 2, 3, 1.5, Infinity].flatMap((p) =>
  reductionRows(
    "norm",
    (x, axes, options) => C.norm(x, axes, { p, ...options }),
    length(p),
    p === Infinity ? distinct() : nonZero,
    { special: `p = ${p}` },
  ),
);

const soften = { softmax: C.softmax, logSoftmax: C.logSoftmax };

/** A function of the elements along one axis, as many as came in. */
function softened(op: "softmax" | "logSoftmax", axis: number, shape: C.Shape): Row {
  const along = (x: Plain) => (axis < 0 ? axis + x.shape.length : axis);
  const reference = (x: Plain): Plain => {
    const sums = reduced((xs) => total(xs.map(Math.exp)), along(x), true)(x);
    return build(x.shape, (i) => {
      const y = Math.exp(at(x, i)) / at(sums, i);
      return op === "softmax" ? y : Math.log(y);
    });
  };
  return row(op, `along ${axis}`, [shape], anywhere, (x) => soften[op](x, axis), {
    reference,
    edges: [[shape.map(() => 1)], [shape.map((d, i) => (i === 0 ? 0 : d))]],
  });
}

/** One product with several zeros, whose slopes are products of the others. */
const withZeros = (zeros: number): Row =>
  row("prod", `with ${zeros} zeros`, [[2, 5]], nonZero, (x) => C.prod(C.mul(x, mask(zeros)), 1), {
    reference: (x) => ({
      shape: [2],
      data: [0, 1].map((i) => {
        const row = [...indices([5])].map(([k]) =>
          (k as number) < zeros ? 0 : at(x, [i, k as number]),
        );
        return times(row);
      }),
    }),
    single: false,
  });

const mask = (zeros: number): C.Tensor => C.tensor([0, 1, 2, 3, 4].map((k) => Number(k >= zeros)));

/** What makes few elements of many. */
export const reductions: readonly Row[] = [
  ...reductionRows("sum", C.sum, total),
  ...reductionRows("mean", C.mean, mean),
  ...reductionRows("prod", C.prod, times, nonZero),
  ...reductionRows("max", C.max, (xs) => Math.max(...xs), distinct(), {
    edges: ones,
    selects: true,
  }),
  ...reductionRows("min", C.min, (xs) => Math.min(...xs), distinct(), {
    edges: ones,
    selects: true,
  }),
  ...reductionRows("variance", C.variance, spread(0)),
  ...reductionRows("std", C.std, (xs) => Math.sqrt(spread(0)(xs))),
  ...reductionRows(
    "variance",
    (x, axes, options) => C.variance(x, axes, { ddof: 1, ...options }),
    spread(1),
    anywhere,
    { special: "ddof 1" },
  ),
  ...reductionRows(
    "std",
    (x, axes, options) => C.std(x, axes, { ddof: 1, ...options }),
    (xs) => Math.sqrt(spread(1)(xs)),
    anywhere,
    { special: "ddof 1" },
  ),
  ...reductionRows("logSumExp", C.logSumExp, logTotal),
  ...norms,
  withZeros(1),
  withZeros(2),
  row("prod", "of 7 elements", [[7]], positive, (x) => C.prod(x), {
    reference: (x) => ({ shape: [], data: [times([...x.data])] }),
  }),
  softened("softmax", -1, [2, 3]),
  softened("softmax", 0, [3, 2, 2]),
  softened("logSoftmax", -1, [2, 3]),
  softened("logSoftmax", 1, [2, 3, 2]),
];

import { expect, test } from "vitest";
import {
  type Tensor,
  abs,
  div,
  eye,
  gradients,
  logSoftmax,
  logSumExp,
  mean,
  mul,
  norm,
  prod,
  random,
  sign,
  softmax,
  square,
  std,
  sub,
  sum,
  tensor,
  trace,
  variance,
} from "../src/index.ts";
import { scopeOf } from "../src/engine.ts";

type Rule = (g: Tensor, y: Tensor, x: Tensor) => Tensor;
const kept = { keepDims: true } as const;
const centred = (x: Tensor) => sub(x, mean(x, 1, kept));

/** Every composite with a pullback in one line: the line, and the same said in code. */
const boxes: [name: string, f: (x: Tensor) => Tensor, formula: string, rule: Rule][] = [
  [
    "mean",
    (x) => mean(x, 1, kept),
    "g/n at every element",
    (g, _, x) => mul(div(g, 3), x.mul(0).add(1)),
  ],
  [
    "variance",
    (x) => variance(x, 1, { ...kept, ddof: 1 }),
    "2(x − x̄)·g/(n − ddof)",
    (g, _, x) => centred(x).mul(2).mul(div(g, 2)),
  ],
  [
    "std",
    (x) => std(x, 1, { ...kept, ddof: 1 }),
    "(x − x̄)·g/((n − ddof)·y)",
    (g, y, x) => centred(x).mul(div(g, y.mul(2))),
  ],
  ["norm", (x) => norm(x, 1, kept), "(x/y)·g", (g, y, x) => mul(div(x, y), g)],
  [
    "norm",
    (x) => norm(x, 1, { ...kept, p: 3 }),
    "sign(x)·(|x|/y)^(p − 1)·g",
    (g, y, x) => mul(mul(sign(x), square(div(abs(x), y))), g),
  ],
  ["prod", (x) => prod(x, 1, kept), "(y without x)·g", (g, y, x) => mul(div(y, x), g)],
  ["logSumExp", (x) => logSumExp(x, 1, kept), "g·softmax(x)", (g, _, x) => mul(g, softmax(x))],
  [
    "logSoftmax",
    (x) => logSoftmax(x),
    "g − softmax(x)·Σ g",
    (g, _, x) => sub(g, mul(softmax(x), sum(g, -1, kept))),
  ],
  [
    "softmax",
    (x) => softmax(x),
    "y ∘ (g − Σ g ∘ y)",
    (g, y) => mul(y, sub(g, sum(mul(g, y), -1, kept))),
  ],
];

test.each(boxes)("%s is one box, and its line is its pullback", (name, f, formula, rule) => {
  const rng = random(7);
  const signs = tensor([
    [1, -1, 1],
    [-1, 1, 1],
  ]);
  const x: Tensor = rng.uniform([2, 3], { low: 0.5, high: 2 }).mul(signs);
  const y = f(x);
  const scope = scopeOf(y);
  expect(scope?.name).toBe(name);
  expect(scope?.inputs).toEqual([x]);
  expect(scope?.formula).toBe(formula);
  const g: Tensor = rng.normal(y.shape);
  const [open] = gradients(y, [x], g);
  const closed = rule(g, y, x).data();
  open.data().forEach((value, i) => expect(value).toBeCloseTo(closed[i] ?? NaN, 12));
});

test("the trace of a matrix is a box whose pullback is g·I", () => {
  const x: Tensor = random(7).normal([3, 3]);
  const y = trace(x);
  expect(scopeOf(y)).toMatchObject({ name: "trace", formula: "g·I" });
  expect(gradients(y, [x], mul(2, y.mul(0).add(1)) as never)[0]?.toArray()).toEqual(
    eye(3).mul(2).toArray(),
  );
});

test("a box made while a graph is traced is there too", () => {
  const g = trace((x: Tensor) => softmax(x), [2, 3]);
  expect(scopeOf(g.outputs[0] as Tensor)?.name).toBe("softmax");
});

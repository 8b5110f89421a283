/** Matrices that are hard, or wrong: how exact the answers are, and what is refused. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  arange,
  cholesky,
  det,
  expandDims,
  eye,
  grad,
  gradients,
  inv,
  logdet,
  matmul,
  ones,
  random,
  reciprocal,
  slogdet,
  solve,
  stack,
  sum,
  tensor,
  transpose,
  triangularSolve,
  zeros,
} from "../src/index.ts";
import { scopeOf } from "../src/engine.ts";
import { free, loose, refuses } from "./refusal.ts";

/** Hilbert's matrix `1/(i + j + 1)`. */
const hilbert = (n: number): Tensor => {
  const i: Tensor = arange(0, n);
  return reciprocal(i.add(expandDims(i, 1)).add(1));
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const binomial = (n: number, k: number): number => factorial(n) / factorial(k) / factorial(n - k);

/** The inverse of Hilbert's matrix, in whole numbers (Choi, Tricks or treats with the Hilbert matrix, 1983). */
const inverseHilbert = (n: number): number[] =>
  Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const tail = binomial(n + i, n - j - 1) * binomial(n + j, n - i - 1) * binomial(i + j, i) ** 2;
    return (-1) ** (i + j) * (i + j + 1) * tail;
  });

/** `∏_{k<n} k!⁴ / ∏_{k<2n} k!` */
const detHilbert = (n: number): number => {
  let y = 1;
  for (let k = 1; k < 2 * n; k++) y *= (k < n ? factorial(k) ** 4 : 1) / factorial(k);
  return y;
};

const largest = (xs: Iterable<number>): number =>
  [...xs].reduce((a, x) => Math.max(a, Math.abs(x)), 0);
const gap = (x: Tensor, wanted: readonly number[]): number =>
  largest(x.data().map((v, i) => v - (wanted[i] ?? NaN))) / largest(wanted);

describe("Hilbert's matrices, as ill-conditioned as matrices come", () => {
  // The condition of rows 2, 4, 6, 8 is 2e1, 2e4, 2e7 and 2e10; no method can do better than that times 2⁻⁵³.
  test.each([
    [2, 19],
    [4, 1.6e4],
    [6, 1.5e7],
    [8, 1.6e10],
  ])("of %i rows: errors stay below the condition times 2⁻⁵²", (n, condition) => {
    const bound = condition * 2 ** -52;
    const h = hilbert(n);
    const exact = inverseHilbert(n);
    expect(gap(inv(h), exact)).toBeLessThanOrEqual(bound);
    const wanted = Array<number>(n).fill(1);
    expect(gap(solve(h, sum<readonly number[], number>(h, 1)), wanted)).toBeLessThanOrEqual(bound);
    expect(gap(det(h), [detHilbert(n)])).toBeLessThanOrEqual(bound);
    expect(gap(logdet(h), [Math.log(detHilbert(n))])).toBeLessThanOrEqual(bound);
    const cofactors = exact.map((x) => x * detHilbert(n));
    expect(gap(grad((x: Tensor) => det(x))(h), cofactors)).toBeLessThanOrEqual(bound);
    expect(gap(grad((x: Tensor) => logdet(x))(h), exact)).toBeLessThanOrEqual(bound);
    const l = cholesky(h);
    expect(gap(matmul(l, transpose(l)), [...h.data()])).toBeLessThanOrEqual(1e-15);
  });
});

test("100 rows: A⁻¹A is I, and the determinant of the root is the root of the determinant", () => {
  const a: Tensor = random(3).normal([100, 100]);
  const off = matmul(inv(a), a).sub(eye(100));
  expect(largest(off.data())).toBeLessThanOrEqual(1e-11);
  const s = matmul(a, transpose(a)).add(eye(100));
  const byRoot = cholesky(s).diagonal().log().sum().mul(2).item();
  expect(logdet(s).item()).toBeCloseTo(byRoot, 10);
});

test("the determinant of large matrices over- and underflows, its logarithm does not", () => {
  const a = eye(400).mul(10);
  expect(det(a).item()).toBe(Infinity);
  expect(logdet(a).item()).toBeCloseTo(400 * Math.LN10, 10);
  expect(slogdet(a.neg()).sign.item()).toBe(1);
});

test("float32 is computed in float64 and rounded once", () => {
  const h = hilbert(6);
  const single = h.cast("float32");
  expect(inv(single).dtype).toBe("float32");
  const doubled = inv(single.cast("float64")).data();
  expect([...inv(single).data()]).toEqual([...doubled].map(Math.fround));
});

test("third derivatives of the determinant are those of its definition, at rank 1 too", () => {
  const spread = (x: Tensor): Tensor =>
    matmul(expandDims(x, 1), expandDims(x, 0)).add(eye(3).mul(sum(x)));
  const f = (x: Tensor): Tensor => det(spread(x));
  // det(s·I + xxᵀ) = s³ + s²|x|² with s = Σ x.
  const plain = (x: Tensor): Tensor => sum(x).pow(3).add(sum(x).square().mul(x.square().sum()));
  const third = (g: (x: Tensor) => Tensor) => {
    const second = (x: Tensor): Tensor =>
      sum(grad((z: Tensor) => sum(grad(g)(z).mul(z)))(x).mul(x));
    return (x: Tensor) => [...grad(second)(x).data()];
  };
  for (const point of [
    [1, 2, 4],
    [1, -3, 2],
  ]) {
    const x: Tensor = tensor(point);
    const wanted = third(plain)(x);
    third(f)(x).forEach((y, i) => expect(y).toBeCloseTo(wanted[i] ?? NaN, 9));
  }
});

test("NaN is not hidden", () => {
  const a = tensor([
    [0, NaN],
    [0, 0],
  ]);
  expect(det(a.add(eye(2))).item()).toBeNaN();
  expect(
    inv(
      tensor([
        [NaN, 1],
        [1, 0],
      ]),
    )
      .data()
      .some(Number.isNaN),
  ).toBe(true);
  expect([...grad((x: Tensor) => det(x))(a).data()].some(Number.isNaN)).toBe(true);
});

test("what no one reads does not matter: the other triangle", () => {
  const a = tensor([
    [2, NaN],
    [1, 4],
  ]);
  expect(triangularSolve(a, tensor([2, 5])).toArray()).toEqual([1, 1]);
  expect(triangularSolve(a, tensor([2, 5]), { unitDiagonal: true }).toArray()).toEqual([2, 3]);
});

test("logdet is a box whose pullback is g·A⁻ᵀ", () => {
  const a: Tensor = tensor([
    [3, 1],
    [0.5, 2],
  ]);
  const y = logdet(a);
  expect(scopeOf(y)).toMatchObject({ name: "logdet", formula: "g·A⁻ᵀ" });
  const g = tensor(3);
  const closed = g.mul(transpose(inv(a))).data();
  gradients(y, [a], g)[0]
    ?.data()
    .forEach((v, i) => expect(v).toBeCloseTo(closed[i] ?? NaN, 13));
});

const singular = tensor([
  [1, 2],
  [2, 4],
]).named("A");
const wide = ones([2, 3]).named("W");
const square: Tensor = eye(3).named("I");
const second = stack([eye(2), singular, eye(2)]);

// oxfmt-ignore
describe("refused", () => {
  refuses([
    ["no matrix", () => free(ones([3])).inv(), "ShapeError: inv: [3]: it takes a square matrix, or a stack of them: reshape it"],
    ["a scalar", () => loose.det(tensor(2)), "ShapeError: det: []: it takes a square matrix, or a stack of them: reshape it"],
    ["no square", () => free(wide).logdet(), "ShapeError: logdet: W [2, 3]: its matrices have 2 rows and 3 columns: give each as many rows as columns"],
    ["integers", () => loose.cholesky(tensor([[1]], { dtype: "int32" })), 'DTypeError: cholesky: [1, 1] int32: it is defined for floating point: write cast(x, "float64")'],
    ["a number", () => loose.slogdet(3), "ValueError: slogdet: 3: it takes a tensor: write tensor(…)"],
    ["a singular matrix to invert", () => inv(singular).data(), "ValueError: inv: [2, 2]: the matrix is singular: it has no inverse: look for dependent rows"],
    ["a singular matrix in a stack", () => inv(second).data(), "ValueError: inv: [3, 2, 2]: matrix [1] is singular: it has no inverse: look for dependent rows"],
    ["a singular matrix in a stack of stacks", () => inv(second.reshape([1, 3, 2, 2])).data(), "ValueError: inv: [1, 3, 2, 2]: matrix [0, 1] is singular: it has no inverse: look for dependent rows"],
    ["a singular system", () => solve(singular, tensor([1, 1])).data(), "ValueError: solve: [2, 2]: the matrix is singular: no x solves it for every b: look for dependent rows"],
    ["the gradient of logdet where there is none", () => grad((x: Tensor) => logdet(x))(singular).data(), "ValueError: inv: [2, 2]: the matrix is singular: it has no inverse: look for dependent rows"],
    ["no positive definite matrix", () => cholesky(singular.neg()).data(), "ValueError: cholesky: [2, 2]: the matrix is not positive definite: add a multiple of eye(2) to it"],
    ["NaN as a positive definite matrix", () => cholesky(tensor([[NaN]])).data(), "ValueError: cholesky: [1, 1]: the matrix is not positive definite: add a multiple of eye(1) to it"],
    ["too few right sides", () => solve(square, ones([2]).named("b")), "ShapeError: solve: I [3, 3] and b [2]: 3 equations have 2 right sides: give it a vector [3], or a matrix [3, k]"],
    ["a scalar right side", () => solve(square, tensor(1)), "ShapeError: solve: I [3, 3] and []: a scalar is no right side: give it a vector [3], or a matrix [3, k]"],
    ["batches that clash", () => triangularSolve(zeros([2, 3, 3]), zeros([4, 3, 1])), "ShapeError: triangularSolve: [2, 3, 3] and [4, 3, 1]: batch axes [2] and [4] do not broadcast: make them agree or be 1"],
    ["two dtypes", () => solve(square, zeros([3], { dtype: "float32" })), 'DTypeError: solve: I [3, 3] float64 and [3] float32: dtypes do not mix: write cast(…, "float64")'],
    ["an option there is not", () => free(square).triangularSolve(ones([3]), { lower: true }), "ValueError: triangularSolve: option lower: there is none of that name: it takes upper, transpose, unitDiagonal"],
  ]);
});

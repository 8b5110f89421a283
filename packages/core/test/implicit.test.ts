/** Derivatives of what is found by solving: those of the way to it, of differences, and of closed forms. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  derive,
  evaluate,
  fixedPoint,
  grad,
  hessian,
  hvp,
  implicit,
  jacobian,
  jvp,
  linspace,
  minimize,
  random,
  root,
  tensor,
  trace,
  vmap,
  zeros,
} from "../src/index.ts";
import { tensorsOf } from "../src/engine.ts";
import { refuses } from "./refusal.ts";

const rng = random(11);
const W = evaluate(rng.normal([3, 3], { std: 0.25 }));
const b = evaluate(rng.normal([3]));
const v = evaluate(rng.normal([3]));
const start = tensor([0, 0, 0]);

const apart = (found: unknown, wanted: unknown): number => {
  const [p, q] = [found, wanted].map((tree) => tensorsOf(tree).flatMap((t) => [...t.data()]));
  if (p === undefined || p.length !== q?.length) return NaN;
  return Math.max(...p.map((x, i) => Math.abs(x - (q[i] ?? NaN))));
};

type Theta = { readonly W: Tensor; readonly b: Tensor };
const theta: Theta = { W, b };
const f = (x: Tensor, t: Theta): Tensor => t.W.matmul(x).add(t.b).tanh();
const unrolled = (t: Theta): Tensor => {
  let x: Tensor = start;
  for (let i = 0; i < 60; i++) x = f(x, t);
  return x;
};
const solvers: [string, (t: Theta) => Tensor][] = [
  ["fixedPoint", (t) => fixedPoint(f, start, t)],
  ["root", (t) => root((x: Tensor, s: Theta) => f(x, s).sub(x), start, t)],
  ["implicit", (t) => implicit((x) => f(x, t).sub(x), evaluate(unrolled(t)))],
  ["fixedPoint of what is captured", (t) => fixedPoint((x: Tensor) => f(x, t), start, null)],
];

describe.each(solvers)("%s", (_, solve) => {
  const loss = (g: typeof solve) => (t: Theta) => g(t).mul(v).sin().sum();

  test("has the derivatives of the unrolled iteration, both ways", () => {
    expect(apart(solve(theta), unrolled(theta))).toBeLessThan(1e-9);
    expect(apart(grad(loss(solve))(theta), grad(loss(unrolled))(theta))).toBeLessThan(1e-8);
    const move: Theta = { W: rng.normal([3, 3]), b: v };
    expect(apart(jvp(solve, [theta], [move]), jvp(unrolled, [theta], [move]))).toBeLessThan(1e-8);
    for (const mode of ["forward", "reverse"] as const) {
      const along = (g: typeof solve) => jacobian((at: Tensor) => g({ W, b: at }), { mode })(b);
      expect(apart(along(solve), along(unrolled))).toBeLessThan(1e-8);
    }
  });

  test("and of second order", () => {
    const move: Theta = { W: evaluate(rng.normal([3, 3])), b: v };
    expect(apart(hvp(loss(solve))(theta, move), hvp(loss(unrolled))(theta, move))).toBeLessThan(
      1e-8,
    );
    const bend = (g: typeof solve) =>
      grad((t: Theta) => {
        const slope = grad(loss(g))(t);
        return slope.W.mul(move.W).sum().add(slope.b.mul(move.b).sum());
      })(theta);
    expect(apart(bend(solve), bend(unrolled))).toBeLessThan(1e-8);
    const curve = (g: typeof solve) => hessian((at: Tensor) => loss(g)({ W, b: at }))(b);
    expect(apart(curve(solve), curve(unrolled))).toBeLessThan(1e-8);
  });

  test("and the slope by differences", () => {
    const h = 1e-4;
    const at = (s: number) => loss(solve)({ W, b: b.add(v.mul(s)) }).item();
    const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    expect(grad(loss(solve))(theta).b.mul(v).sum().item()).toBeCloseTo(slope, 8);
  });
});

describe("minimize", () => {
  test("ridge regression has its closed form, and so has its derivative", () => {
    const X = rng.normal([6, 3]);
    const y = rng.normal([6]);
    const ridge = (w: Tensor, weight: Tensor) =>
      X.matmul(w).sub(y).square().sum().add(w.square().sum().mul(weight.exp()));
    const closed = (weight: Tensor): Tensor => {
      const A = X.transpose()
        .matmul(X)
        .add(
          tensor([
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ]).mul(weight.exp()),
        );
      return A.solve(X.transpose().matmul(y));
    };
    const best = (weight: Tensor): Tensor => minimize(ridge, start, weight);
    const at = tensor(0.3);
    const loss = (g: typeof best) => (s: Tensor) => g(s).mul(v).sum().square();
    expect(apart(best(at), closed(at))).toBeLessThan(1e-10);
    expect(apart(grad(loss(best))(at), grad(loss(closed))(at))).toBeLessThan(1e-9);
    expect(apart(grad(grad(loss(best)))(at), grad(grad(loss(closed)))(at))).toBeLessThan(1e-9);
  });

  test("walks around where the Hessian is indefinite", () => {
    const well = (x: Tensor, a: Tensor) => x.square().sub(a).square().sum();
    const found = (a: Tensor) => minimize(well, tensor([0.1, -0.2]), a);
    expect(apart(found(tensor(4)), tensor([2, -2]))).toBeLessThan(1e-9);
    const slope = jacobian(found)(tensor(4));
    expect(apart(slope, tensor([0.25, -0.25]))).toBeLessThan(1e-9);
  });
});

test("trees in, trees out", () => {
  const solve = (t: { a: Tensor; c: readonly [Tensor] }) =>
    root(
      (x: { p: Tensor; q: readonly [Tensor] }, { a, c }: typeof t) => ({
        p: x.p.square().sub(a),
        q: [x.q[0].mul(x.p.sum()).sub(c[0])] as const,
      }),
      { p: tensor([1, 1]), q: [tensor([[1, 1, 1]])] as const },
      t,
    );
  const t = { a: tensor([4, 9]), c: [tensor([[10, 5, -5]])] as const };
  const found = solve(t);
  expect(apart(found, { p: tensor([2, 3]), q: [tensor([[2, 1, -1]])] })).toBeLessThan(1e-9);
  const slope = grad((s: typeof t) => solve(s).q[0].sum())(t);
  expect(
    apart(slope, { a: tensor([-0.1, -0.4 / 6]), c: [tensor([[0.2, 0.2, 0.2]])] }),
  ).toBeLessThan(1e-9);
});

test("in float32 too", () => {
  const half = (x: Tensor, a: Tensor) => x.add(a.div(x)).div(2);
  const a = tensor([4, 9], { dtype: "float32" });
  const sqrt = (s: Tensor) => fixedPoint(half, tensor([1, 1], { dtype: "float32" }), s);
  expect(apart(grad((s: Tensor) => sqrt(s).sum())(a), tensor([0.25, 1 / 6]))).toBeLessThan(1e-6);
});

describe("the scale of a residual does not matter", () => {
  const five = tensor(5);
  type Pair = { readonly u: Tensor; readonly v: Tensor };
  test.each([1e-11, 1e-3, 1, 1e9])("a residual times %s", (scale) => {
    const zero = (a: Tensor) => root((x: Tensor, s: Tensor) => x.sub(s).mul(scale), tensor(1), a);
    const least = (a: Tensor) =>
      minimize((x: Tensor, s: Tensor) => x.sub(s).square().mul(scale), tensor(1), a);
    for (const solve of [zero, least]) {
      expect(solve(five).item()).toBeCloseTo(5, 12);
      expect(grad((a: Tensor) => solve(a).square())(five).item()).toBeCloseTo(10, 9);
    }
  });

  test("a step that is small because the iteration is slow", () => {
    const slow = (x: Tensor, a: Tensor) => x.mul(0.9999999).add(a.mul(1e-7));
    const found = (a: Tensor) => fixedPoint(slow, tensor(1), a);
    expect(found(tensor(1.0005)).item()).toBeCloseTo(1.0005, 8);
    expect(grad(found)(tensor(1.0005)).item()).toBeCloseTo(1, 8);
  });

  test("least squares of large numbers, solved as far as rounding lets it", () => {
    const X = evaluate(random(1).normal([400, 3]).mul(1000));
    const y = evaluate(random(2).normal([400]).mul(1000));
    const found = minimize((w: Tensor) => X.matmul(w).sub(y).square().sum(), start, null);
    const normal = X.transpose().matmul(X).solve(X.transpose().matmul(y));
    expect(apart(found, normal)).toBeLessThan(1e-15);
  });

  test("least squares of powers, whose solution is no better known than to 1e-8", () => {
    const at = linspace(0, 1, 50);
    const X = evaluate(at.expandDims(1).pow(tensor([0, 1, 2, 3, 4, 5, 6, 7])));
    const y = evaluate(at.mul(6).sin());
    const fit = (w: Tensor) => X.matmul(w).sub(y).square().sum();
    const w = minimize(fit, zeros([8]), null);
    expect(Math.max(...grad(fit)(w).abs().data())).toBeLessThan(1e-10);
  });

  test("equations in different units, and unknowns in different units", () => {
    const solve = (a: Tensor) =>
      root(
        ({ u, v }: Pair, s: Tensor) => ({
          u: u.square().sub(s).mul(1e8),
          v: v.mul(1e6).pow(3).sub(s).mul(1e-8),
        }),
        { u: tensor(1), v: tensor(1e-6) },
        a,
      );
    const { u, v } = solve(five);
    expect(u.item()).toBeCloseTo(5 ** (1 / 2), 13);
    expect(v.mul(1e6).item()).toBeCloseTo(5 ** (1 / 3), 9);
    const slope = (f: (p: Pair) => Tensor) =>
      grad((a: Tensor) => f(solve(a)) as Tensor<readonly []>)(five);
    expect(slope((p) => p.u).item()).toBeCloseTo(1 / (2 * 5 ** (1 / 2)), 12);
    expect(slope((p) => p.v.mul(1e6)).item()).toBeCloseTo(1 / (3 * 5 ** (2 / 3)), 9);
  });

  test("a tolerance beyond the digits of a number ends at the last of them", () => {
    const a = tensor([2, 3e6]);
    const found = root((x: Tensor) => x.square().sub(a), tensor([1, 1]), null, {
      tolerance: 1e-17,
    });
    expect(apart(found, a.sqrt())).toBeLessThan(1e-12);
  });

  test("where every point is a solution, the first stays, without a derivative", () => {
    const unit = (x: Tensor) => x.div(x.square().sum().sqrt());
    const at = tensor([1, 2, 3]);
    expect(apart(fixedPoint(unit, at, null), unit(at))).toBeLessThan(1e-15);
    expect(() =>
      grad((a: Tensor) => fixedPoint((x: Tensor) => unit(x.mul(a)), at, null).sum())(five),
    ).toThrow("it is singular to working precision");
  });
});

describe("what is not found is refused", () => {
  const s = tensor(2, { name: "s" });
  const one = tensor(1);
  refuses([
    [
      "an iteration that runs away",
      () => fixedPoint((x: Tensor, a: Tensor) => x.mul(a), one, s),
      "ConvergenceError: fixedPoint: 1000 steps from x0: the residual is 5.36e+300, and the next step, 0.5 of 1 + |x|, is not below 1e-10: f must be a contraction near x0",
    ],
    [
      "an iteration that goes round",
      () => fixedPoint((x: Tensor) => x.neg(), one, s, { maxSteps: 20 }),
      "ConvergenceError: fixedPoint: 20 steps from x0: the residual is 2, and the next step, 1 of 1 + |x|, is not below 1e-10: f must be a contraction near x0",
    ],
    [
      "an iteration that becomes NaN",
      () => fixedPoint((x: Tensor) => x.sub(2).sqrt(), one, s),
      "ConvergenceError: fixedPoint: 1 steps from x0: the residual is NaN: f must be a contraction near x0",
    ],
    [
      "no steps",
      () => fixedPoint((x: Tensor) => x.div(2), one, s, { maxSteps: 1 }),
      "ConvergenceError: fixedPoint: 1 steps from x0: the residual is 0.5, and the next step, 0.333 of 1 + |x|, is not below 1e-10: f must be a contraction near x0",
    ],
    [
      "a residual without a zero",
      () => root((x: Tensor) => x.square().add(1), one, s),
      "ConvergenceError: root: 1 steps from x0: the residual is 1, and its Jacobian is singular: start nearer, and see that there is a zero",
    ],
    [
      "a residual with a flat start",
      () => root((x: Tensor, a: Tensor) => x.square().sub(a), tensor(0), s),
      "ConvergenceError: root: 0 steps from x0: the residual is 2, and its Jacobian is singular: start nearer, and see that there is a zero",
    ],
    [
      "a function without a least value",
      () => minimize((x: Tensor) => x.exp().neg(), one, s),
      "ConvergenceError: minimize: 100 steps from x0: the gradient is 7.31e+43, and the next step, 0.0098 of 1 + |x|, is not below 1e-10: start nearer, and see that there is a least value",
    ],
    [
      "a maximum",
      () => minimize((x: Tensor) => x.cos(), tensor(0), s),
      "ConvergenceError: minimize: where the gradient is 0: the Hessian is not positive definite, so that it is no strict minimum: start elsewhere, or add a term that makes the minimum strict",
    ],
    [
      "a valley",
      () => minimize((x: Tensor) => x.sum().square(), tensor([1, -1]), s),
      "ConvergenceError: minimize: where the gradient is 0: the Hessian is not positive definite, so that it is no strict minimum: start elsewhere, or add a term that makes the minimum strict",
    ],
    [
      "a solution that is none",
      () => implicit((x: Tensor) => x.square().sub(s), one),
      "ConvergenceError: implicit: the solution: the residual is 1, and the next step, 0.25 of 1 + |x|, is not below 0.000001: give one that is nearer",
    ],
    [
      "a solution that is no number",
      () => implicit((x: Tensor) => x.sub(NaN), one),
      "ConvergenceError: implicit: the solution: the residual is NaN: give one that is nearer",
    ],
    [
      "a double root",
      () => grad((a: Tensor) => implicit((x: Tensor) => x.sub(a).square(), a.detach()))(s),
      "GradientError: implicit: the Jacobian [1, 1] of the residual at the solution: it is singular to working precision, so that the solution has no derivative: look for equations that depend on each other",
    ],
    [
      "equations that depend on each other",
      () =>
        jacobian((a: Tensor) =>
          implicit(
            (x: Tensor) =>
              tensor([
                [0.1, 0.2],
                [0.3, 0.6],
              ])
                .matmul(x)
                .mul(a),
            tensor([0, 0]),
          ),
        )(s),
      "GradientError: implicit: the Jacobian [2, 2] of the residual at the solution: it is singular to working precision, so that the solution has no derivative: look for equations that depend on each other",
    ],
    [
      "a double root, forwards",
      () => jvp((a: Tensor) => implicit((x: Tensor) => x.sub(a).square(), tensor(2)), [s], [one]),
      "GradientError: implicit: the Jacobian [1, 1] of the residual at the solution: it is singular to working precision, so that the solution has no derivative: look for equations that depend on each other",
    ],
    [
      "a residual of another shape",
      () => root((x: Tensor) => x.expandDims(0), one, s),
      "ShapeError: root: the result [1] float64 for [] float64: a result has the shape and the dtype of its tensor: give one like it",
    ],
    [
      "integers",
      () => root((x: Tensor) => x, tensor(1, { dtype: "int32" }), s),
      'GradientError: root: [] int32: only floating point has derivatives: pass it as another argument, or write cast(x, "float64")',
    ],
    [
      "a tolerance of 0",
      () => root((x: Tensor) => x, one, s, { tolerance: 0 }),
      "ValueError: root: tolerance 0: it is not above 0: write 1e-10",
    ],
    [
      "half a step",
      () => root((x: Tensor) => x, one, s, { maxSteps: 0.5 }),
      "ValueError: root: maxSteps 0.5: it is not a whole number from 0 up: write one such as 3",
    ],
    [
      "an unknown option",
      () => root((x: Tensor) => x, one, s, { steps: 3 } as never),
      "ValueError: root: option steps: there is none of that name: it takes tolerance, maxSteps",
    ],
    [
      "no function",
      () => fixedPoint(3 as never, one, s),
      "ValueError: fixedPoint: 3: it takes a function of tensors: write fixedPoint((x) => …)(x)",
    ],
    [
      "no scalar",
      () => minimize((x: Tensor) => x.expandDims(0) as never, one, s),
      "GradientError: minimize: [1]: a gradient is that of a scalar: sum or average it, or use jacobian",
    ],
    [
      "no values",
      () => trace((a: Tensor) => fixedPoint((x: Tensor) => x.mul(a), one, a), []),
      "ValueError: fixedPoint: the input x []: it has no value inside trace, derive, vmap or compile, and solving takes values: solve outside, for many examples as one system, and pass on what is found",
    ],
    [
      "no values of what is captured, for one of many examples",
      () => vmap((a: Tensor) => root((x: Tensor) => x.sub(a), one, null))(tensor([1, 2])),
      "ValueError: root: the input []: it has no value inside trace, derive, vmap or compile, and solving takes values: solve outside, for many examples as one system, and pass on what is found",
    ],
    [
      "no values in a formula",
      () => derive((a: Tensor) => minimize((x: Tensor) => x.sub(a).square(), one, a), []),
      "ValueError: minimize: the input x []: it has no value inside trace, derive, vmap or compile, and solving takes values: solve outside, for many examples as one system, and pass on what is found",
    ],
    [
      "no values of a residual",
      () => trace((a: Tensor) => implicit((x: Tensor) => x.sub(a), one), []),
      "ValueError: implicit: the input x []: it has no value inside trace, derive, vmap or compile, and solving takes values: solve outside, for many examples as one system, and pass on what is found",
    ],
    [
      "a small residual far from its zero",
      () => implicit((x: Tensor) => x.sub(5).mul(1e-11), one),
      "ConvergenceError: implicit: the solution: the residual is 4e-11, and the next step, 2 of 1 + |x|, is not below 0.000001: give one that is nearer",
    ],
    [
      "a residual that does not depend on x",
      () => implicit((x: Tensor) => x.mul(0).add(s), one),
      "ConvergenceError: implicit: the solution: the residual is 2, and its Jacobian is singular: give one that is nearer",
    ],
    [
      "a tolerance below 0",
      () => implicit((x: Tensor) => x.sub(one), one, { tolerance: -1 }),
      "ValueError: implicit: tolerance -1: it is not above 0: write 1e-10",
    ],
    [
      "an iteration that creeps to where its slope is 1",
      () => fixedPoint((x: Tensor) => x.sub(x.pow(3)), tensor(0.5), null),
      "ConvergenceError: fixedPoint: 1000 steps from x0: the residual is 0.0000111, and the next step, 0.0000108 of 1 + |x|, is not below 1e-10: f must be a contraction near x0",
    ],
    [
      "a residual that only comes near 0",
      () => root((x: Tensor) => x.exp(), tensor(0), null),
      "ConvergenceError: root: 100 steps from x0: the residual is 3.72e-44, and the next step, 0.0099 of 1 + |x|, is not below 1e-10: start nearer, and see that there is a zero",
    ],
  ]);

  test("its singular Jacobian too where the derivative is a graph", () => {
    const double = (a: Tensor) => implicit((x: Tensor) => x.sub(a).square(), tensor(2)).sum();
    expect(() => hessian(double)(s)).toThrow("it is singular to working precision");
  });
});

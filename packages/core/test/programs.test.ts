import fc from "fast-check";
import { expect, test } from "vitest";
import * as C from "../src/index.ts";
import { fill, pointwise, topological, unary } from "../src/engine.ts";
import { expectNear, expectSame, near, tolerance } from "./checks/metric.ts";
import { directionFor, flat, inner, unsigned, weight } from "./checks/sample.ts";
import { type Program, type Step, any, programs, run, smooth, tensorsOf } from "./programs.ts";
import { ridders } from "./ridders.ts";

type Inputs = readonly C.Tensor[];

/** A scalar of what the program made, uneven in its elements. */
const weighed = (y: C.Tensor): C.Tensor => C.sum(C.mul(y, directionFor(y, "weights")));

/** A scalar of the last tensor. */
const scoreOf =
  (program: Program, steps: readonly Step[]) =>
  (xs: Inputs): C.Tensor =>
    weighed(run(program, steps, xs).at(-1) as C.Tensor);

/** Programs whose numbers stay where rounding and curvature are moderate. */
function moderate(program: Program, steps: readonly Step[]): boolean {
  const made = run(program, steps, tensorsOf(program.values));
  return flat(made).every((x) => Math.abs(x) < 20);
}

const check = (steps: readonly Step[], claim: (program: Program) => void, numRuns = 200): void =>
  fc.assert(
    fc.property(programs(steps), (program) => {
      fc.pre(moderate(program, steps));
      claim(program);
    }),
    { numRuns },
  );

/** Throws unless the gradient along the direction is the slope by differences. */
function slopeAlongDirection(program: Program, steps: readonly Step[]): void {
  const f = scoreOf(program, steps);
  const v = program.direction.map((n) => n / 8);
  const xs = tensorsOf(program.values);
  const gradient = flat(C.grad(f)(xs));
  const [estimate] = ridders((t) => {
    const moved = program.values.map((n, i) => n + t * 8 * (v[i] as number));
    return flat([f(tensorsOf(moved))]);
  }, 2 ** -6);
  const { value, error } = estimate ?? { value: NaN, error: NaN };
  fc.pre(error <= 1e-10 * (1 + Math.abs(value)));
  expectNear("slope", [inner(gradient, v)], [value], tolerance(1e-9));
}

test("the gradient of a program is its slope along any direction", () => {
  check(smooth, (program) => slopeAlongDirection(program, smooth), 300);
});

test("forward and reverse mode agree on programs with kinks and choices", () => {
  check(any, (program) => {
    const f = (...xs: C.Tensor[]): C.Tensor => run(program, any, xs).at(-1) as C.Tensor;
    const xs = tensorsOf(program.values);
    const vs = tensorsOf(program.direction);
    const [y, dy] = C.jvp(f, xs, vs);
    const u = directionFor(y, "cotangent");
    const ys = C.gradients(y, [y], u);
    expectSame("the cotangent of the result itself", flat(ys), flat([u]));
    const [, pullback] = C.vjp(f, ...xs);
    const [back, v] = [flat(pullback(u)), flat(vs)];
    const [left, right] = [inner(flat([u]), flat([dy])), inner(back, v)];
    const scale = 1 + weight(flat([u]), flat([dy])) + weight(back, v);
    if (!near(left, right, tolerance(0, 1e-12 * scale)))
      throw new Error(`⟨u, Jv⟩ = ${left} but ⟨Jᵀu, v⟩ = ${right}`);
  });
});

test("the sweep on values gives the bits of the sweep on the graph", () => {
  check(any, (program) => {
    const f = scoreOf(program, any);
    const xs = tensorsOf(program.values);
    const graph = unsigned(flat(C.gradients(f(xs), xs)));
    expectSame("grad", unsigned(flat(C.grad(f)(tensorsOf(program.values)))), graph);
    const ys = tensorsOf(program.values);
    const y = f(ys);
    const sweep = C.backward(y);
    // An input that no line reads is no leaf of the result.
    const read = new Set(topological([y]));
    const found = ys.map((x) => (read.has(x) ? sweep.of(x) : fill(0, x)));
    expectSame("backward", unsigned(flat(found)), graph);
  });
});

test("gradients of several tensors add up to the gradient of their sum", () => {
  check(any, (program) => {
    const xs = tensorsOf(program.values);
    const scores = run(program, any, xs).map(weighed);
    const parts = scores.map((y) => flat(C.gradients(y, xs)));
    const whole = flat(
      C.gradients(
        scores.reduce((a, b) => C.add(a, b)),
        xs,
      ),
    );
    const sums = whole.map((_, i) => parts.reduce((sum, part) => sum + (part[i] as number), 0));
    const bound = 1e-12 * (1 + Math.max(...parts.flat().map(Math.abs)));
    expectNear("gradient of the sum", whole, sums, tolerance(0, bound * parts.length));
  });
});

test("second derivatives agree in every order of the modes", () => {
  check(any, (program) => {
    const f = scoreOf(program, any);
    const xs = tensorsOf(program.values);
    const vs = tensorsOf(program.direction);
    const forward = flat(C.hvp(f)(xs, vs));
    const along = (at: Inputs): C.Tensor =>
      C.grad(f)(at)
        .map((g, i) => C.sum(C.mul(g, vs[i] as C.Tensor)))
        .reduce((a, b) => C.add(a, b));
    const bound = 1e-10 * (1 + Math.max(...forward.map(Math.abs)));
    expectNear("reverse over reverse", flat(C.grad(along)(xs)), forward, tolerance(0, bound));
  });
});

test("the gradient through a program cut in two is the chain rule", () => {
  check(any, (program) => {
    const cut = Math.floor(program.lines.length / 2);
    const first = { ...program, lines: program.lines.slice(0, cut) };
    const rest = { ...program, lines: program.lines.slice(cut) };
    const xs = tensorsOf(program.values);
    const [middle, pullback] = C.vjp((...at: C.Tensor[]) => run(first, any, at), ...xs);
    const outer = C.grad(scoreOf(rest, any))(middle);
    const whole = flat(C.grad(scoreOf(program, any))(xs));
    const bound = 1e-12 * (1 + Math.max(...flat(outer).map(Math.abs)));
    expectNear("in two parts", flat(pullback([...outer])), whole, tolerance(1e-12, bound * 10));
  });
});

test("a wrong rule is found, and shrinks to a program that shows little else", () => {
  const crooked: Step = {
    name: "crooked",
    arity: 1,
    make: unary("crooked", { scalar: (m, x) => m.sin(x), derivative: pointwise((_, x) => x) }),
  };
  const steps = [...smooth, crooked];
  const property = fc.property(programs(steps), (program) => {
    fc.pre(moderate(program, steps));
    slopeAlongDirection(program, steps);
  });
  const { failed, counterexample } = fc.check(property, { numRuns: 300 });
  expect(failed).toBe(true);
  const [program] = counterexample as [Program];
  expect(fc.stringify(program)).toMatch(/^\nx0.*\nv0 = crooked: x\d\nresult: v0\n$/);
});

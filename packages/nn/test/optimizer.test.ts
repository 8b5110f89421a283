import { type Tensor, grad, random, tensor } from "@chainrule/core";
import { leavesOf } from "@chainrule/core/engine";
import { describe, expect, test } from "vitest";
import { type Optimizer, adagrad, adam, adamW, optimizer, rmsprop, sgd } from "../src/index.ts";
import { expectClose } from "./fixture.ts";

const params = { a: tensor([1, 2], { name: "a" }), b: tensor(3) };
const gradient = { a: tensor([10, 20]), b: tensor(30) };

test("a step goes against the gradient, and leaves parameters and state as they were", () => {
  const descent = sgd(0.1, { momentum: 0.5 });
  const state = descent.init(params);
  const [next, after] = descent.update(params, gradient, state);
  expect(next.a.toArray()).toEqual([0, 0]);
  expect(next.b.item()).toBe(0);
  expect(params.a.toArray()).toEqual([1, 2]);
  expect(state.step.item()).toBe(0);
  expect(state.slots[0]?.a.toArray()).toEqual([0, 0]);
  expect(after.step.item()).toBe(1);
  expect(after.slots[0]?.a.toArray()).toEqual([10, 20]);
});

test("after a step, no history is kept", () => {
  const descent = sgd(0.1, { momentum: 0.5 });
  const next = descent.update(params, gradient, descent.init(params));
  for (const { tensor: x } of leavesOf(next)) expect(x.inputs).toHaveLength(0);
});

test("without momentum there is nothing to remember", () => {
  expect(sgd(0.1).init(params).slots).toEqual([]);
});

test("a parameter may be a single tensor", () => {
  const descent = sgd(0.25);
  const slope = grad((x: Tensor) => x.square());
  let x: Tensor = tensor(8, { name: "x" });
  let state = descent.init(x);
  for (let k = 0; k < 3; k++) [x, state] = descent.update(x, slope(x), state);
  expect(x.item()).toBe(1);
  expect(x.name).toBe("x");
});

test("a step can itself be differentiated: the best learning rate for a parabola is found", () => {
  // One step from x with rate r leads to x − r·2x; the loss there has slope 2(x − 2rx)(−2x) in r.
  const lossAfter = (x: Tensor) => {
    const descent = sgd(0.1);
    const [next] = descent.update(x, x.mul(2), descent.init(x));
    return next.square();
  };
  expect(grad(lossAfter)(tensor(3)).item()).toBeCloseTo(2 * 3 * 0.8 * 0.8, 12);
});

test("a rule of one's own is an optimiser", () => {
  const signDescent = optimizer("signDescent", 0, (p, g) => [p.sub(g.sign().mul(0.5))]);
  const [next] = signDescent.update(params, gradient, signDescent.init(params));
  expect(next.a.toArray()).toEqual([0.5, 1.5]);
});

test("weight decay shrinks what has no slope", () => {
  const descent = sgd(0.1, { weightDecay: 0.5 });
  const [x] = descent.update(tensor(2), tensor(0), descent.init(tensor(2)));
  expect(x.item()).toBeCloseTo(2 - 0.1 * 0.5 * 2, 15);
});

const all: Readonly<Record<string, Optimizer>> = {
  sgd: sgd(0.1, { momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  adam: adam(0.1, { weightDecay: 0.1, amsgrad: true }),
  adamW: adamW(0.1),
  rmsprop: rmsprop(0.1, { momentum: 0.9, centered: true, weightDecay: 0.1 }),
  adagrad: adagrad(1, { weightDecay: 0.1 }),
};

describe.each(Object.entries(all))("%s", (_, optimizer) => {
  test("keeps float32 parameters float32, and its state too", () => {
    const p = random(1).normal([3], { dtype: "float32" });
    const [next, { slots }] = optimizer.update(p, p, optimizer.init(p));
    for (const x of [next, ...slots]) expect(x.dtype).toBe("float32");
  });

  test("counts its steps in a float64 scalar", () => {
    const p = random(1).normal([3], { dtype: "float32" });
    let [x, state] = [p, optimizer.init(p)];
    for (let k = 0; k < 3; k++) [x, state] = optimizer.update(x, p, state);
    expect(state.step).toMatchObject({ dtype: "float64", shape: [], name: "step" });
    expect(state.step.item()).toBe(3);
  });

  test("leaves a parameter without a slope where it is, but for its decay", () => {
    const zero = tensor([0, 0]);
    const [x] = optimizer.update(zero, zero, optimizer.init(zero));
    expect(x.toArray()).toEqual([0, 0]);
  });

  test("goes down a parabola", () => {
    const slope = grad((x: Tensor) => x.sub(1).square().sum());
    let x: Tensor = tensor([3, -4]);
    let state = optimizer.init(x);
    for (let k = 0; k < 200; k++) [x, state] = optimizer.update(x, slope(x), state);
    for (const value of x.data()) expect(Math.abs(value - 1)).toBeLessThan(0.2);
  });
});

test("defaults are those of PyTorch", () => {
  const p = tensor([1, -2, 0.5]);
  const same = (a: Optimizer, b: Optimizer) => {
    const steps = [a, b].map((o) => {
      const [once, state] = o.update(p, tensor([0.1, -3, 2]), o.init(p));
      return o.update(once, tensor([0.2, 1, -1]), state)[0].toArray();
    });
    expect(steps[0]).toEqual(steps[1]);
  };
  same(adam(), adam(1e-3, { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false }));
  same(adamW(), adamW(1e-3, { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0.01, amsgrad: false }));
  same(rmsprop(), rmsprop(0.01, { alpha: 0.99, eps: 1e-8, momentum: 0, centered: false }));
  same(adagrad(), adagrad(0.01, { eps: 1e-10, weightDecay: 0 }));
});

test("the first step of Adam has the length of the learning rate, whatever the slope", () => {
  const p = tensor([0, 0, 0]);
  const [x] = adam(0.01, { eps: 1e-300 }).update(p, tensor([1e-9, -1, 1e9]), adam().init(p));
  expectClose(x.data(), [-0.01, 0.01, -0.01], 1e-15);
});

test("averages over very many steps are freed of their zeros without loss of digits", () => {
  let x: Tensor = tensor([0, 0]);
  const long = adam(1, { betas: [0, 1 - 1e-12], eps: 1e-300 });
  let state = long.init(x);
  for (let k = 0; k < 7; k++) [x, state] = long.update(x, tensor([1, -2]), state);
  expectClose(x.data(), [-7, 7], 1e-14);
});

test("centred RMSprop never takes the root of what rounding made negative", () => {
  const p = tensor([0.1, 1 / 3, 1e-3, 7]);
  const centred = rmsprop(1e-3, { centered: true, alpha: 0.5 });
  let [x, state] = [p, centred.init(p)];
  for (let k = 0; k < 200; k++) [x, state] = centred.update(x, p, state);
  expect([...x.data()].every(Number.isFinite)).toBe(true);
});

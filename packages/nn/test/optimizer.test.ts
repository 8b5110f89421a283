import { type Tensor, grad, random, tensor } from "@chainrule/core";
import { leavesOf } from "@chainrule/core/engine";
import { expect, test } from "vitest";
import { optimizer, sgd } from "../src/index.ts";

const params = { a: tensor([1, 2], { name: "a" }), b: tensor(3) };
const gradient = { a: tensor([10, 20]), b: tensor(30) };

test("a step goes against the gradient, and leaves parameters and state as they were", () => {
  const descent = sgd(0.1, { momentum: 0.5 });
  const state = descent.init(params);
  const [next, after] = descent.update(params, gradient, state);
  expect(next.a.toArray()).toEqual([0, 0]);
  expect(next.b.item()).toBe(0);
  expect(params.a.toArray()).toEqual([1, 2]);
  expect(state).toMatchObject({ step: 0 });
  expect(state.slots[0]?.a.toArray()).toEqual([0, 0]);
  expect(after).toMatchObject({ step: 1 });
  expect(after.slots[0]?.a.toArray()).toEqual([10, 20]);
});

test("after a step, no history is kept", () => {
  const descent = sgd(0.1, { momentum: 0.5 });
  const next = descent.update(params, gradient, descent.init(params));
  for (const { tensor: x } of leavesOf(next)) expect(x.inputs).toHaveLength(0);
});

test("without momentum there is nothing to remember", () => {
  expect(sgd(0.1).init(params)).toEqual({ step: 0, slots: [] });
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

test("float32 parameters stay float32", () => {
  const p = random(1).normal([3], { dtype: "float32" });
  const descent = sgd(0.1, { momentum: 0.9, nesterov: true, weightDecay: 0.1 });
  expect(descent.update(p, p, descent.init(p))[0].dtype).toBe("float32");
});

/** Results that are older than the argument, or do not depend on it. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  backward,
  grad,
  gradients,
  hessian,
  jacobian,
  jvp,
  tensor,
  valueAndGrad,
  vjp,
} from "../src/index.ts";

const c = tensor(5);
const x = tensor(2);

describe("a result that was there before the argument has no derivative in it", () => {
  test("at the top level", () => {
    expect(grad(() => c)(x).item()).toBe(0);
    expect(grad((_: Tensor, w: Tensor) => w)(x, c).item()).toBe(0);
    const early = x.square();
    expect(grad((w: Tensor) => (w.item() > 10 ? w.square() : early))(x).item()).toBe(0);
  });

  test("in a tree, each gradient has the shape of its tensor", () => {
    const [value, slopes] = valueAndGrad((_: { w: Tensor; b: Tensor }) => c)({
      w: tensor([1, 2]),
      b: x,
    });
    expect(value.item()).toBe(5);
    expect(slopes.w.toArray()).toEqual([0, 0]);
    expect(slopes.b.item()).toBe(0);
  });

  test("inside another transform", () => {
    const f = (a: Tensor) => {
      const z = a.square();
      return grad(() => z)(a)
        .mul(a)
        .add(a);
    };
    expect(grad(f)(x).item()).toBe(1);
    expect(jvp(f, [x], [tensor(1)])[1].item()).toBe(1);
  });

  test("in every transform", () => {
    const k = tensor([1, 2]);
    expect(jacobian(() => k)(tensor([1, 2, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(jacobian(() => k, { mode: "forward" })(x).toArray()).toEqual([0, 0]);
    expect(hessian(() => c)(tensor([1, 2])).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(gradients(c, [tensor(3)])[0].item()).toBe(0);
    expect(backward(c.mul(2)).of(x.mul(3)).item()).toBe(0);
    const [, pullback] = vjp((a: Tensor) => [a.square(), c] as const, x);
    expect(pullback([tensor(1), tensor(100)])[0].item()).toBe(4);
    expect(jvp((_: Tensor) => c, [x], [tensor(1)])[1].item()).toBe(0);
  });
});

test("a result that is the argument has the cotangent for its derivative", () => {
  expect(grad((a: Tensor) => a)(x).item()).toBe(1);
  expect(gradients(x, [x])[0].item()).toBe(1);
  expect(backward(x).of(x).item()).toBe(1);
});

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
  stack,
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
    const [value, slopes] = valueAndGrad<{ w: Tensor; b: Tensor }>(() => c)({
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
    expect(jvp<[Tensor]>(() => c, [x], [tensor(1)])[1].item()).toBe(0);
  });
});

test("a result that is the argument has the cotangent for its derivative", () => {
  expect(grad((a: Tensor) => a)(x).item()).toBe(1);
  expect(gradients(x, [x])[0].item()).toBe(1);
  expect(backward(x).of(x).item()).toBe(1);
});

describe("a derivative computed as a value is not differentiated by mistake", () => {
  const f = (a: Tensor) => a.pow(3);
  const refusal =
    "the result holds values without a history that depend on it, from grad, backward or a compiled function: " +
    "differentiate inside, as in grad((x) => … grad(f)(x) …) or compile(grad(f)); " +
    "if it is meant as a constant, detach it";

  test("gradients refuses it, mixed with what has a history too", () => {
    const w = tensor(2, { name: "w" });
    const slope = grad(f)(w);
    expect(() => gradients(slope, [w])).toThrow(`gradients: w []: ${refusal}`);
    expect(() => gradients(slope.mul(w), [w])).toThrow(refusal);
    expect(() => gradients(valueAndGrad(f)(w)[0].mul(w), [w])).toThrow(refusal);
  });

  test("so does backward", () => {
    const w = tensor(2);
    const slope = f(w).backward().of(w);
    expect(() => slope.mul(w).backward().of(w)).toThrow(refusal);
  });

  test("detached it is a constant, and other tensors are not concerned", () => {
    const [w, v] = [tensor(2), tensor(3)];
    const slope = grad(f)(w);
    expect(gradients(slope.detach().mul(w), [w])[0].item()).toBe(12);
    expect(gradients(slope.mul(v), [v])[0].item()).toBe(12);
  });

  test("a training loop without evaluate goes on working", () => {
    let [w, b]: [Tensor, Tensor] = [tensor(2), tensor(1)];
    for (let i = 0; i < 3; i++) {
      const found = w.square().add(b.square()).backward();
      w = w.sub(found.of(w).mul(0.25));
      b = b.sub(found.of(b).mul(0.25));
    }
    expect([w.item(), b.item()]).toEqual([0.25, 0.125]);
  });
});

describe("trees", () => {
  test("what a getter computes follows from the fields, and is not an argument", () => {
    const model = {
      w: tensor(3),
      get double(): Tensor {
        return this.w.mul(2);
      },
    };
    const slope = grad((m: typeof model) => m.double.square())(model);
    expect(slope.w.item()).toBe(24);
  });

  test("a class with a getter on its prototype keeps it", () => {
    class Model {
      readonly w = tensor(3);
      get size(): Tensor {
        return this.w.square();
      }
    }
    const slope = grad((m: Model) => m.size)(new Model());
    expect(slope.w.item()).toBe(6);
    expect(slope).toBeInstanceOf(Model);
  });

  test("what cannot be changed, or is hidden, is in the gradient as it is", () => {
    class Model {
      readonly w: Tensor = tensor(3);
      readonly of: (x: Tensor) => Tensor;
      declare readonly unit: string;
      constructor() {
        this.of = (x) => x.square();
        Object.defineProperty(this, "unit", { value: "m" });
        Object.freeze(this);
      }
    }
    for (const model of [
      new Model(),
      Object.freeze({ w: tensor(3), of: (x: Tensor) => x.square() }),
    ]) {
      const slope = grad((m: typeof model) => m.of(m.w) as never)(model);
      expect(slope.w.item()).toBe(6);
      expect(slope.of).toBe(model.of);
      expect(Object.getPrototypeOf(slope)).toBe(Object.getPrototypeOf(model));
      expect((slope as Partial<Model>).unit).toBe((model as Partial<Model>).unit);
    }
  });

  test("a map that holds itself is refused", () => {
    const around = new Map<string, unknown>();
    around.set("inner", { around });
    expect(() => grad((m: { w: Tensor }) => m.w)({ w: tensor(1), around } as never)).toThrow(
      "it contains itself",
    );
  });

  test("a jacobian is of one tensor", () => {
    expect(() => jacobian(((a: Tensor) => [a, a]) as never)(x as never)).toThrow(
      "jacobian: the result an array: it differentiates one tensor: " +
        "return one, e.g. with concat, or take the jacobian of each",
    );
  });
});

test("very many tensors are joined, and differentiated, group by group", () => {
  const list = Array.from({ length: 70_000 }, (_, i) => tensor(i));
  const total = stack(list).square().sum();
  const slopes = backward(total);
  expect(slopes.of(list[69_999] as Tensor).item()).toBe(139_998);
  expect(stack(list).data()[65_537]).toBe(65_537);
});

/** Results of programs lead back to nothing: who differentiates them is told. */
import { describe, expect, test } from "vitest";
import { type Tensor, backward, grad, gradients, jvp, tensor } from "@chainrule/core";
import { refuses } from "../../core/test/refusal.ts";
import { compile } from "../src/index.ts";

const x = tensor([1, 2, 3], { name: "x" });
const double = compile((v: Tensor) => v.mul(2));

describe("differentiating a result", () => {
  const through =
    "the result holds values without a history that depend on it, from grad, backward or a compiled function: " +
    "differentiate inside, as in grad((x) => … grad(f)(x) …) or compile(grad(f)); if it is meant as a constant, detach it";
  const captured = compile((v: Tensor) => v.mul(x as never));
  const constant = compile((v: Tensor) => [x, x.mul(v.rank + 1)] as const);
  const other = tensor([4, 5, 6]);
  refuses([
    [
      "by gradients",
      () => gradients(double(x).sum(), [x]),
      `GradientError: gradients: x [3]: ${through}`,
    ],
    [
      "by backward",
      () => backward(double(x).sum()).of(x),
      `GradientError: backward: x [3]: ${through}`,
    ],
    [
      "that is a scalar",
      () => gradients(compile((v: Tensor) => v.sum())(x), [x]),
      `GradientError: gradients: x [3]: ${through}`,
    ],
    [
      "with respect to what an argument was computed from",
      () => gradients(double(x.mul(3).exp()).sum(), [x]),
      `GradientError: gradients: x [3]: ${through}`,
    ],
    [
      "with respect to what the function captured",
      () => gradients(captured(other).sum(), [x]),
      `GradientError: gradients: x [3]: ${through}`,
    ],
    [
      "with respect to what a constant was computed from",
      () => gradients(constant(other)[1].sum(), [x]),
      `GradientError: gradients: x [3]: ${through}`,
    ],
  ]);

  test("is not refused where it is a constant", () => {
    const [y] = gradients(
      double(other)
        .mul(x as never)
        .sum() as never,
      [x],
    );
    expect(y.toArray()).toEqual([8, 10, 12]);
    const [z] = gradients(
      double(x)
        .detach()
        .mul(x as never)
        .sum() as never,
      [x],
    );
    expect(z.toArray()).toEqual([2, 4, 6]);
    const w = double(x);
    expect(gradients(w.square().sum() as never, [w])[0].toArray()).toEqual([4, 8, 12]);
  });

  test("works from inside", () => {
    expect(grad((v: Tensor) => double(v).sum())(x).toArray()).toEqual([2, 2, 2]);
    expect(jvp((v: Tensor) => double(v), [x], [x])[1].toArray()).toEqual([2, 4, 6]);
    expect(compile(grad((v: Tensor) => v.pow(3).sum() as never))(x).toArray()).toEqual([3, 12, 27]);
  });
});

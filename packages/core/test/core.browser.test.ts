/** The engine in a browser, at a glance. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  backward,
  derive,
  grad,
  hessian,
  matmul,
  mul,
  random,
  relu,
  siteOf,
  square,
  sum,
  tensor,
  trackSites,
  valueAndGrad,
} from "../src/index.ts";

test("there is a document, and no process", () => {
  expect(typeof document).toBe("object");
  expect("process" in globalThis && "versions" in process).toBe(false);
});

describe("derivatives", () => {
  test("by value, by sweep and twice", () => {
    const cube = (x: Tensor) => mul(mul(x, x), x);
    expect(valueAndGrad(cube)(tensor(2)).map((x) => x.item())).toEqual([8, 12]);
    const x = tensor([1, 2]);
    expect(
      backward(sum(mul(x, x)))
        .of(x)
        .toArray(),
    ).toEqual([2, 4]);
    expect(grad(grad(cube))(tensor(3)).item()).toBe(18);
    const h = hessian((x: Tensor) => sum(mul(mul(x, x), x)))(tensor([1, 2]));
    expect(h.toArray()).toEqual([
      [6, 0],
      [0, 12],
    ]);
  });

  test("of a layer in both float types", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor([[1, 2, 3]], { dtype });
      const w = tensor(
        [
          [1, -1],
          [0, 1],
          [2, -3],
        ],
        { dtype },
      );
      const slope = grad((w: Tensor) => sum(relu(matmul(x, w))))(w);
      expect(slope.dtype).toBe(dtype);
      expect(slope.toArray()).toEqual([
        [1, 0],
        [2, 0],
        [3, 0],
      ]);
    }
  });
});

test("random numbers are those of a second implementation, to the last bit", () => {
  expect([...random(42).uniform([2]).data()]).toEqual([0.8690483965743594, 0.1506324111875399]);
  expect([...random(42).normal([3]).data()]).toEqual([
    1.1219041244277288, -1.03372482873297, 0.05095839217295036,
  ]);
});

test("errors name what was given and what to write instead", () => {
  expect(() => matmul(tensor([[1, 2, 3]]) as Tensor, tensor([[1, 2]]) as Tensor)).toThrow(
    "matmul: [1, 3] · [1, 2]: inner sizes 3 and 1 differ",
  );
});

test("tensors and derivatives print", () => {
  const shown: unknown = tensor([1, 4.5], { name: "w" });
  expect(String(shown)).toBe("w: float64 [2] [1, 4.5]");
  expect(String(derive((x: Tensor) => square(x), []))).toBe("2·x");
});

test("the line that made a tensor is found in this file", () => {
  trackSites(true);
  const y = mul(tensor(2), 3);
  trackSites(false);
  expect(siteOf(y)).toContain("core.browser.test.ts");
});

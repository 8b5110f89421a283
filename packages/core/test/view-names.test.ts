/** A formula means what it reads as: names, copies and shapes that a reader could take for others. */
import katex from "katex";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";

const text = (...ys: C.Tensor[]): string => String(C.graph(...ys));
const parsed = (tex: string): string => {
  katex.renderToString(tex, { throwOnError: true, strict: "ignore" });
  return tex;
};
const tex = (...ys: C.Tensor[]): string => parsed(C.print(C.graph(...ys), { format: "tex" }));

describe("tensors that share a name, or have none, are told apart", () => {
  test("by numbers", () => {
    const [A, B] = [C.tensor([1, 2]), C.tensor([3, 4])];
    expect(text(A.mul(B))).toBe("tensor₁[2]·tensor₂[2]");
    expect(tex(A.mul(B))).toBe("\\text{tensor$_{1}$[2]} \\odot \\text{tensor$_{2}$[2]}");
    expect(text(A.mul(A))).toBe("tensor[2]²");
    const [V, W] = [A.add(0).named("W"), B.add(0).named("W")];
    expect(text(V.sub(W).mul(W))).toBe("(W₁ − W₂)·W₂");
    expect(tex(V.sub(W))).toBe("W_{1} - W_{2}");
    expect(C.print(C.graph(C.tensor(1).named("W").sub(C.tensor(2).named("W"))))).toBe(
      "W₁  tensor     []\nW₂  tensor     []\n%3  = W₁ − W₂  []",
    );
    const x = { shape: [], name: "x" } as const;
    const g = C.trace((a: C.Tensor, b: C.Tensor) => [a.square().add(b), b.mul(b)], x, x);
    expect(String(g)).toBe("x₁² + x₂\nx₂²");
  });

  test("that no other tensor has", () => {
    const [a, b, c] = [C.tensor(1), C.tensor(2), C.tensor(3)];
    expect(text(a.named("W").add(b.named("W")).add(c.named("W_1")))).toBe("W₂ + W₃ + W_1");
  });

  test("whatever stands before them", () => {
    let x: C.Tensor = C.tensor([1, 2]).named("x");
    for (let i = 0; i < 20_000; i++) x = x.stopGradient().named("x");
    expect(text(x.mul(2))).toBe("2·x");
  });

  test("but not from themselves under a transform, nor indices that are the same", () => {
    const f = (x: C.Tensor) => x.mul(C.grad((z: C.Tensor) => z.square().mul(z).sum())(x)).sum();
    expect(String(C.trace(f, { shape: [], name: "x" }))).not.toMatch(/[₁₂]/);
    const A = { shape: [3, 3], name: "A" } as const;
    const both = (A: C.Tensor) => A.tril().add(A.triu(1)).sum();
    expect(String(C.derive(both, A))).toBe("where(1 ≤ j − i, 1, 0) + where(j − i ≤ 0, 1, 0)");
  });
});

test("a product is a square only of one tensor with itself", () => {
  const x = C.tensor([1, 2, 3]).named("x");
  expect(text(x.mul(x), x.square())).toBe("x²\nx²");
  expect(text(x.sin().mul(x.sin()))).toBe("sin(x)·sin(x)");
  expect(String(C.simplify(C.graph(x.sin().mul(x.sin()))))).toBe("sin(x)²");
  expect(text(x.expandDims(1).mul(x.expandDims(0)))).toBe("reshape(x, to: [3, 1])·x");
});

describe("a name", () => {
  const of = (name: string): string => text(C.tensor([1, 2]).named(name).mul(2));

  test("that is no single word stands in quotes", () => {
    expect(["a + b", "%3", "2", "Xᵀ", "x²", "l-1"].map(of)).toEqual(
      ["a + b", "%3", "2", "Xᵀ", "x²", "l-1"].map((name) => `2·"${name}"`),
    );
    expect(["W_1", "layers.0.W", "ŷ", "∂L", "β", "W′"].map(of)).toEqual(
      ["W_1", "layers.0.W", "ŷ", "∂L", "β", "W′"].map((name) => `2·${name}`),
    );
    expect(tex(C.tensor(1).named("a + b").mul(2))).toBe('2 \\text{"a + b"}');
    expect(C.print(C.graph(C.tensor([1]).mul(C.tensor([2]).named("%1"))))).toBe(
      '%1    tensor     [1]\n"%1"  tensor     [1]\n%3    = %1·"%1"  [1]',
    );
  });

  test("that is empty is none", () => {
    expect(of("")).toBe("2·tensor[2]");
    expect(
      text(
        C.tensor(3)
          .named("")
          .mul(C.tensor([1, 2]).named("y")),
      ),
    ).toBe("3·y");
  });
});

describe("masks of indices", () => {
  const A = { shape: [3, 3], name: "A" } as const;
  test("say which ones they compare, and triangles are boxes", () => {
    expect(String(C.derive((A: C.Tensor) => C.trace(A), A))).toBe("where(i = j, 1, 0)");
    expect(String(C.trace((A: C.Tensor) => A.tril(), A))).toBe("tril(A)");
    expect(String(C.trace((A: C.Tensor) => A.triu(-1), A))).toBe("triu(A, k: −1)");
    expect(C.print(C.graph(C.ones([2, 3]).tril(-0)), { open: true })).toContain("≤ 0");
  });
});

describe("copies and reshapes", () => {
  const X = { shape: [4, 3], name: "X" } as const;
  const derived = (f: (X: C.Tensor) => C.Tensor): string => String(C.derive(f, X));

  test("are seen where no elementwise op makes them by itself", () => {
    expect(derived((X) => X.mean(0).square().sum())).toBe(
      "broadcastTo(0.25·2·mean(X, axes: [0]), to: [4, 3])",
    );
    expect(derived((X) => X.sum(1).square().sum())).toBe(
      "broadcastTo(reshape(2·sum(X, axes: [1]), to: [4, 1]), to: [4, 3])",
    );
    expect(derived((X) => X.sum())).toBe("1");
    const v = C.tensor([1, 2, 3]).named("v");
    expect(text(v.expandDims(0).broadcastTo([2, 3]))).toBe("broadcastTo(v, to: [2, 3])");
    expect(text(v.broadcastTo([2, 3]).exp().sum(0))).toBe(
      "sum(broadcastTo(exp(v), to: [2, 3]), axes: [0])",
    );
  });

  test("and not where one does", () => {
    const g = C.trace((X: C.Tensor) => X.sub(X.mean(0)).mul(X.sum(1, { keepDims: true })), X);
    expect(String(g)).toBe("(X − mean(X, axes: [0]))·sum(X, axes: [1])");
    expect(
      tex(
        C.tensor([1, 2])
          .named("v")
          .expandDims(1)
          .add(C.ones([2, 2]).named("A")),
      ),
    ).toBe("\\operatorname{reshape}(v, \\text{to: [2, 1]}) + A");
  });
});

test("an implicit solution says what it depends on", () => {
  const r = C.root(
    (x: C.Tensor, a: C.Tensor) => x.square().sub(a),
    C.tensor(1),
    C.tensor(2).named("a"),
  );
  expect(text(r.mul(3))).toBe("3·root(input[1]; a)");
  expect(tex(r.mul(3))).toBe("3 \\operatorname{root}(\\text{input[1]}; a)");
  expect(C.print(C.graph(r))).toContain("= root(%1; a)");
  const once = C.checkpoint((x: C.Tensor) => x.sin());
  expect(text(once(C.tensor(1).named("x")))).toBe("sin(x)");
});

test("what values are shown is what they are", () => {
  const big = C.tensor([2147483647, -2147483648], { dtype: "int32" });
  expect(C.print(C.graph(big), { values: true })).toBe(
    "%1  tensor  int32 [2]  2147483647 -2147483648",
  );
  expect(C.print(C.graph(C.tensor([-0, 123456.789])), { values: true })).toBe(
    "%1  tensor  [2]  -0 123457",
  );
});

test("attributes have the signs of the formula", () => {
  expect(text(C.tensor([1, 2]).named("x").clip(-Infinity, -2))).toBe("clip(x, low: −∞, high: −2)");
});

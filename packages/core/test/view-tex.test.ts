import katex from "katex";
import { describe, expect, test } from "vitest";
import * as C from "../src/index.ts";
import { inputsOf } from "./checks/sample.ts";
import { rows } from "./op-table.ts";
import { formulas } from "./textbook.ts";

const parsed = (text: string): string => {
  katex.renderToString(text, { throwOnError: true, displayMode: true, strict: "ignore" });
  return text;
};

test("KaTeX reads the TeX of every row of the op table and of its gradients, with boxes closed and open", () => {
  for (const row of rows) {
    const xs = inputsOf(row).map((x, i) => x.named(`x_${i}`));
    const y = row.f(...xs);
    const slopes = row.order === 0 ? [] : C.gradients(y, xs, y.detach() as never);
    for (const open of [false, true])
      for (const g of [C.graph(y, ...slopes), C.simplify(C.graph(y, ...slopes))])
        parsed(C.print(g, { format: "tex", open }));
  }
});

test.each(formulas)("KaTeX reads %s and its derivative", (_, f) => {
  parsed(C.print(C.trace(f, []), { format: "tex" }));
  parsed(C.print(C.derive(f, []), { format: "tex" }));
});

describe("axes with names", () => {
  const [X, W, b] = [
    { shape: [5, 3], name: "X" },
    { shape: [4, 3], name: "W" },
    { shape: [4], name: "v" },
  ] as const;
  const loss = (W: C.Tensor, v: C.Tensor, X: C.Tensor) =>
    X.matmul(W.transpose()).add(v).tanh().square().sum();
  const axes = { X: ["b", "i"], W: ["j", "i"] };
  const tex = (g: C.Graph, options: C.PrintOptions = { axes }) =>
    parsed(C.print(g, { format: "tex", ...options }));

  test("are the indices of sums, wherever the axes have gone", () => {
    expect(tex(C.derive((v: C.Tensor, W: C.Tensor, X: C.Tensor) => loss(W, v, X), b, W, X))).toBe(
      "\\sum_{b=1}^{B} (2 \\tanh(X W^{\\top} + v) \\odot (1 - \\tanh(X W^{\\top} + v)^{\\odot 2}))_{b}",
    );
    expect(
      tex(
        C.trace((X: C.Tensor) => X.sum(), X),
        { axes: { X: ["b", "i"] } },
      ),
    ).toBe("\\sum_{b=1}^{B} \\sum_{i=1}^{I} X_{b i}");
    expect(
      tex(
        C.trace((X: C.Tensor) => X.exp().sum(1).square(), { ...X, name: "X1" }),
        {
          axes: { X1: ["b", "unit"] },
        },
      ),
    ).toBe(
      "\\left(\\sum_{\\text{unit}=1}^{3} \\exp(X_{1})_{\\cdot \\text{unit}}\\right)^{\\odot 2}",
    );
    expect(
      tex(
        C.trace((X: C.Tensor) => X.transpose().expandDims(0).sum(-1), { ...X, name: "X1" }),
        {
          axes: { X1: ["b", "i"] },
        },
      ),
    ).toBe("\\sum_{b=1}^{B} (X_{1}^{\\top})_{\\cdot \\cdot b}");
  });

  test("end where an axis becomes another one", () => {
    const flat = C.trace((X: C.Tensor) => X.reshape([3, 5]).sum(0).add(X.flip(0).sum(0).sum()), X);
    expect(tex(flat, { axes: { X: ["b", "i"] } })).not.toContain("B");
  });

  test("end where they contradict each other, and stay apart where they meet", () => {
    const Y = { shape: [5, 3], name: "Y" } as const;
    const S = { shape: [3, 3], name: "S" } as const;
    const both = C.trace((X: C.Tensor, Y: C.Tensor) => X.add(Y).sum(), X, Y);
    expect(tex(both, { axes: { X: ["b", "i"], Y: ["b", "o"] } })).toBe("\\sum (X + Y)");
    expect(tex(both, { axes: { X: ["b", "i"], Y: ["b", "i"] } })).toBe(
      "\\sum_{b=1}^{B} \\sum_{i=1}^{I} (X + Y)_{b i}",
    );
    const symmetric = C.trace((S: C.Tensor) => S.add(S.transpose()).sum(), S);
    expect(tex(symmetric, { axes: { S: ["i", "j"] } })).toBe("\\sum (S + S^{\\top})");
    const gram = C.trace((X: C.Tensor) => X.matmul(X.transpose()).sum(), X);
    expect(tex(gram, { axes: { X: ["b", "i"] } })).toBe(
      "\\sum_{b=1}^{B} \\sum_{b'=1}^{B} (X X^{\\top})_{b b'}",
    );
    const centred = C.trace((X: C.Tensor) => X.sub(X.sum(1, { keepDims: true })).sum(), X);
    expect(tex(centred, { axes: { X: ["b", "i"] } })).toBe(
      "\\sum_{b=1}^{B} \\sum_{i'=1}^{I} \\left(X - \\left(\\sum_{i=1}^{I} X_{\\cdot i}\\right)\\right)_{b i'}",
    );
  });

  test("may be those of an input that the result does not use", () => {
    const slope = C.derive((X: C.Tensor) => X.sum(), X);
    expect(tex(slope, { axes: { X: ["b", "i"] } })).toBe("1");
  });

  test("need a tensor, and a name for each of its axes", () => {
    const g = C.trace((X: C.Tensor) => X.sum(), X);
    const refused = (axes: unknown) => () => C.print(g, { format: "tex", axes: axes as never });
    expect(refused({ Y: ["b"] })).toThrow("print: axes of Y: there is no tensor of that name");
    expect(refused({ X: ["b"] })).toThrow(
      'print: axes ["b"] of X [5, 3]: there is not one name for each axis: write one such as "b" for each',
    );
    expect(refused({ X: ["b", 1] })).toThrow(
      'print: axes ["b", 1] of X [5, 3]: there is not one name for each axis: write one such as "b" for each',
    );
    expect(refused({ X: ["b", "b"] })).toThrow(
      'print: axes ["b", "b"] of X [5, 3]: there is not one name for each axis: write one such as "b" for each',
    );
    expect(refused("b")).toThrow('print: axes "b": they are an object: write { X: ["b", "i"] }');
  });
});

test("vectors are columns, and products of matrices need no parentheses", () => {
  const x = { shape: [3], name: "x" } as const;
  const g = C.trace(
    (x: C.Tensor, y: C.Tensor, A: C.Tensor) => [
      x.dot(y),
      x.dot(A.matmul(x)),
      x.matmul(A),
      A.matmul(A).matmul(x),
      x.outer(y).matmul(x),
      A.matmul(x).outer(A.matmul(y)),
      x.dot(y).mul(x),
      C.tensordot(A, A, 0),
      C.tensordot(x.dot(y), x, 0),
    ],
    x,
    { ...x, name: "y" },
    { shape: [3, 3], name: "A" },
  );
  expect(parsed(C.print(g, { format: "tex" })).match(/(?<=& ).*?(?= \\\\|\n)/g)).toEqual([
    "x^{\\top} y",
    "x^{\\top} A x",
    "A^{\\top} x",
    "A A x",
    "x y^{\\top} x",
    "A x (A y)^{\\top}",
    "(x^{\\top} y) \\cdot x",
    "A \\otimes A",
    "(x^{\\top} y) \\cdot x",
  ]);
  expect(String(g)).toContain("x @ (A @ x)");
});

test("what is transposed twice is as it was, and a power is held together", () => {
  const g = (f: (x: C.Tensor) => C.Tensor) => C.trace(f, { shape: [3, 3], name: "A" });
  const twice = g((x) => x.transpose().transpose().exp());
  expect([String(twice), parsed(C.print(twice, { format: "tex" }))]).toEqual([
    "exp(A)",
    "\\exp(A)",
  ]);
  const power = g((x) => x.square().transpose().square());
  expect(String(power)).toBe("((A²)ᵀ)²");
  expect(parsed(C.print(power, { format: "tex" }))).toBe("((A^{\\odot 2})^{\\top})^{\\odot 2}");
});

test("results that share parts name them once", () => {
  const g = C.trace((x: C.Tensor) => {
    const h = x.mul(1.25).sin().add(0.5).cos().exp();
    return [h.mul(h), h, h.log(), x];
  }, []);
  expect(String(g)).toBe("t1 = exp(cos(sin(1.25·x) + 0.5))\nt1²\nt1\nln(t1)\nx");
});

test("marks stand over a letter, one on the other, or over a whole word", () => {
  const tex = (name: string) =>
    parsed(
      C.print(
        C.trace((x: C.Tensor) => x.exp(), { shape: [], name }),
        { format: "tex" },
      ),
    );
  const over = (word: string, mark: string) => word.replaceAll(/./gu, (c) => c + mark);
  expect(tex("v\u0304₁")).toBe(String.raw`\exp(\bar{v}_{1})`);
  expect(tex("ŷ\u0304")).toBe(String.raw`\exp(\bar{\hat{y}})`);
  expect(tex(over("loss", "\u0305"))).toBe(String.raw`\exp(\overline{\text{loss}})`);
  expect(tex(over("x_new", "\u0307"))).toBe(String.raw`\exp(\dot{\text{x\_new}})`);
  expect(tex(over("a b", "\u0305"))).toBe(String.raw`\exp(\overline{\text{"a b"}})`);
});

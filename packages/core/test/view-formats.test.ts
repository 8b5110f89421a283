import katex from "katex";
import { describe, expect, test } from "vitest";
import {
  type Graph,
  type PrintOptions,
  type Tensor,
  derive,
  evaluate,
  graph,
  print,
  random,
  softmax,
  tensor,
  trace,
} from "../src/index.ts";
import { composite } from "../src/engine.ts";

const mlp = trace(
  (x: Tensor, W: Tensor, b: Tensor, V: Tensor) =>
    x.matmul(W.transpose()).add(b).tanh().matmul(V.transpose()).softmax(),
  { shape: [2, 3], name: "X" },
  { shape: [4, 3], name: "W1" },
  { shape: [4], name: "b1" },
  { shape: [5, 4], name: "W2" },
);

describe("boxes", () => {
  test("a network with softmax, closed", () => {
    expect(String(mlp)).toBe("softmax(tanh(X @ W1ᵀ + b1) @ W2ᵀ)");
    expect(print(mlp)).toMatchInlineSnapshot(`
      "X    input           [2, 3]
      W1   input           [4, 3]
      %3   = W1ᵀ           [3, 4]
      %4   = X @ %3        [2, 4]
      b1   input           [4]
      %6   = b1            [2, 4]
      %7   = %4 + %6       [2, 4]
      %8   = tanh(%7)      [2, 4]
      W2   input           [5, 4]
      %10  = W2ᵀ           [4, 5]
      %11  = %8 @ %10      [2, 5]
      %12  = softmax(%11)  [2, 5]"
    `);
  });

  test("and opened, all boxes or those named", () => {
    expect(print(mlp, { open: true })).toMatchInlineSnapshot(`
      "X    input                  [2, 3]
      W1   input                  [4, 3]
      %3   = W1ᵀ                  [3, 4]
      %4   = X @ %3               [2, 4]
      b1   input                  [4]
      %6   = b1                   [2, 4]
      %7   = %4 + %6              [2, 4]
      %8   = tanh(%7)             [2, 4]
      W2   input                  [5, 4]
      %10  = W2ᵀ                  [4, 5]
      %11  = %8 @ %10             [2, 5]
      %12  = max(%11, axes: [1])  [2, 1]
      %13  = %12                  [2, 1]
      %14  = isFinite(%13)        bool [2, 1]
      %15  = where(%14, %13, 0)   [2, 1]
      %16  = %15                  [2, 5]
      %17  = %11 − %16            [2, 5]
      %18  = exp(%17)             [2, 5]
      %19  = sum(%18, axes: [1])  [2, 1]
      %20  = %19 = 0              bool [2, 1]
      %21  = where(%20, 1, %19)   [2, 1]
      %22  = ln(%21)              [2, 1]
      %23  = %15 + %22            [2, 1]
      %24  = where(%20, −∞, %23)  [2, 1]
      %25  = %24                  [2, 5]
      %26  = %11 − %25            [2, 5]
      %27  = exp(%26)             [2, 5]"
    `);
    expect(print(mlp, { open: ["softmax"] })).toContain("logSumExp(%11, axes: [1])");
    expect(print(mlp, { open: ["softmax", "logSumExp"] })).toBe(print(mlp, { open: true }));
    expect(() => print(mlp, { open: ["softmax", "sofmax"] })).toThrow(
      'print: open "sofmax": it is true, false or a list of boxes: there are logSumExp, softmax',
    );
    expect(() => print(graph(tensor(1)), { open: ["mean"] })).toThrow(
      'print: open "mean": it is true, false or a list of boxes: there are none',
    );
    expect(print(mlp, { open: [] })).toBe(print(mlp, { open: false }));
  });

  test("a part that something outside uses is seen beside the box, which stays closed", () => {
    let part: Tensor = tensor(0);
    const x = tensor(2, { name: "x" });
    const boxed = composite("twice", [x], () => (part = x.exp().mul(3)).add(x));
    expect(String(graph(boxed.mul(part)))).toBe("twice(x)·3·exp(x)");
    expect(print(graph(boxed.mul(part)))).toMatchInlineSnapshot(`
      "x   tensor      []
      %2  = twice(x)  []
      %3  = exp(x)    []
      %4  = %3·3      []
      %5  = %2·%4     []"
    `);
    expect(String(graph(boxed, part))).toBe("twice(x)\n3·exp(x)");
  });

  test("a box in a box of one result opens one by one", () => {
    const x = tensor(2, { name: "x" });
    const y = composite("outer", [x], () => composite("inner", [x], () => x.exp().add(1)));
    const tex = (open: PrintOptions["open"] & {}) => print(graph(y), { format: "tex", open });
    expect(tex(false)).toBe("\\operatorname{outer}(x)");
    expect(tex(["outer"])).toBe("\\operatorname{inner}(x)");
    expect(tex(["inner"])).toBe("\\operatorname{outer}(x)");
    expect(tex(["outer", "inner"])).toBe("\\exp(x) + 1");
    expect(tex(true)).toBe("\\exp(x) + 1");
  });

  test("an evaluated box is a leaf, and a chain of boxes does not overflow the stack", () => {
    expect(String(graph(evaluate(softmax(tensor([0, 0])))))).toBe("tensor[2]");
    let x: Tensor = tensor([0, 1], { name: "x" });
    for (let i = 0; i < 20_000; i++) x = softmax(x);
    expect(print(graph(x)).split("\n")).toHaveLength(61);
  });
});

test("a console shows the formula of a graph", () => {
  const inspect = Symbol.for("nodejs.util.inspect.custom");
  const shown = (mlp as unknown as Record<symbol, () => string>)[inspect]?.();
  expect(shown).toBe(String(mlp));
});

/** The nodes and edges of a picture, refused where a line is neither. */
function parsed(text: string, first: string, last: string, node: RegExp, edge: RegExp) {
  const lines = text.split("\n");
  expect(lines[0]).toBe(first);
  if (last !== "") expect(lines.pop()).toBe(last);
  const labels = new Map<string, string>();
  const edges: string[] = [];
  for (const line of lines.slice(1)) {
    const [, name, label] = node.exec(line) ?? [];
    const [, from, to] = edge.exec(line) ?? [];
    if (name !== undefined && label !== undefined) labels.set(name, label);
    else if (from !== undefined) edges.push(`${from} ${to}`);
    else expect(line).toMatch(/^ {2}node \[/);
  }
  for (const end of edges.flatMap((pair) => pair.split(" "))) expect(labels.has(end)).toBe(true);
  return { labels: [...labels.values()], edges };
}

const pictures = {
  dot: (text: string) =>
    parsed(
      text,
      "digraph {",
      "}",
      /^ {2}(n\d+) \[label="((?:[^"\\]|\\["\\n])*)"(?:, shape=ellipse)?(?:, peripheries=2)?\];$/,
      /^ {2}(n\d+) -> (n\d+);$/,
    ),
  mermaid: (text: string) =>
    parsed(
      text,
      "flowchart TB",
      "",
      /^ {2}(n\d+)(?:\[|\(\[|\(\(\()"([^"`]*)"(?:\]|\]\)|\)\)\))$/,
      /^ {2}(n\d+) --> (n\d+)$/,
    ),
};

describe.each(["dot", "mermaid"] as const)("%s", (format) => {
  const read = (g: Graph, options: PrintOptions = {}) =>
    pictures[format](print(g, { ...options, format }));

  test("has a node for every node that is seen, and an edge for every input", () => {
    const { labels, edges } = read(mlp);
    expect(labels).toHaveLength(12);
    expect(edges).toHaveLength(11);
    expect(labels.at(-1)).toMatch(/^softmax.*\[2, 5\]$/);
    expect(labels[0]).toMatch(/^X.*\[2, 3\]$/);
    expect(read(mlp, { open: true }).labels.length).toBe(mlp.nodes.length);
  });

  test("shows values on request", () => {
    const y = tensor([1, 2, 3], { name: "x" }).square();
    expect(read(graph(y)).labels[1]).toMatch(/\[3\]$/);
    expect(read(graph(y), { values: true }).labels[1]).toMatch(/1 4 9$/);
  });

  test("names with any characters in them stay labels", () => {
    const odd = 'a"b\\c]<i>&amp;`#d`\n"];';
    const { labels } = read(graph(tensor(1).named(odd).mul(2)));
    expect(labels).toHaveLength(3);
    if (format === "dot") expect(labels[0]).toBe('a\\"b\\\\c]<i>&amp;`#d`\\n\\"];\\n[]');
    else expect(labels[0]).toBe("a#34;b\\c]#60;i#62;#38;amp;#96;#35;d#96;#10;#34;];<br/>[]");
  });
});

describe("json", () => {
  test("says all of a graph, inputs before users", () => {
    const x = tensor([1, -0, Infinity, NaN], { name: "x" });
    const y = x.clip(-Infinity, 2).sum();
    expect(JSON.parse(print(graph(y), { format: "json" }))).toEqual({
      version: 1,
      inputs: [],
      outputs: [3],
      nodes: [
        {
          op: "tensor",
          shape: [4],
          dtype: "float64",
          name: "x",
          value: [1, { number: "-0" }, { number: "Infinity" }, { number: "NaN" }],
        },
        {
          op: "clip",
          attrs: { low: { number: "-Infinity" }, high: 2 },
          inputs: [0],
          shape: [4],
          dtype: "float64",
        },
        { op: "sum", attrs: { axes: [0] }, inputs: [1], shape: [1], dtype: "float64" },
        { op: "reshape", attrs: { to: [] }, inputs: [2], shape: [], dtype: "float64" },
      ],
      boxes: [],
    });
  });

  test("has the boxes beside their parts, opened or not", () => {
    const text = print(mlp, { format: "json" });
    const { boxes, nodes } = JSON.parse(text) as { boxes: object[]; nodes: object[] };
    expect(nodes).toHaveLength(mlp.nodes.length);
    expect(boxes).toEqual([
      {
        name: "logSumExp",
        attrs: { axes: [1] },
        inputs: [10],
        output: 27,
        first: 11,
        formula: "g·softmax(x)",
      },
      { name: "softmax", inputs: [10], output: 30, first: 11, formula: "y ∘ (g − Σ g ∘ y)" },
    ]);
    expect(print(mlp, { format: "json", open: true })).toBe(text);
  });
});

describe("tex", () => {
  const tex = (g: Graph, options: PrintOptions = {}) => {
    const text = print(g, { ...options, format: "tex" });
    katex.renderToString(text, { throwOnError: true, displayMode: true, strict: "ignore" });
    return text;
  };

  test("scalar formulas", () => {
    const of = (f: (x: Tensor<readonly []>, y: Tensor<readonly []>) => Tensor) =>
      tex(trace(f, [], []));
    expect(of((x) => x.square().sub(x.mul(4)).add(5))).toBe("x^{2} - 4 x + 5");
    expect(of((x, y) => x.add(1).div(y).square())).toBe("\\left(\\frac{x + 1}{y}\\right)^{2}");
    expect(of((x, y) => x.mul(y).sigmoid())).toBe("\\sigma(x \\cdot y)");
    expect(of((x) => x.div(2).mul(3))).toBe("3 \\cdot \\frac{x}{2}");
    expect(of((x) => x.add(1).sqrt())).toBe("\\sqrt{x + 1}");
    expect(of((x, y) => x.pow(y.neg()))).toBe("x^{-y}");
    expect(of((x) => x.mul(1e-9))).toBe("1 \\cdot 10^{-9} x");
    expect(of((x) => x.neg().exp().abs().floor())).toBe("\\lfloor |\\exp(-x)|\\rfloor ");
    expect(of((x) => x.tanh().log().clip(-Infinity, 0))).toBe(
      "\\operatorname{clip}(\\ln(\\tanh(x)), \\text{low: -$\\infty$}, \\text{high: 0})",
    );
  });

  test("matrices stand side by side, products of elements are marked, sums name their axes", () => {
    expect(tex(mlp)).toBe("\\operatorname{softmax}(\\tanh(X W_{1}^{\\top} + b_{1}) W_{2}^{\\top})");
    const d = derive(
      (W: Tensor, X: Tensor) => X.matmul(W.transpose()).tanh().square().sum(),
      { shape: [3, 4], name: "W" },
      { shape: [2, 4], name: "X" },
    );
    expect(tex(d)).toMatchInlineSnapshot(
      `"(X^{\\top} (2 \\tanh(X W^{\\top}) \\odot (1 - \\tanh(X W^{\\top})^{\\odot 2})))^{\\top}"`,
    );
    const rows = (x: Tensor) => x.mul(x.exp()).sum(1).mul(2).sum();
    expect(tex(trace(rows, { shape: [2, 3], name: "x" }))).toMatchInlineSnapshot(
      `"\\sum 2 \\left(\\sum_{\\text{axis 1}} x \\odot \\exp(x)\\right)"`,
    );
  });

  test("shared parts and several results are aligned, no name is given twice or taken from a tensor", () => {
    const g = trace(
      (x: Tensor, t1: Tensor) => {
        const [a, b] = [x.mul(1.25).sin().add(0.5).cos(), t1.mul(3.75).cos().sub(2.5).sin()];
        return [a.mul(a.exp()), b.mul(b.exp())];
      },
      { shape: [], name: "x" },
      { shape: [], name: "t1" },
    );
    expect(tex(g)).toMatchInlineSnapshot(`
      "\\begin{aligned}
      t_{2} &= \\sin(\\cos(3.75 t_{1}) - 2.5) \\\\
      & \\cos(\\sin(1.25 x) + 0.5) \\cdot \\exp(\\cos(\\sin(1.25 x) + 0.5)) \\\\
      & t_{2} \\cdot \\exp(t_{2})
      \\end{aligned}"
    `);
    expect(String(g)).toMatchInlineSnapshot(`
      "t2 = cos(sin(1.25·x) + 0.5)
      t3 = sin(cos(3.75·t1) − 2.5)
      t2·exp(t2)
      t3·exp(t3)"
    `);
  });

  test("names with any characters in them stay names", () => {
    for (const name of [
      "a_b",
      "50% {x}",
      "\\frac{",
      "x^2~#&$",
      "ŷ",
      "∂L/∂w",
      "loss",
      "β",
      "x_3",
      "−→",
    ])
      expect(() => tex(graph(tensor(1).named(name).mul(2).square()))).not.toThrow();
  });

  test("opened boxes and batches of matrices", () => {
    tex(mlp, { open: true });
    tex(
      graph(
        random(1)
          .normal([2, 3, 4])
          .matmul(random(2).normal([2, 4, 5])),
      ),
    );
    tex(graph(random(1).normal([2, 3]).max(1).add(tensor(true).cast("float64"))));
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  derive,
  div,
  evaluate,
  grad,
  graph,
  mul,
  print,
  random,
  simplify,
  tensor,
  trace,
  where,
} from "../src/index.ts";
import { evaluateAll, fill, opKey, substitute } from "../src/engine.ts";
import { formulas } from "./textbook.ts";

type Scalar = Tensor<readonly []>;

describe("formulas", () => {
  test.each(formulas)(
    "%s and its derivative read as a person writes them",
    (text, f, derivative) => {
      expect(String(trace(f, []))).toBe(text);
      expect(String(derive(f, []))).toBe(derivative);
    },
  );

  test("the second derivative is the derivative of the derivative", () => {
    const f = (x: Scalar) => x.square().sub(x.mul(4)).add(5);
    expect(String(derive((x: Scalar) => grad(f)(x), []))).toBe("2");
  });

  test("parentheses stand where they are needed and nowhere else", () => {
    const text = (f: (x: Scalar, y: Scalar) => Tensor) => String(trace(f, [], []));
    expect(text((x, y) => x.sub(x.sub(y)))).toBe("x − (x − y)");
    expect(text((x, y) => x.sub(x).sub(y))).toBe("x − x − y");
    expect(text((x, y) => div(x, y.mul(2)))).toBe("x/(2·y)");
    expect(text((x, y) => x.add(y).pow(2))).toBe("(x + y)²");
    expect(text((x, y) => x.mul(y.neg()))).toBe("−x·y");
    expect(text((x, y) => x.pow(y))).toBe("x^y");
    expect(text((x, y) => x.neg().pow(2).add(y))).toBe("(−x)² + y");
    expect(text((x, y) => where(x.less(y), x, 0))).toBe("where(x < y, x, 0)");
  });

  test("a long shared part is named, so that the length stays linear", () => {
    const f = (x: Scalar) => {
      let y: Tensor = x.mul(1.25).sin().add(0.5);
      for (let i = 0; i < 40; i++) y = y.mul(y.cos().add(2));
      return y;
    };
    const text = String(trace(f, []));
    expect(text.length).toBeLessThan(40 * 60);
    expect(text.split("\n")[0]).toBe("t1 = sin(1.25·x) + 0.5");
  });

  test("matrix products show which side is transposed", () => {
    const text = String(
      derive(
        (W: Tensor, x: Tensor) => x.matmul(W.transpose()).square().sum(),
        { shape: [3, 4], name: "W" },
        { shape: [2, 4], name: "X" },
      ),
    );
    expect(text).toBe("(Xᵀ @ (2·(X @ Wᵀ)))ᵀ");
  });
});

test("a console shows the formula of a graph", () => {
  const g = trace((x: Scalar) => x.square().add(1), []);
  const inspect = Symbol.for("nodejs.util.inspect.custom");
  expect((g as unknown as Record<symbol, () => string>)[inspect]?.()).toBe("x² + 1");
});

describe("lists", () => {
  test("one line a node, with shapes, names and values on request", () => {
    const x = tensor([[1, 2, 3]]).named("x");
    const y = x.square().sum(1).named("y");
    expect(print(graph(y), { values: true })).toMatchInlineSnapshot(`
      "x   tensor                [1, 3]  1 2 3
      %2  = x²                  [1, 3]  1 4 9
      %3  = sum(%2, axes: [1])  [1, 1]  14
      y   = %3                  [1]     14"
    `);
  });

  test("an unknown format is refused", () => {
    expect(() => print(graph(tensor(1)), { format: "latex" as "text" })).toThrow(
      'print: format "latex": there is no such format: write "text", "dot", "mermaid", "tex" or "json"',
    );
    expect(() => print(graph(tensor(1)), { open: "softmax" as "text" & [] })).toThrow(
      'print: open "softmax": it is true, false or a list of boxes: there are none',
    );
  });

  test("graph takes tensors", () => {
    expect(() => graph()).toThrow("graph: no tensors: it takes tensors: write graph(y)");
  });
});

describe("simplify", () => {
  const programs = fc.array(fc.tuple(fc.nat(7), fc.nat(), fc.nat()), {
    minLength: 1,
    maxLength: 12,
  });
  const build = (steps: [number, number, number][], x: Tensor): Tensor => {
    const nodes: Tensor[] = [x, x.add(0), x.mul(1), mul(1, 0.5) as Tensor];
    for (const [op, i, j] of steps) {
      const [a, b] = [nodes[i % nodes.length] as Tensor, nodes[j % nodes.length] as Tensor];
      const made = [
        a.add(b),
        a.sub(b),
        a.mul(b),
        a.tanh(),
        a.add(0).mul(1),
        a.square().add(1).log(),
        a.neg(),
        a.sub(0),
      ][op] as Tensor;
      nodes.push(made);
    }
    return (nodes.at(-1) as Tensor).add(x);
  };

  test("no value changes and no node is added", () => {
    fc.assert(
      fc.property(programs, fc.double({ min: -2, max: 2, noNaN: true }), (steps, at) => {
        const x = tensor(at).named("x");
        const g = graph(build(steps, x));
        const s = simplify(g);
        expect(s.nodes.length).toBeLessThanOrEqual(g.nodes.length);
        expect((s.outputs[0] as Tensor).item()).toBe((g.outputs[0] as Tensor).item());
      }),
      { numRuns: 200 },
    );
  });

  test("equal nodes are shared, dead and neutral ones gone, what floating point forbids is left", () => {
    const g = trace((x: Scalar) => x.sin().add(x.sin().mul(1)).add(x.sub(x)), []);
    expect(String(simplify(g))).toBe("sin(x) + sin(x) + x − x");
    expect(simplify(g).nodes.map((x) => x.op.name)).toEqual(["input", "sin", "add", "sub", "add"]);
  });

  test("numeric factors are joined where no value can change", () => {
    const text = (f: (x: Scalar) => Tensor) => String(simplify(trace(f, [])));
    expect(text((x) => x.mul(2).mul(3))).toBe("6·x");
    expect(text((x) => mul(-4, mul(x, -2)))).toBe("8·x");
    expect(text((x) => x.mul(2).mul(2).mul(2).mul(1.1))).toBe("8.8·x");
    expect(text((x) => x.mul(3).mul(2))).toBe("2·3·x");
    expect(text((x) => x.mul(0.5).mul(2))).toBe("2·0.5·x");
    expect(text((x) => x.mul(2).mul(0.5))).toBe("0.5·2·x");
    expect(text((x) => x.mul(0.1).mul(3))).toBe("3·0.1·x");
    expect(text((x) => x.mul(2 ** 1000).mul(2 ** 1000))).toBe(
      "1.0715086071862673e+301·1.0715086071862673e+301·x",
    );
    const factors = fc.double({ noNaN: true });
    fc.assert(
      fc.property(factors, fc.integer({ min: 0, max: 9 }), fc.double(), (c, k, at) => {
        const before = graph(
          tensor(at)
            .mul(2 ** k)
            .mul(c),
        ).outputs[0] as Tensor;
        expect(simplify(graph(before)).outputs[0]?.item()).toBe(before.item());
      }),
    );
  });

  test("joining factors adds no node, not even where the factor or the product has another user", () => {
    const g = trace((x: Scalar) => {
      const y = x.mul(2);
      return y.mul(2).add(y);
    }, []);
    expect(String(simplify(g))).toBe("4·x + 2·x");
    expect(simplify(g).nodes.length).toBe(g.nodes.length);
    const shared = trace((x: Scalar) => {
      const two = fill(2, x);
      const y = x.mul(two);
      return y.mul(two).add(y);
    }, []);
    expect(String(simplify(shared))).toBe("2·2·x + 2·x");
  });

  test("a box stays a box", () => {
    const f = (x: Tensor) => x.mul(1).softmax().sub(0).log();
    expect(String(simplify(trace(f, [3])))).toBe("ln(softmax(x))");
  });

  test("ops with other attributes are other ops, infinities included", () => {
    const g = trace((x: Scalar) => x.clip(-Infinity, 1).add(x.clip(-1, Infinity)), []);
    expect(simplify(g).nodes.filter((x) => x.op.name === "clip")).toHaveLength(2);
    const [a, b] = [tensor(1).clip(0, Infinity), tensor(2).clip(0, Infinity)];
    expect(opKey(a.op)).toBe(opKey(b.op));
  });
});

describe("tracing", () => {
  test("reading a value is an error that says what to do", () => {
    expect(() => trace((x: Scalar) => (x.item() > 0 ? x : x.neg()), [])).toThrow(
      "evaluate: the input x []: it has no value while a graph is being traced: " +
        "read values outside of the traced function, or choose with where(condition, a, b)",
    );
  });

  test("a module or tree of shapes keeps its structure and names its tensors", () => {
    const g = trace((m: { w: Tensor; b: Tensor }) => m.w.mul(m.b).sum(), { w: [2], b: [2] });
    expect(g.inputs.map((x) => x.name)).toEqual(["w", "b"]);
    expect(String(g)).toBe("sum(w·b, axes: [0])");
  });
});

test("a replaced node changes what depends on it, and only that is computed again", () => {
  const x = random(1).normal([3]).named("x");
  const [a, b] = [x.mul(2), x.exp()];
  const y = a.add(b).sum();
  evaluateAll(y);
  const [changed] = substitute([y], new Map([[a, x.mul(3)]])) as [Tensor];
  expect(changed.item()).toBeCloseTo(evaluate(x.mul(3).add(x.exp()).sum()).item(), 14);
  expect(changed.inputs[0]?.inputs[0]?.inputs[1]).toBe(b);
});

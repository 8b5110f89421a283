import { explain } from "@chainrule/check";
import * as C from "@chainrule/core";
import { composite } from "@chainrule/core/engine";
import katex from "katex";
import { afterEach, describe, expect, test } from "vitest";
import { formats, texIn } from "./read.ts";

const x1 = C.tensor(2, { name: "x1" });
const x2 = C.tensor(5, { name: "x2" });
/** The example of Baydin et al.: ln(x₁) + x₁x₂ − sin(x₂) at (2, 5). */
const survey = C.log(x1).add(x1.mul(x2)).sub(C.sin(x2)).named("y");

describe("the example of the survey", () => {
  test("tables 2 and 3, reverse", () => {
    expect(String(explain(survey, { digits: 4 }))).toMatchInlineSnapshot(`
      "Evaluation trace of y

      Forwards: every value.

        step  formula         value  shape
           1  x1                  2  []
           2  x2                  5  []
           3  v₁ = ln(x1)    0.6931  []
           4  v₂ = x1·x2         10  []
           5  v₃ = v₁ + v₂    10.69  []
           6  v₄ = sin(x2)  −0.9589  []
           7  y = v₃ − v₄     11.65  []

      Back: the adjoint v̄ of v is ∂y/∂v. Each use of v adds to it: upstream times local derivative.

        step  adjoint          through  local derivative            upstream  contribution      sum  shape
           8  ȳ = 1            —        —                                  —             1        1  []
           9  v̄₃ = ȳ           y        ∂y/∂v₃ = 1                         1             1        1  []
          10  v̄₄ = −ȳ          y        ∂y/∂v₄ = −1                        1            −1       −1  []
          11  x̄2 = v̄₄·cos(x2)  v₄       ∂v₄/∂x2 = cos(x2) = 0.2837        −1       −0.2837  −0.2837  []
          12  v̄₁ = v̄₃          v₃       ∂v₃/∂v₁ = 1                        1             1        1  []
          13  v̄₂ = v̄₃          v₃       ∂v₃/∂v₂ = 1                        1             1        1  []
          14  x̄1 = v̄₂·x2       v₂       ∂v₂/∂x1 = x2 = 5                   1             5        5  []
          15  x̄2 += v̄₂·x1      v₂       ∂v₂/∂x2 = x1 = 2                   1             2    1.716  []
          16  x̄1 += v̄₁·1/x1    v₁       ∂v₁/∂x1 = 1/x1 = 0.5               1           0.5      5.5  []

      ∂y/∂x1: a sum over 2 paths.

        ∂y/∂x1 = ∂y/∂v₃·∂v₃/∂v₁·∂v₁/∂x1 + ∂y/∂v₃·∂v₃/∂v₂·∂v₂/∂x1 = 1·1·0.5 + 1·1·5 = 5.5

      ∂y/∂x2: a sum over 2 paths.

        ∂y/∂x2 = ∂y/∂v₃·∂v₃/∂v₂·∂v₂/∂x2 + ∂y/∂v₄·∂v₄/∂x2 = 1·1·2 + (−1)·0.2837 = 1.716"
    `);
  });

  test("table 2, forward", () => {
    expect(String(explain(survey, { digits: 4, tangents: { x1: 1 } }))).toMatchInlineSnapshot(`
      "Evaluation trace of y

      Forwards: every value beside its tangent.

        step  formula         value  tangent       value  shape
           1  x1                  2  ẋ1                1  []
           2  x2                  5  ẋ2                0  []
           3  v₁ = ln(x1)    0.6931  v̇₁ = ẋ1·1/x1    0.5  []
           4  v₂ = x1·x2         10  v̇₂ = ẋ1·x2        5  []
           5  v₃ = v₁ + v₂    10.69  v̇₃ = v̇₁ + v̇₂    5.5  []
           6  v₄ = sin(x2)  −0.9589  v̇₄                0  []
           7  y = v₃ − v₄     11.65  ẏ = v̇₃          5.5  []"
    `);
  });
});

/** The cells of the table number `nth` as the terminal shows it, in one string a row. */
const rows = (y: C.Tensor, nth: number, options = {}): string[] =>
  (formats[0]![1](explain(y, options))[nth] ?? [])
    .slice(1)
    .map((row) => row.slice(1, 4).join(" | "));

describe("boxes", () => {
  const z = C.tensor([1, 2, 4], { name: "z" });
  const y = z
    .softmax()
    .mul(C.tensor([1, 0, 2], { name: "c" }))
    .sum()
    .named("y");

  test("are one step, with their own pullback, and what comes from within them in parts", () => {
    expect(rows(y, 0)).toMatchInlineSnapshot(`
      [
        "z | [1, 2, 4] | [3]",
        "c | [1, 0, 2] | [3]",
        "v₁ = softmax(z) | [0.0420101, 0.114195, 0.843795] | [3]",
        "v₂ = v₁·c | [0.0420101, 0, 1.68759] | [3]",
        "v₃ = sum(v₂, axes: [0]) | [1.7296] | [1]",
        "y = v₃ | 1.7295995350967444 | []",
      ]
    `);
    expect(rows(y, 1, { of: ["z"] })).toMatchInlineSnapshot(`
      [
        "ȳ = 1 | — | —",
        "v̄₃ = ȳ | y | ∂y/∂v₃ = 1",
        "v̄₂ = broadcastTo(v̄₃, to: [3]) | v₃ | ∂v₃/∂v₂ = 1",
        "v̄₁ = v̄₂·c | v₂ | ∂v₂/∂v₁ = c = [1, 0, 2]",
        "z̄ = v̄₁·∂v₁/∂z (part 1 of 2) | v₁ | ∂v₁/∂z: g ↦ y ∘ (g − Σ g ∘ y)",
        "z̄ += v̄₁·∂v₁/∂z (part 2 of 2) | v₁ | ∂v₁/∂z: g ↦ y ∘ (g − Σ g ∘ y)",
      ]
    `);
  });

  test("are opened by name", () => {
    const names = (open: boolean | string[]) =>
      rows(y, 0, { open }).map((row) => row.split(" | ")[0]!);
    expect(names(["softmax"]).join("; ")).toContain("logSumExp(z)");
    expect(names(true).join("; ")).toContain("exp(");
    expect(() => explain(y, { open: ["relu"] })).toThrow(
      new C.ValueError(
        "explain",
        'open "relu"',
        "it is true, false or a list of boxes",
        "there are logSumExp, softmax",
      ),
    );
  });

  test("of numbers have a local derivative", () => {
    const a = C.tensor(3, { name: "a" });
    const mean = C.stack([a, a.square()]).mean().named("m");
    const [chain] = explain(mean).chains;
    expect(chain).toMatchObject({ count: 2, gradient: 3.5 });
    const own = C.customDerivative({
      name: "cube",
      evaluate: (x: C.Tensor) => C.pow(x, 3),
      vjp: (g, _, x) => [g.mul(x.square()).mul(3)],
      formula: "3·g·x²",
    });
    const trace = explain(own(a).mul(a).named("y"));
    expect(trace.chains[0]).toMatchObject({ count: 2, gradient: 108 });
    expect(trace.chains[0]!.paths.map(({ value }) => value)).toEqual([81, 27]);
    expect(String(trace)).toContain("∂v₁/∂a: g ↦ 3·g·x² = 27");
    const box = composite("bend", [a], () => C.add(a.mul(a), a.sin()));
    const bent = explain(box.mul(2).named("y"));
    const slope = 6 + Math.cos(3);
    expect(bent.chains[0]).toMatchObject({ count: 1, gradient: 2 * slope });
    expect(bent.chains[0]!.paths[0]!.factors.map((factor) => factor?.value)).toEqual([2, slope]);
    expect(rows(box, 1).map((row) => row.replace(/^.*\((.*)\).*$/, "$1"))).toEqual([
      "v̄₁ = 1 | — | —",
      "part 1 of 3",
      "part 2 of 3",
      "part 3 of 3",
    ]);
  });
});

test("a checkpoint is one use of each tensor that it was computed from", () => {
  const [a, b] = [C.tensor(0.5, { name: "a" }), C.tensor(2, { name: "b" })];
  const y = C.checkpoint((x: C.Tensor) => x.mul(b).sin().mul(x))(a)
    .square()
    .named("y");
  const trace = explain(y);
  const wanted = C.gradients(y, [a, b]).map((g) => g.item());
  expect(trace.chains.map(({ gradient }) => gradient)).toEqual(wanted);
  expect(trace.chains.map(({ count }) => count)).toEqual([1, 1]);
});

test("where nothing flows, the tables say so", () => {
  const a = C.tensor(2, { name: "a" });
  const b = C.tensor(3, { name: "b" });
  const y = a.add(C.stopGradient(b)).named("y");
  expect(String(explain(y))).toContain("∂y/∂b = 0: no path leads there.");
  expect(explain(a).chains).toMatchObject([{ count: 1, gradient: 1 }]);
  expect(String(explain(a))).toContain("∂a/∂a = 1");
});

test("comparisons stand in parentheses, and numbers without a formula are numbers", () => {
  const x = C.tensor([1, 2, 0], { name: "x" });
  const y = C.where(x.equal(0), 1, x).slice("1:").sum();
  const said = String(explain(y));
  expect(said).toContain("v₁ = (x = 0)");
  expect(explain(y).toTex()).toContain("(x = 0)");
  expect(said).not.toContain("tensor[");
  const one = String(explain(x.slice("1:2").sum()));
  expect(one).toMatch(/∂v₁\/∂x = \[0, 1, 0\]/);
});

test("what is not finite makes a trace not ok, and JSON keeps it", () => {
  const a = C.tensor(0, { name: "a" });
  const trace = explain(a.log().mul(-1).named("y"));
  expect(trace.ok).toBe(false);
  expect(JSON.stringify(trace)).toContain('{"number":"Infinity"}');
  expect(String(trace)).toContain("∞");
  const dead = explain(C.where(a.greater(0), a.sqrt(), a).named("y"));
  expect(dead.chains).toMatchObject([{ gradient: 1 }]);
});

test("names of several words have bars over all of them, and what has two names alike is numbered", () => {
  const w = C.tensor(2, { name: "layers[0].weight" });
  const y = w
    .mul(C.tensor(3, { name: "v1" }))
    .mul(C.tensor(4, { name: "v1" }))
    .named("loss");
  const trace = explain(y);
  expect(rows(y, 0)).toEqual([
    '"layers[0].weight" | 2 | []',
    "v1₁ | 3 | []",
    "v1₂ | 4 | []",
    'u₁ = "layers[0].weight"·v1₁ | 6 | []',
    "loss = u₁·v1₂ | 24 | []",
  ]);
  const lines = explain(C.tensor(2, { name: "two\nlines" }).exp().named("y"));
  expect(lines.steps[0]).toMatchObject({ name: { text: '"two lines"' } });
  expect(trace.toTex()).toContain(String.raw`\overline{\text{loss}}`);
  for (const tex of texIn(trace))
    katex.renderToString(tex, { throwOnError: true, strict: "error" });
});

describe("lines of user code", () => {
  afterEach(() => C.trackSites(false));
  test("are those that made a value, or that used it", () => {
    C.trackSites(true);
    const a = C.tensor(2, { name: "a" });
    const y = a.mul(a).named("y");
    C.trackSites(false);
    const trace = explain(y);
    expect(trace.steps.map(({ site }) => site?.includes("explain.test.ts"))).toEqual([
      undefined,
      true,
      undefined,
      true,
      true,
    ]);
    expect(String(trace)).toMatch(/y = a² +4 +\[\] +explain\.test\.ts:\d+\n/);
  });
});

test("long things are cut: paths, factors, rows, elements", () => {
  const a = C.tensor(0.5, { name: "a" });
  let y: C.Tensor = a;
  for (let i = 0; i < 200; i++) y = y.mul(0.5).add(y.sin());
  const trace = explain(y.named("y"));
  const [chain] = trace.chains;
  expect(chain!.count).toBe(2 ** 200);
  expect(chain!.paths).toHaveLength(8);
  expect(chain!.paths[0]!.factors).toHaveLength(12);
  expect(String(trace)).toContain("a sum over about 1.6e60 paths, of which 8 are written.");
  expect(String(trace)).toMatch(/… +481 more/);
  expect(String(trace).split("\n").length).toBeLessThan(270);
});

test("what cannot be explained is refused", () => {
  const a = C.tensor([1, 2], { name: "a" });
  const refused = (y: unknown, options?: object) => () => explain(y as C.Tensor, options);
  const y = a.sum();
  expect(refused(2)).toThrow(
    new C.ValueError("explain", "2", "it takes a tensor", "write tensor(…)"),
  );
  expect(refused(a)).toThrow(
    new C.GradientError(
      "explain",
      "a [2]",
      "a gradient is that of a scalar",
      "sum or average it, or use jacobian",
    ),
  );
  expect(refused(C.tensor(1).mul(2))).toThrow(
    new C.ValueError(
      "explain",
      "y",
      "it has no leaf with a name",
      'name what you differentiate by, tensor(2, { name: "x" }), or give of: [x]',
    ),
  );
  expect(refused(y, { of: ["b"] })).toThrow(
    new C.ValueError(
      "explain",
      '"b"',
      "the result does not depend on a floating tensor of that name",
      "there are a",
    ),
  );
  expect(refused(y, { of: [C.tensor(1, { name: "c" })] })).toThrow(
    new C.ValueError(
      "explain",
      "of c",
      "the result does not depend on a floating tensor of that name",
      "there are a",
    ),
  );
  expect(refused(y, { of: a })).toThrow(
    new C.ValueError("explain", "of a Tensor", "it is a list", 'write of: [x] or of: ["x"]'),
  );
  expect(refused(y, { digits: 0 })).toThrow(
    new C.ValueError(
      "explain",
      "digits 0",
      "they are not a whole number from 1 to 17",
      "write digits: 6",
    ),
  );
  expect(refused(y, { elements: "many" })).toThrow(
    new C.ValueError("explain", 'elements "many"', "they are not a number", "write elements: 6"),
  );
  expect(refused(y, { wrt: "a" })).toThrow(
    new C.ValueError(
      "explain",
      "option wrt",
      "there is none of that name",
      "it takes of, open, digits, elements, tangents",
    ),
  );
  expect(refused(y, { tangents: 1 })).toThrow(
    new C.ValueError("explain", "tangents 1", "they are an object", "write tangents: { x: 1 }"),
  );
  expect(refused(y, { tangents: { a: [1, 2, 3] } })).toThrow(
    new C.ValueError(
      "explain",
      "tangent float64 [3] of a float64 [2]",
      "a tangent has the shape and the dtype of its tensor",
      "give one like it, or a number for every element",
    ),
  );
  let long: C.Tensor = a.sum();
  for (let i = 0; i < 2000; i++) long = long.sin();
  expect(refused(long)).toThrow(
    new C.ValueError(
      "explain",
      "2003 steps",
      "nobody reads more than 2000",
      "explain a smaller program of the same kind, or a part: explain(part, …)",
    ),
  );
});

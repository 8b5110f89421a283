import { assertGradients, checkGradients } from "@chainrule/check";
import {
  GradientError,
  type Tensor,
  ValueError,
  cast,
  customDerivative,
  mul,
  random,
  sin,
  cos,
  tanh,
  stopGradient,
  tensor,
  where,
} from "@chainrule/core";
import { expect, test } from "vitest";

const wrongSin = customDerivative({
  name: "wrongSin",
  evaluate: (x: Tensor) => sin(x),
  vjp: (g, _, x) => [mul(g, cos(x)).mul(2)],
  check: false,
});

class Layer {
  readonly weight = random(1).normal([2, 3]).named("W1");
  readonly bias = tensor([0.1, -0.2, 0.3]);
  readonly size = 3;

  forward(x: Tensor): Tensor {
    return tanh(x.matmul(this.weight).add(this.bias));
  }
}

const data = random(2).normal([4, 2]);

test("a module is checked parameter by parameter, by name or by path", () => {
  const report = checkGradients((net: Layer) => net.forward(data).mean(), [new Layer()]);
  expect(report.ok).toBe(true);
  expect(report.inputs.map(({ input, counts }) => [input, counts.right])).toEqual([
    ["W1", 6],
    ["bias", 3],
  ]);
});

test("arguments and results may be trees; what shares a name is told apart", () => {
  const x = tensor([1, 2], { name: "x" });
  const f = (p: { a: Tensor; b: Tensor }, [c]: readonly [Tensor]) => ({
    sum: p.a.add(c),
    list: [p.b.mul(c), p.b.greater(0)],
  });
  const report = checkGradients(f, [{ a: x, b: x }, [tensor(3)]]);
  expect(report.inputs.map(({ input }) => input)).toEqual([
    "x (input 0: a)",
    "x (input 0: b)",
    "input 1: [0]",
  ]);
  expect(report.ok).toBe(true);
  expect(report.inputs[0]?.elements[3]).toMatchObject({ index: [0], output: [1, 1], reverse: 0 });
});

test("the report is a table of what is not right, with both numbers and their ratio", () => {
  const report = checkGradients(
    (x, w) => mul(wrongSin(x), w).sum(),
    [tensor([0.5, -1], { name: "x" }), tensor([2, 3], { name: "w" })],
  );
  expect(String(report)).toMatchInlineSnapshot(`
    "✗ 4 derivatives: 2 right, 2 wrong

    x [2]: 2 of 2 wrong.

    Both modes differ from the differences: a rule that both follow from is wrong, or a path is cut (detach, stopGradient).

    Every wrong one is 2 times the difference.

      element  reverse  forward  differences     ±  ratio  verdict
      [0]      3.51033  3.51033      1.75517  1e−6      2  wrong
      [1]      3.24181  3.24181      1.62091  2e−6      2  wrong"
  `);
  expect(report.inputs[0]?.ratio).toBeCloseTo(2, 8);
  const { ok, counts } = JSON.parse(JSON.stringify(report)) as typeof report;
  expect({ ok, counts }).toEqual({
    ok: false,
    counts: { right: 2, wrong: 2, kink: 0, precision: 0 },
  });
});

test("a rule that does not use its cotangent is told so", () => {
  const told = "a vjp rule does not multiply by the cotangent that it is given";
  const loose = customDerivative({
    name: "loose",
    evaluate: (x: Tensor) => sin(x),
    vjp: (_g, _, x) => [cos(x)],
    check: false,
  });
  const x = tensor([0.5, -1]);
  expect(String(checkGradients((a) => loose(a).sum(), [x]))).toContain(told);
  expect(String(checkGradients((a) => wrongSin(a).sum(), [x]))).not.toContain(told);
  expect(String(checkGradients((a) => sin(a).sum(), [x]))).not.toContain(told);
});

test("words for what there is none of, or one", () => {
  const first = (x: unknown, f: (x: Tensor) => Tensor = sin) =>
    String(checkGradients(f, [x as Tensor]));
  expect(first(tensor(1))).toBe("✓ 1 derivative: 1 right");
  expect(first(tensor([]))).toBe("✓ 0 derivatives: there is nothing to check");
  expect(first(tensor([0, 1]), (x) => x.relu().sum())).toContain("[0]            0        0  ");
});

test("a path that is cut has gradients of 0, and a ratio only where there is one", () => {
  const x = tensor([0.5, Math.PI / 2], { name: "x" });
  const cut = String(checkGradients((a) => stopGradient(a).sum(), [x]));
  expect(cut).toContain("Every wrong one is 0.\n");
  const tilted = customDerivative({
    name: "tilted",
    evaluate: (a: Tensor) => sin(a),
    vjp: (g, _, a) => [mul(g, cos(a).add(1e-3))],
    check: false,
  });
  const report = checkGradients((a) => tilted(a).sum(), [x]);
  expect(report.counts.wrong).toBe(2);
  expect(String(report)).toMatch(/\[1\] .* {3}wrong$/m);
});

test("a kink hides no rule that is wrong beside it; what stands still is right", () => {
  const half = customDerivative({
    name: "half",
    evaluate: (a: Tensor) => a.relu(),
    vjp: (g, _, a) => [where(a.greater(0), g.mul(0.5), 0)],
    check: false,
  });
  const [report] = checkGradients((a) => half(a).sum(), [tensor([0, -1])]).inputs;
  expect(report?.elements.map(({ verdict }) => verdict)).toEqual(["wrong", "right"]);
  const still = checkGradients((a) => a.floor().add(1e12).sum(), [tensor([0.3, 1.7])]);
  expect(still.counts.right).toBe(2);
});

test("a small error on a smooth curve is no kink", () => {
  for (const by of [1.00001, 1.00003, 1.00008]) {
    const near = customDerivative({
      name: "near",
      evaluate: (a: Tensor) => sin(a),
      vjp: (g, _, a) => [mul(g, cos(a)).mul(by)],
      check: false,
    });
    const x = tensor([0.3, 1, 2, -0.4, 2.5]);
    expect(checkGradients((a) => near(a).sum(), [x]).counts.kink).toBe(0);
  }
});

test("a factor that is one over a size says so", () => {
  const mean = customDerivative({
    name: "mean",
    evaluate: (x: Tensor) => x.mean(),
    vjp: (g, _, x) => [mul(g, x.mul(0).add(1 / 49))],
    check: false,
  });
  const report = checkGradients((x) => mean(x), [random(1).normal([7]).named("x")]);
  expect(String(report)).toContain(
    "Every wrong one is 1/7 (7 is the size of axis 0 of x) times the difference.",
  );
});

test("assertGradients throws the report", () => {
  assertGradients((x) => sin(x), [tensor([1, 2])]);
  const x = tensor([0.5], { name: "x" });
  const text = String(checkGradients((a) => wrongSin(a), [x]));
  expect(() => assertGradients((a) => wrongSin(a), [x])).toThrow(
    new GradientError("assertGradients", "f", text),
  );
});

test("integers are held fixed, and that is said", () => {
  const index = tensor([0, 0, 1], { dtype: "int32" });
  const report = checkGradients((x, i) => x.take(i, 0), [tensor([1, 2]), index]);
  expect(report.inputs.length).toBe(1);
  expect(report.notes).toEqual(["input 1 is int32 and held fixed."]);
});

test("float32 is taken as float64 where f allows it, and else with what it allows", () => {
  const x = tensor([0.5, 1.5], { dtype: "float32" });
  expect(checkGradients((a) => sin(a), [x])).toMatchObject({
    counts: { right: 4, wrong: 0 },
    notes: ["What is float32 was given as float64."],
  });
  const half = tensor([0.5, 0.25], { dtype: "float32" });
  const single = checkGradients((a) => sin(a).mul(half), [x]);
  expect(single).toMatchObject({
    counts: { right: 4, wrong: 0 },
    notes: ["Something is computed in float32: errors below 1 % may go unseen."],
  });
  expect(checkGradients((a) => wrongSin(a).mul(half), [x]).counts.wrong).toBe(2);
  expect(
    checkGradients((a) => cast(sin(cast(a, "float32")), "float64"), [tensor([0.5, 1])]).counts,
  ).toMatchObject({ right: 4 });
});

test("large inputs are tried along directions; what is wrong in them is found", () => {
  const x = random(3).normal([40, 30]).named("x");
  const bump = x.mul(0).add(1).data();
  bump[777] = 1.001;
  const one = customDerivative({
    name: "one",
    evaluate: (a: Tensor) => sin(a),
    vjp: (g, _, a) => [mul(g, cos(a)).mul(tensor(bump, { shape: [40, 30] }))],
    check: false,
  });
  const right = checkGradients((a) => sin(a), [x]);
  expect(right).toMatchObject({
    ok: true,
    inputs: [{ tried: "directions", counts: { right: 16 } }],
  });
  expect(right.notes).toEqual([
    "The 1200 elements of the result were checked in a random combination.",
  ]);
  const report = checkGradients((a) => one(a).sum(), [x]);
  const found = report.inputs[0]?.elements.filter(
    ({ index, verdict }) => index !== null && verdict === "wrong",
  );
  expect(found).toMatchObject([{ index: [25, 27], verdict: "wrong" }]);
  expect(found?.[0]?.ratio).toBeCloseTo(1.001, 6);
});

test("a function that changes is refused", () => {
  const rng = random(1);
  const f = (x: Tensor) => x.mul(rng.normal([2]));
  expect(() => checkGradients(f, [tensor([1, 2])])).toThrow(GradientError);
  expect(() => checkGradients(f, [tensor([1, 2])])).toThrow(
    /^checkGradients: f, which gives .*, then .*: it is not the same function at every call: draw random numbers before, or from a new random\(seed\) inside, and change nothing that it reads$/,
  );
  const growing: Tensor[] = [];
  const g = (x: Tensor) => {
    growing.push(x);
    return growing;
  };
  expect(() => checkGradients(g, [tensor([1, 2])])).toThrow(
    new GradientError(
      "checkGradients",
      "f, which gives 2, then 4 numbers",
      "it is not the same function at every call",
      "draw random numbers before, or from a new random(seed) inside, and change nothing that it reads",
    ),
  );
});

test.each<[string, () => unknown, Error]>([
  [
    "no list of inputs",
    () => checkGradients((x: Tensor) => x, tensor([1]) as never),
    new ValueError(
      "checkGradients",
      "a Tensor",
      "the inputs are the list of the arguments of f",
      "write checkGradients(f, [x])",
    ),
  ],
  [
    "no function",
    () => assertGradients(tensor([1]) as never, [tensor([1])]),
    new ValueError(
      "assertGradients",
      "a Tensor",
      "it takes a function",
      "write assertGradients((x) => …, [x])",
    ),
  ],
  [
    "no tensor",
    () => checkGradients((x: number) => tensor(x), [3]),
    new GradientError(
      "checkGradients",
      "the inputs",
      "there is no tensor in them",
      "write tensor(…)",
    ),
  ],
  [
    "only integers",
    () => checkGradients((x) => x, [tensor([1, 2], { dtype: "int32", name: "n" })]),
    new GradientError(
      "checkGradients",
      "n [2] int32",
      "only floating point has derivatives",
      'write cast(x, "float64")',
    ),
  ],
  [
    "a result that is a number",
    () => checkGradients((x) => x.item(), [tensor([1])]),
    new GradientError(
      "checkGradients",
      "the result 1",
      "there is no tensor in it",
      "return what f computes, without item()",
    ),
  ],
  [
    "a result of truth values",
    () => checkGradients((x) => x.greater(0), [tensor([1])]),
    new GradientError(
      "checkGradients",
      "the result [1] bool",
      "only floating point has derivatives",
      'write cast(y, "float64")',
    ),
  ],
  [
    "a result that comes later",
    () => checkGradients(async (x) => await Promise.resolve(x), [tensor([1])]),
    new GradientError(
      "checkGradients",
      "the result a Promise",
      "there is no tensor in it",
      "await what f needs before, since f cannot be async",
    ),
  ],
  [
    "a value that is infinite",
    () => checkGradients((x) => x.log(), [tensor([1, 0])]),
    new GradientError(
      "checkGradients",
      "f, which gives -Infinity",
      "only where its value is finite are there differences",
      "move the inputs, or ask findNaN where that comes from",
    ),
  ],
  [
    "an order that there is not",
    () => checkGradients((x) => x, [tensor([1])], { order: 3 as never }),
    new ValueError("checkGradients", "order 3", "there is no such order", "write 1 or 2"),
  ],
  [
    "a number of elements that is none",
    () => checkGradients((x) => x, [tensor([1])], { elements: -1 }),
    new ValueError(
      "checkGradients",
      "elements -1",
      "it is not a whole number from 0 up",
      "write one such as 256",
    ),
  ],
  [
    "a seed that is none",
    () => checkGradients((x) => x, [tensor([1])], { seed: 0.5 }),
    new ValueError(
      "checkGradients",
      "seed 0.5",
      "it is not a safe integer",
      "write a whole number such as 42",
    ),
  ],
  [
    "an option that there is not",
    () => checkGradients((x) => x, [tensor([1])], { eps: 1e-3 } as never),
    new ValueError(
      "checkGradients",
      "option eps",
      "there is none of that name",
      "it takes order, elements, seed",
    ),
  ],
])("%s is refused", (_, misuse, error) => {
  expect(misuse).toThrow(error);
});

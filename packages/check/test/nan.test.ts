import { findNaN } from "@chainrule/check";
import * as C from "@chainrule/core";
import { type Tensor, ValueError, tensor } from "@chainrule/core";
import { describe, expect, test } from "vitest";

describe("no fault", () => {
  const x = tensor([0.5, -1, 2], { name: "x" });
  const mask = tensor([0, -Infinity, 0]);

  test.each<[string, () => Tensor]>([
    ["a softmax with a mask of −∞", () => C.softmax(x.add(mask)).square().sum()],
    ["the largest of numbers, from −∞ on", () => C.max(x)],
    ["a branch that is not taken", () => C.where(x.greater(0), C.sqrt(x), 0).sum()],
    ["a pole behind a unit that is off", () => C.sqrt(C.relu(x)).sum()],
    ["1/∞", () => C.div(1, C.exp(C.square(x).add(1).mul(1000))).sum()],
    ["integers", () => C.argmax(x)],
    ["a result without a history", () => tensor([1, 2])],
  ])("%s", (_, program) => {
    const report = findNaN(program());
    expect(report).toMatchObject({ ok: true, bad: null, first: null, path: [] });
    expect(String(report)).toBe("✓ The value and its gradients are finite.");
  });
});

test("the report reads as a story", () => {
  const x = tensor(
    [
      [1, -2],
      [3, -4],
    ],
    { name: "x" },
  );
  const report = findNaN(C.relu(x).log().mul(C.relu(x)).sum());
  expect(String(report)).toMatchInlineSnapshot(`
    "✗ The value is NaN.

    It begins in log at [0, 1]: log of 0 is −∞, a pole.

    - 0 comes from relu at [0, 1]

    It becomes NaN in mul at [0, 1]: −∞ · 0 is NaN, undetermined.

    - −∞ comes from log at [0, 1]
    - 0 comes from relu at [0, 1]

    The way from there: log at [0, 1] → mul at [0, 1] → sum."
  `);
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({
    ok: false,
    first: { op: "log", index: [0, 1], value: "−∞", operands: [{ op: "relu", value: "0" }] },
    turned: { op: "mul", mechanism: "−∞ · 0", value: "NaN" },
  });
});

test("on the way back, the rule is named with the numbers at it", () => {
  const x = tensor([0, 4], { name: "x" });
  expect(
    String(
      findNaN(
        C.sqrt(x)
          .mul(tensor([3, 1]))
          .sum(),
      ),
    ),
  ).toMatchInlineSnapshot(`
    "✗ The gradient of x is ∞ at [0].

    It begins in the derivative of sqrt at [0]: 0.5 / 0 is ∞, a pole.

    - what sqrt is applied to: 0 is given in x at [0]
    - the cotangent that arrives is 3
    - the local derivative is ∞"
  `);
});

test("a value that was read before, whose steps are forgotten", () => {
  const x = tensor([1, 0], { name: "x" });
  const y = x.mul(3).add(2).sub(2).log().add(1).sum();
  expect(y.item()).toBe(-Infinity);
  expect(findNaN(y).first).toMatchObject({ op: "log", index: [1], mechanism: "log of 0" });
  const length = tensor([0, 0], { name: "v" }).mul(2).square().sum().sqrt();
  expect(length.item()).toBe(0);
  expect(findNaN(length).first).toMatchObject({ rule: { op: "sqrt" }, mechanism: "0.5 / 0" });
});

test("many at once", () => {
  const x = tensor(new Float64Array(300_000).fill(-1), { shape: [500, 600] });
  const y = C.log(x)
    .matmul(tensor(new Float64Array(300_000).fill(1), { shape: [600, 500] }))
    .sum();
  expect(findNaN(y).first).toMatchObject({ op: "log", index: [0, 0] });
});

test.each<[string, (x: Tensor) => Tensor, readonly number[]]>([
  ["sum over the first axis", (x) => x.sum(0), [1, 1]],
  ["sum over the last axis", (x) => x.sum(1), [1, 1]],
  ["cumulative sum", (x) => x.cumsum(1), [1, 1]],
  ["product with a matrix", (x) => x.matmul(tensor([[1], [2], [3]])), [1, 1]],
  ["product with a matrix from the left", (x) => tensor([[1, 2]]).matmul(x), [1, 1]],
])("through a %s", (_, f, index) => {
  const x = tensor([
    [1, 2, 3],
    [4, 0, 5],
  ]);
  expect(findNaN(f(C.log(x))).first).toMatchObject({ op: "log", index, mechanism: "log of 0" });
  expect(findNaN(f(C.log(x)).mul(2)).path.map(({ op }) => op)[0]).toBe("log");
});

test("through the derivative of a cumulative sum, a sum of contributions, and many operands", () => {
  const x = tensor([1, -1], { name: "x" });
  const back = findNaN(x.cumsum(0).sqrt().sum());
  expect(back.first).toMatchObject({ mechanism: "0.5 / 0", index: [1], rule: { op: "sqrt" } });
  const zero = tensor([0], { name: "x" });
  const both = findNaN(C.sqrt(zero).sub(C.sqrt(zero).mul(2)).sum());
  expect(both.turned).toMatchObject({ op: "add", rule: null });
  const many = tensor([1, 2, 1e308, 1.5e308, 3], { name: "x" }).sum();
  expect(findNaN(many).first?.operands.map(({ value }) => value)).toEqual([
    "1.5e308",
    "1e308",
    "3",
  ]);
});

test("a constant of a composition is not what was given", () => {
  const x = tensor([-Infinity, -Infinity], { name: "x" });
  expect(String(findNaN(C.logSumExp(x)))).toContain("It begins in a constant of logSumExp: −∞.");
});

test("the way back goes by rules", () => {
  const x = tensor([0, 0], { name: "x" });
  const said = String(findNaN(x.mul(3).square().sum().sqrt().mul(2)));
  expect(said).toContain(
    "The way from there: the derivative of sqrt → the derivative of square at [0] → the derivative of",
  );
});

test("numbers are readable", () => {
  const x = tensor([1e200], { name: "x" });
  expect(findNaN(x.mul(x)).first?.mechanism).toBe("1e200 · 1e200");
  const y = tensor([1e20], { dtype: "float32" });
  expect(findNaN(y.mul(y)).first?.mechanism).toBe("1e20 · 1e20");
});

test("of several, the one that was computed first; of one op, the first element", () => {
  const x = tensor([-1, 0, -2], { name: "x" });
  const late = C.sqrt(x);
  const early = C.log(x);
  expect(findNaN(early.add(late).sum()).first).toMatchObject({ op: "sqrt", index: [0] });
});

test("NaN comes before infinities", () => {
  const x = tensor([0, -1], { name: "x" });
  expect(findNaN(C.log(x)).first).toMatchObject({ mechanism: "log of −1", index: [1] });
});

test("gradients that nobody wants are left out", () => {
  const data = tensor([0, 4], { name: "data" });
  const w = tensor([1, 2], { name: "w" });
  const y = C.sqrt(data).mul(w).sum();
  expect(findNaN(y).bad).toMatchObject({ of: "gradient", name: "data", value: "∞" });
  expect(findNaN(y, { of: [w] }).ok).toBe(true);
});

test("float32 overflows where float64 does not", () => {
  const f = (dtype: "float32" | "float64") => findNaN(C.exp(tensor([100], { dtype })));
  expect(f("float64").ok).toBe(true);
  expect(f("float32").first).toMatchObject({ kind: "overflow", mechanism: "exp of 100" });
});

/** Every kernel lets a NaN through, from a place that is known. */
test.each<[string, (x: Tensor) => Tensor, number[]]>([
  ["a view", (x) => x.transpose(), [1, 2]],
  ["a join", (x) => C.concat([C.ones([1, 3]), x], 0), [1, 2]],
  ["a gather", (x) => C.take(x, tensor([1, 1], { dtype: "int32" }), 0), [1, 2]],
  [
    "a gather along an axis",
    (x) => C.takeAlongAxis(x, tensor([[2], [2]], { dtype: "int32" }), 1),
    [1, 2],
  ],
  [
    "a scatter",
    (x) =>
      C.scatterAdd(
        C.zeros([3, 3]),
        tensor(
          [
            [2, 2, 2],
            [0, 0, 0],
          ],
          { dtype: "int32" },
        ),
        x,
      ),
    [1, 2],
  ],
  ["a fold", (x) => x.sum(1), [1, 2]],
  ["a scan", (x) => C.cumsum(x, 1), [1, 2]],
  ["a product", (x) => C.matmul(C.ones([2, 2]), x), [1, 2]],
  ["a routine", (x) => C.sort(x, 1), [1, 2]],
  [
    "a choice",
    (x) =>
      C.where(
        tensor([
          [true, true, true],
          [false, false, true],
        ]),
        x,
        0,
      ),
    [1, 2],
  ],
  ["a maximum", (x) => C.maximum(x, 100), [1, 2]],
])("through %s", (_, f, index) => {
  const x = tensor(
    [
      [1, 2, 3],
      [4, 5, NaN],
    ],
    { name: "x" },
  );
  expect(findNaN(f(x)).first).toMatchObject({ name: "x", kind: "data", index });
  const sum = tensor(
    [
      [1, 2, 3],
      [4, 5, -6],
    ],
    { name: "z" },
  );
  expect(findNaN(f(C.log(sum))).first).toMatchObject({ op: "log", mechanism: "log of −6", index });
});

test("what is no tensor is refused", () => {
  expect(() => findNaN(3 as never)).toThrow(
    new ValueError("findNaN", "3", "it takes a tensor", "write tensor(…)"),
  );
  expect(() => findNaN(tensor(1), { of: 3 as never })).toThrow(
    new ValueError("findNaN", "of 3", "it is a list of tensors", "write { of: [x] }"),
  );
  expect(() => findNaN(tensor(1), { open: true } as never)).toThrow(
    new ValueError("findNaN", "option open", "there is none of that name", "it takes of"),
  );
});

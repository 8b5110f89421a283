import { describe, expect, test } from "vitest";
import {
  DTypeError,
  ShapeError,
  type Tensor,
  ValueError,
  log,
  matmul,
  mean,
  stopGradient,
  sum,
  tensor,
} from "@chainrule/core";
import { checkDerivation } from "@chainrule/check";
import { derivation, wave } from "./learner.ts";

const at = { X: wave(5, 3, 1), W: wave(3, 4, 2) };
const loss = ({ X, W }: { X: Tensor; W: Tensor }): Tensor => sum(matmul(X, W).named("Z").square());
const dW = wave(3, 4, 3);

const thrown = (body: () => unknown): unknown => {
  try {
    return body();
  } catch (error) {
    return error;
  }
};

describe("refused, with what to write instead", () => {
  const refusals: readonly (readonly [
    string,
    () => unknown,
    new (...parts: never[]) => Error,
    string,
  ])[] = [
    [
      "a name that no tensor has",
      () => checkDerivation({ loss, at, claimed: { dV: dW } }),
      ValueError,
      "checkDerivation: dV: there is no tensor of that name: known are dX, dW, dZ",
    ],
    [
      "a name that two tensors have",
      () =>
        checkDerivation({
          loss: (x) => loss(x).add(matmul(x.X, x.W).named("Z").mean()),
          at,
          claimed: { dZ: wave(5, 4, 1) },
        }),
      ValueError,
      "checkDerivation: dZ: Z is the name of 2 tensors: give each a name of its own",
    ],
    [
      "lists that are not equally long",
      () =>
        checkDerivation({
          loss,
          at,
          claimed: {
            dW: [
              [1, 2, 3, 4],
              [1, 2],
            ],
          },
        }),
      ShapeError,
      "checkDerivation: the claim dW: tensor: a list whose items have shapes [4] and [2]: it is ragged at item 1: make all items equally long",
    ],
    [
      "what are no numbers",
      () => checkDerivation({ loss, at, claimed: { dW: "1, 2" as never } }),
      ValueError,
      'checkDerivation: the claim dW: tensor: "1, 2": it is neither a number nor a list of numbers: write [1, 2, 3], or a typed array',
    ],
    [
      "no claims",
      () => checkDerivation({ loss, at, claimed: {} }),
      ValueError,
      "checkDerivation: claimed {}: there is nothing to check: name gradients such as dX, dW, dZ",
    ],
    [
      "claims without names",
      () => checkDerivation({ loss, at, claimed: [dW] as never }),
      ValueError,
      "checkDerivation: claimed an array: it is an object that holds numbers by name: write { dW1: [[…]] }",
    ],
    [
      "a loss that is no scalar",
      () => checkDerivation({ loss: ({ X, W }) => matmul(X, W), at, claimed: { dW } }),
      ShapeError,
      "checkDerivation: a loss of shape [5, 4]: gradients are those of one number: take its mean or its sum",
    ],
    [
      "a loss that is no tensor",
      () => checkDerivation({ loss: (() => 3) as never, at, claimed: { dW } }),
      ValueError,
      "checkDerivation: a loss that is 3: it is a tensor: return the loss from the function",
    ],
    [
      "a loss that counts",
      () =>
        checkDerivation({
          loss: ({ X }) => X.greater(0).cast("int32").sum(),
          at,
          claimed: { dW },
        }),
      ValueError,
      "checkDerivation: a loss that is int32: it has no gradient: compute it in floating point",
    ],
    [
      "the gradient of whole numbers",
      () =>
        checkDerivation({
          loss: ({ X, k }: { X: Tensor; k: Tensor }) => sum(X.mul(k.cast("float64"))),
          at: { X: at.X, k: tensor([1, 2, 3], { dtype: "int32" }) },
          claimed: { dk: [1, 2, 3] },
        }),
      ValueError,
      "checkDerivation: dk: k [3] is int32 and has no gradient: leave it out",
    ],
    [
      "a point at which the truth is infinite",
      () =>
        checkDerivation({
          loss: ({ x }: { x: Tensor }) => sum(log(x)),
          at: { x: [1, 0] },
          claimed: { dx: [1, 1] },
        }),
      ValueError,
      "checkDerivation: dx at this point: the true gradient is not finite: look with findNaN for where that is born, or take another point",
    ],
    [
      "sizes that are none",
      () => checkDerivation({ loss, at, claimed: { dW }, sizes: { batch: 2.5 } }),
      ValueError,
      "checkDerivation: sizes batch: 2.5: a size is a whole number from 1 up: write { batch: 32 }",
    ],
  ];
  const none =
    (what: object): (() => unknown) =>
    () =>
      checkDerivation({ loss, at, claimed: { dW }, ...what } as never);
  const missing: typeof refusals = [
    [
      "nothing at all",
      () => checkDerivation(undefined as never),
      ValueError,
      "checkDerivation: undefined: it is an object: write checkDerivation({ loss, at, claimed })",
    ],
    [
      "a loss that is no function",
      none({ loss: undefined }),
      ValueError,
      "checkDerivation: loss undefined: it is a function of at: write loss: ({ W }) => …",
    ],
    [
      "no point",
      none({ at: null }),
      ValueError,
      "checkDerivation: at null: it is what the loss starts from: write at: { W: [[…]] }",
    ],
    [
      "sizes that are no object",
      none({ sizes: null }),
      ValueError,
      "checkDerivation: sizes null: it is an object that holds sizes by name: write sizes: { batch: 32 }",
    ],
    [
      "one further point without a list",
      none({ claimed: () => ({ dW }), elsewhere: at }),
      ValueError,
      "checkDerivation: elsewhere an object: it is a list of further points: write elsewhere: [{ W: [[…]] }]",
    ],
    [
      "claims that come later",
      none({ claimed: () => Promise.resolve({ dW }) }),
      ValueError,
      "checkDerivation: claimed a Promise: it is an object that holds numbers by name: write { dW1: [[…]] }",
    ],
    [
      "claims in a map",
      none({ claimed: new Map([["dW", dW]]) }),
      ValueError,
      "checkDerivation: claimed a Map: it is an object that holds numbers by name: write { dW1: [[…]] }",
    ],
    [
      "whole numbers of 64 bits",
      none({ claimed: { dW: new BigInt64Array(12) } }),
      ValueError,
      "checkDerivation: the claim dW: tensor: 0: it is not a number: write a number, or Number(…)",
    ],
    [
      "a point that holds itself",
      () => {
        const round: typeof at & { again?: unknown } = { ...at };
        round.again = round;
        return checkDerivation({ loss, at: round, claimed: { dW } });
      },
      ValueError,
      "checkDerivation: at.again: it holds itself: give a tree of tensors",
    ],
  ];
  test.each([...refusals, ...missing])("%s", (_, body, kind, message) => {
    const error = thrown(body);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toBe(message);
  });

  test("what the loss itself refuses comes through", () => {
    const crossed = ({ X, W }: { X: Tensor; W: Tensor }): Tensor => sum(matmul(W, X));
    expect(() => checkDerivation({ loss: crossed, at, claimed: { dW } })).toThrow(ShapeError);
    const mixed = ({ X }: { X: Tensor }): Tensor =>
      sum(X.mul(tensor([1, 2, 3], { dtype: "float32" })));
    expect(() => checkDerivation({ loss: mixed, at, claimed: { dX: at.X } })).toThrow(DTypeError);
  });
});

describe("judged", () => {
  const first = (claimed: Record<string, unknown>) =>
    checkDerivation({ loss, at, claimed: claimed as never }).first;

  test("a transposed claim", () => {
    const { loss: f, at: point, claimed } = derivation("transposed");
    expect(checkDerivation({ loss: f, at: point, claimed }).first?.text).toBe(
      "It is transposed: you gave [2, 4], W2 is [4, 2]; the numbers are right. It should be dW2 = A1ᵀ @ dZ2.",
    );
  });

  test("a claim of another shape", () => {
    expect(first({ dW: wave(2, 5, 1) })).toMatchObject({
      name: "dW",
      status: "wrong",
      text: "You gave [2, 5], W is [3, 4].",
      confidence: "none",
    });
  });

  test("a sum over other axes than those that belong there", () => {
    const rows = { X: wave(5, 3, 1), W: wave(3, 4, 2), b: wave(1, 4, 3) };
    const dZ = wave(5, 4, 7);
    const biased = ({ X, W, b }: Record<keyof typeof rows, Tensor>): Tensor =>
      sum(matmul(X, W).add(b).named("Z").mul(tensor(dZ)));
    const told = (db: unknown) =>
      checkDerivation({ loss: biased, at: rows, claimed: { dZ, db: db as never } }).first;
    expect(told(dZ.map((row) => row.reduce((s, v) => s + v, 0)))).toMatchObject({
      text: "You gave [5], b is [1, 4]. The sum runs over the wrong axis: axis 1 for axis 0. It should be db = sum(dZ, axes: [0]).",
      confidence: "high",
    });
    expect(told(dZ.flat().reduce((s, v) => s + v, 0))?.text).toBe(
      "You gave [], b is [1, 4]. The sum runs over the wrong axis: axes 0 and 1 for axis 0. It should be db = sum(dZ, axes: [0]).",
    );
    expect(told([1, 2, 3, 4, 5])).toMatchObject({
      text: "You gave [5], b is [1, 4].",
      confidence: "none",
    });
  });

  test("a size of 1 along which copies are laid is no accident", () => {
    const columns = { X: wave(3, 6, 1), W: wave(4, 3, 2), b: wave(4, 1, 3), V: wave(1, 4, 5) };
    const f = ({ X, W, b, V }: Record<keyof typeof columns, Tensor>): Tensor =>
      sum(matmul(V, matmul(W, X).add(b).named("Z")).square());
    const { warnings } = checkDerivation({ loss: f, at: columns, claimed: { dW: wave(4, 3, 4) } });
    expect(warnings.join()).toContain("axis 0 of V has size 1");
    expect(warnings.join()).not.toContain("axis 1 of b has size 1");
  });

  test("numbers that are not finite", () => {
    expect(first({ dW: dW.map((row, i) => (i === 1 ? [0, NaN, 1, 2] : row)) })?.text).toBe(
      "It holds NaN at [1, 1]: a gradient is finite here.",
    );
  });

  test("the gradient of what the loss does not depend on", () => {
    const apart = ({ X, W }: { X: Tensor; W: Tensor; V: Tensor }): Tensor =>
      mean(matmul(X, stopGradient(W).named("frozen")));
    const point = { ...at, V: [1, 2] };
    const check = (claimed: Record<string, unknown>) =>
      checkDerivation({ loss: apart, at: point, claimed: claimed as never });
    expect(check({ dV: [0, 0] }).ok).toBe(true);
    expect(check({ dV: [0, 1] }).first?.text).toBe(
      "The loss does not depend on V: its gradient is 0.",
    );
    expect(check({ dW }).first?.text).toBe("The loss does not depend on W: its gradient is 0.");
    expect(check({ dV: [0, 0] }).warnings.join()).toContain("dV is 0 everywhere");
  });

  test("a scalar, a typed array, a tensor, a tree of them", () => {
    const model = { layers: [{ w: 3 }, { w: tensor([1, 2], { name: "v" }) }], X: [4, 5] };
    const f = ({ layers, X }: { layers: { w: Tensor }[]; X: Tensor }): Tensor =>
      sum(layers.reduce((y, { w }) => y.mul(w), X));
    const report = checkDerivation({
      loss: f,
      at: model,
      claimed: { "dlayers[0].w": 14, dv: Float64Array.of(12, 15), dX: tensor([3, 6]) },
    });
    expect(report.entries.map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual([
      "dX right",
      "dlayers[0].w right",
      "dv right",
    ]);
  });

  test("d is part of some names", () => {
    const f = ({ d, dt }: { d: Tensor; dt: Tensor }): Tensor => d.mul(dt).named("t").square();
    const report = checkDerivation({
      loss: f,
      at: { d: 2, dt: 3 },
      claimed: { ddt: 24, dd: 36, t: 6 },
    });
    expect(report.ok).toBe(true);
  });

  test("a name on the argument itself is left alone", () => {
    const w = tensor([1, 2], { name: "weights" });
    const report = checkDerivation({
      loss: ({ w: v }: { w: Tensor }) => sum(v.square()),
      at: { w },
      claimed: { dweights: [2, 4] },
    });
    expect(report.ok).toBe(true);
    expect(w.name).toBe("weights");
  });
});

test("reports are plain data", () => {
  const { loss: f, at: point, claimed } = derivation("place");
  const report = checkDerivation({ loss: f, at: point, claimed });
  const copy = JSON.parse(JSON.stringify(report)) as unknown;
  expect(copy).toEqual({ ...report });
  expect(report.first?.candidates[0]?.line).toMatch(/learner\.ts:\d+:\d+$/);
  expect(report.toMarkdown()).toContain("dZ1");
  expect(report.toHtml()).toContain("dZ1");
  expect(report.toTex()).toContain("dZ1");
});

test("a chain of many steps is no deeper than a short one", () => {
  const f = ({ x }: { x: Tensor }): Tensor => {
    let y = x;
    for (let i = 0; i < 3000; i++) y = y.add(0.001).mul(0.9999);
    return sum(y);
  };
  const dx = [0.9999 ** 3000, 0.9999 ** 3000];
  expect(checkDerivation({ loss: f, at: { x: [1, 2] }, claimed: { dx } }).ok).toBe(true);
  const minus = dx.map((v) => -v);
  expect(
    checkDerivation({ loss: f, at: { x: [1, 2] }, claimed: { dx: minus } }).first?.candidates[0]
      ?.kind,
  ).toBe("sign");
});

import { describe, expect, test } from "vitest";
import {
  type Tensor,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
  sin,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  tensor,
  where,
} from "@chainrule/core";
import { type Claims, checkDerivation } from "@chainrule/check";
import { columnSums, dotOf, each, T, wave } from "./learner.ts";

type Leaves = Readonly<Record<string, Tensor>>;
type Loss = (x: Leaves) => Tensor;

/** What is said of the first wrong claim. */
const told = (loss: Loss, at: Readonly<Record<string, unknown>>, claimed: Claims) => {
  const { first } = checkDerivation({ loss: loss as never, at, claimed });
  return { text: first?.text, confidence: first?.confidence, kind: first?.candidates[0]?.kind };
};

describe("a function that was not differentiated", () => {
  const at = { X: wave(5, 3, 1), W: wave(3, 4, 2), V: wave(5, 4, 3) };
  const z = dotOf(at.X, at.W);
  const apply =
    (f: (x: Tensor) => Tensor): Loss =>
    ({ X, W, V }) =>
      sum(
        f(matmul(X as Tensor, W as Tensor).named("Z"))
          .named("A")
          .mul(V as Tensor),
      );

  test("relu of the gradient", () => {
    const dZ = each((v) => Math.max(v, 0), at.V);
    expect(told(apply(relu), at, { dA: at.V, dZ })).toMatchObject({
      text: "relu itself stands where its derivative belongs: it was applied to the incoming gradient. It should be dZ = where(A ≤ 0, 0, dA).",
      confidence: "high",
    });
  });

  test("sin for cos", () => {
    const dZ = each((g, v) => g * Math.sin(v), at.V, z);
    expect(told(apply(sin), at, { dZ }).text).toBe(
      "sin itself stands where its derivative belongs. It should be dZ = dA·cos(Z).",
    );
  });

  test("tanh of the gradient", () => {
    const dZ = each((g) => Math.tanh(g), at.V);
    expect(told(apply(tanh), at, { dA: at.V, dZ }).kind).toBe("not-derived");
  });
});

describe("a penalty that is not in the loss", () => {
  const at = { X: wave(5, 3, 1), W: wave(3, 4, 2), b: wave(1, 4, 3)[0] ?? [], V: wave(5, 4, 4) };
  const loss: Loss = ({ X, W, b, V }) =>
    sum(
      matmul(X as Tensor, W as Tensor)
        .add(b as Tensor)
        .named("Z")
        .mul(V as Tensor),
    );
  const db = columnSums(at.V);

  test("is solved for", () => {
    const claimed = { dZ: at.V, db: db.map((v, j) => v + 0.1 * (at.b[j] ?? 0)) };
    expect(told(loss, at, claimed)).toMatchObject({
      text: "0.1·b was added, as for a weight penalty that is not in this loss. It should be db = sum(dZ, axes: [0]).",
      confidence: "high",
    });
  });

  test("a factor is simpler where both fit", () => {
    const straight: Loss = ({ b }) => square(b as Tensor).sum();
    for (const k of [3, 2.74])
      expect(told(straight, at, { db: at.b.map((v) => k * v) }).kind).toBe("scale");
  });
});

describe("formulas as a learner has them", () => {
  test("no word for copies along an axis", () => {
    const at = { X: wave(6, 4, 1), gain: wave(1, 4, 2)[0] ?? [], V: wave(6, 4, 3) };
    const loss: Loss = ({ X, gain, V }) =>
      sum(
        (X as Tensor)
          .named("X")
          .mul(gain as Tensor)
          .named("Z")
          .mul(V as Tensor),
      );
    expect(told(loss, at, { dX: at.V }).text).toBe(
      "The factor gain was left out. It should be dX = dZ·gain.",
    );
  });

  test("of several operands one is used for another", () => {
    const at = { X: wave(6, 4, 1), V: wave(6, 4, 3) };
    const loss: Loss = ({ X, V }) => {
      const s = sqrt(mean(square(X as Tensor), 0).add(1)).named("s");
      return sum(
        (X as Tensor)
          .div(s)
          .named("H")
          .mul(V as Tensor),
      );
    };
    const s = columnSums(each((v) => v * v, at.X)).map((v) => Math.sqrt(v / 6 + 1));
    const ds = columnSums(each((g, x) => -g * x, at.V, at.X)).map((v, j) => v / (s[j] ?? 1));
    expect(told(loss, at, { ds })).toMatchObject({
      text: "X is used where H belongs. It should be ds = sum(−dH·H/s, axes: [0]).",
      kind: "wrong-place",
    });
  });

  test("the other branch of a choice", () => {
    const at = { x: wave(1, 8, 1)[0] ?? [], v: wave(1, 8, 2)[0] ?? [] };
    const loss: Loss = ({ x, v }) =>
      sum(where((v as Tensor).greater(0), tanh(x as Tensor).named("a"), 0).mul(v as Tensor));
    const da = at.v.map((v) => (v > 0 ? 0 : v));
    expect(told(loss, at, { da }).text).toContain(
      "The gradient goes to the other branch: it passes where the condition is false, and is stopped where it is true.",
    );
  });
});

describe("the derivative of softmax", () => {
  const scores = wave(7, 4, 1);
  const Y = scores.map((row) => row.map((v) => Number(v === Math.max(...row))));
  const at = { X: wave(7, 5, 2), W: wave(5, 4, 3), Y };
  const loss: Loss = ({ X, W, Y: y }) => {
    const P = softmax(matmul(X as Tensor, W as Tensor).named("Z")).named("P");
    return neg(mean(sum(mul(y as Tensor, log(P)), 1)));
  };
  const z = dotOf(at.X, at.W);
  const p = z.map((row) => {
    const e = row.map(Math.exp);
    return e.map((v) => v / e.reduce((s, u) => s + u, 0));
  });
  const dP = each((y, v) => -y / v / 7, Y, p);

  test("its diagonal only", () => {
    const dZ = each((g, v) => g * v * (1 - v), dP, p);
    expect(told(loss, at, { dP, dZ }).text).toBe(
      "The derivative of softmax was used with its diagonal only. It should be dZ = P ∘ (dP − Σ dP ∘ P).",
    );
  });

  test("without P in its sum", () => {
    const dZ = dP.map((row, i) => {
      const total = row.reduce((s, v) => s + v, 0);
      return row.map((g, j) => (p[i]?.[j] ?? 0) * (g - total));
    });
    expect(told(loss, at, { dP, dZ }).text).toBe(
      "The derivative of softmax was used without P in its sum. It should be dZ = P ∘ (dP − Σ dP ∘ P).",
    );
  });

  test("what goes in for what comes out", () => {
    const dZ = each((v, y) => (v - y) / 7, z, Y);
    expect(told(loss, at, { dZ }).text).toContain("was used as if it were Z itself.");
  });
});

describe("factors", () => {
  const at = { X: wave(5, 3, 1), W: wave(3, 4, 2), V: wave(5, 4, 3) };
  const loss: Loss = ({ X, W, V }) =>
    sum(
      matmul(X as Tensor, W as Tensor)
        .div(0.7)
        .named("L")
        .mul(V as Tensor),
    );

  test("a constant multiplied by where it divides", () => {
    const dW = dotOf(T(at.X), at.V).map((row) => row.map((v) => v * 0.7));
    expect(told(loss, at, { dW })).toMatchObject({
      text: "All is 0.7², with 0.7 a constant of your program, times the right numbers. It should be dW = Xᵀ @ (1.42857·dL). (Likely, not certain.)",
    });
  });

  test("without a name: that is all that is said", () => {
    const dW = dotOf(T(at.X), at.V).map((row) => row.map((v) => (v / 0.7) * 0.7312));
    expect(told(loss, at, { dW }).text).toBe(
      "All is 0.7312 times the right numbers, a factor that I know no name for. It should be dW = Xᵀ @ (1.42857·dL).",
    );
  });

  test("of one number with two digits, the simplest that fits its digits", () => {
    const dB = tensor([-0.004, 0.006, 0.003, 0.0052]);
    const one: Loss = ({ B, b }) =>
      sub(B as Tensor, b as Tensor)
        .named("Z")
        .mul(dB)
        .sum();
    const claimed = { dZ: dB, db: -0.0026 };
    expect(told(one, { B: wave(1, 4, 1)[0] ?? [], b: 1 }, claimed)).toMatchObject({
      kind: "scale",
    });
  });
});

test("two changes at once are no explanation of few numbers", () => {
  const at = { X: wave(8, 3, 1), w: [0.3, -0.8, 0.5], b: 0.2, y: wave(1, 8, 2)[0] ?? [] };
  const loss: Loss = ({ X, w, b, y }) =>
    mean(
      square(
        sub(
          matmul(X as Tensor, w as Tensor)
            .add(b as Tensor)
            .named("z"),
          y as Tensor,
        ),
      ),
    );
  expect(told(loss, at, { db: 0.1234 })).toMatchObject({ confidence: "none" });
});

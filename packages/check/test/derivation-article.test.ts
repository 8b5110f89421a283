import { describe, expect, test } from "vitest";
import { type Tensor, matmul, mean, relu, sigmoid, square, sub, sum, tanh } from "@chainrule/core";
import { checkDerivation } from "@chainrule/check";
import { type Mat, T, columnSums, dotOf, each, wave } from "./learner.ts";

/** A function, its derivative as a learner writes it (of z and of a), and its op. */
const activations = {
  tanh: { of: Math.tanh, slope: (_: number, a: number) => 1 - a * a, op: tanh },
  sigmoid: {
    of: (z: number) => 1 / (1 + Math.exp(-z)),
    slope: (_: number, a: number) => a * (1 - a),
    op: sigmoid,
  },
  relu: {
    of: (z: number) => Math.max(z, 0),
    slope: (z: number) => Number(z > 0),
    op: relu,
  },
} as const;

/** Three layers whose derivation divides by the batch at the loss, and in every dW and db once more. */
function article(name: keyof typeof activations, batch: number, layers: readonly number[]) {
  const { of, slope, op } = activations[name];
  const at: Record<string, Mat | readonly number[]> = {
    X: wave(batch, layers[0] ?? 1, 1),
    Y: wave(batch, layers.at(-1) ?? 1, 2),
  };
  const depth = layers.length - 1;
  for (let l = 1; l <= depth; l++) {
    at[`W${l}`] = wave(layers[l - 1] ?? 1, layers[l] ?? 1, 2 * l + 1);
    at[`b${l}`] = wave(1, layers[l] ?? 1, 2 * l + 2)[0] ?? [];
  }
  const matrix = (key: string): Mat => at[key] as Mat;
  const [Z, A]: [Mat[], Mat[]] = [[[]], [matrix("X")]];
  for (let l = 1; l <= depth; l++) {
    const bias = at[`b${l}`] as readonly number[];
    const z = dotOf(A[l - 1] ?? [], matrix(`W${l}`)).map((row) =>
      row.map((v, j) => v + (bias[j] ?? 0)),
    );
    Z.push(z);
    A.push(l === depth ? z : each(of, z));
  }
  const claimed: Record<string, Mat | readonly number[]> = {};
  let dZ = each((a, y) => (2 / batch) * (a - y), A[depth] ?? [], matrix("Y"));
  for (let l = depth; l >= 1; l--) {
    claimed[`dW${l}`] = each((v) => v / batch, dotOf(T(A[l - 1] ?? []), dZ));
    claimed[`db${l}`] = columnSums(dZ).map((v) => v / batch);
    dZ = each(
      (g, z, a) => g * slope(z, a),
      dotOf(dZ, T(matrix(`W${l}`))),
      Z[l - 1] ?? [],
      A[l - 1] ?? [],
    );
  }
  const loss = (x: Record<string, Tensor>): Tensor => {
    let a = x["X"] as Tensor;
    for (let l = 1; l <= depth; l++) {
      const z = matmul(a, x[`W${l}`] as Tensor).add(x[`b${l}`] as Tensor);
      a = l === depth ? z : op(z);
    }
    return mean(sum(square(sub(a, x["Y"] as Tensor)), 1));
  };
  return { at, loss: loss as never, claimed };
}

describe.each(["tanh", "sigmoid", "relu"] as const)("the article, %s", (name) => {
  test.each([2, 8, 32])("batch %d: 1/batch in every gradient, the mean is taken twice", (batch) => {
    const report = checkDerivation({ ...article(name, batch, [5, 7, 6, 3]), sizes: { batch } });
    expect(report.ok).toBe(false);
    expect(report.first).toMatchObject({ name: "dW3", status: "wrong", confidence: "high" });
    const [best] = report.first?.candidates ?? [];
    expect(best).toMatchObject({ kind: "scale", explained: 5 });
    expect(best?.names.map(({ text }) => text)).toContain(`1/${batch} (batch)`);
    expect(report.first?.text).toContain("the mean is taken twice");
    expect(report.entries.slice(1).map(({ status, cause }) => `${status} ${cause}`)).toEqual(
      Array.from({ length: 5 }, () => "same dW3"),
    );
  });

  test("batch 1: all right, with the warning that this cannot tell", () => {
    const report = checkDerivation(article(name, 1, [5, 7, 6, 3]));
    expect(report.ok).toBe(true);
    expect(report.warnings.join(" ")).toContain("axis 0 of X has size 1");
    expect(String(report)).toContain("axis 0 of X has size 1");
  });
});

test("the article, in full", () => {
  const report = checkDerivation({ ...article("tanh", 8, [5, 7, 6, 3]), sizes: { batch: 8 } });
  expect(String(report)).toMatchInlineSnapshot(`
    "- ✗ dW3 wrong: off by 88% of its largest element
    - → db3 wrong by the same mistake as dW3
    - → dW2 wrong by the same mistake as dW3
    - → db2 wrong by the same mistake as dW3
    - → dW1 wrong by the same mistake as dW3
    - → db1 wrong by the same mistake as dW3

    The first wrong one is dW3.

    dW3: All is 1/8 (batch) times the right numbers: the mean is taken twice, or stands where a sum belongs. It should be dW3 = t1ᵀ @ (0.125·2·(t1 @ W3 + b3 − Y)), with t1 = tanh(tanh(X @ W1 + b1) @ W2 + b2). The same mistake, made once above dW3 or again in each, explains 5 more of your claims."
  `);
});

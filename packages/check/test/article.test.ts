import { describe, expect, test } from "vitest";
import { checkDerivation } from "@chainrule/check";
import { article, articleOf } from "../bench/learners/article.ts";
import { Draw } from "../bench/learners/draw.ts";
import { exactly } from "../bench/learners/paper.ts";

/** Three layers whose gradients of parameters are divided by the batch twice, as many derivations have it. */
function checked(activation: "relu" | "tanh" | "sigmoid", batch: number) {
  const problem = articleOf(new Draw(7), activation, batch);
  const { backward } = article.derive(problem, exactly, () => true);
  const all = Object.entries(Object.assign({}, ...backward) as Record<string, number[][]>);
  const claimed = Object.fromEntries(all.filter(([name]) => !name.startsWith("dZ")));
  return checkDerivation({ loss: article.loss(problem), at: problem.at, claimed });
}

describe.each(["relu", "tanh", "sigmoid"] as const)("%s", (activation) => {
  test.each([2, 8, 32])("batch %i: 1/batch, first in dW3, explains all the others", (batch) => {
    const { ok, first, entries } = checked(activation, batch);
    expect(ok).toBe(false);
    expect(first).toMatchObject({ name: "dW3", confidence: "high" });
    expect(first?.candidates[0]).toMatchObject({ kind: "scale", explained: 5 });
    expect(first?.candidates[0]?.factor).toBeCloseTo(1 / batch, 9);
    expect(first?.candidates[0]?.names.map(({ text }) => text).join(", ")).toContain("the batch");
    expect(entries.filter(({ status }) => status === "same")).toHaveLength(5);
  });

  test("batch 1: all right, with a warning that it cannot tell", () => {
    const { ok, warnings } = checked(activation, 1);
    expect(ok).toBe(true);
    expect(warnings.join("\n")).toContain("size 1");
  });
});

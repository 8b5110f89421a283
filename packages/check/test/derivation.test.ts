import { describe, expect, test } from "vitest";
import { checkDerivation } from "@chainrule/check";
import { derivation, wave } from "./learner.ts";

const roundings: Record<string, (x: number) => number> = {
  float64: (x) => x,
  float32: Math.fround,
  "6 decimals": (x) => Number(x.toFixed(6)),
};

describe.each(Object.entries(roundings))("%s", (_, round) => {
  test.each([
    ["sign", "dZ2", "sign"],
    ["half", "dZ2", "scale"],
    ["mae", "dZ2", "other-loss"],
    ["mean twice", "dW2", "scale"],
    ["Z for A", "dW2", "wrong-operand"],
    ["transposed", "dW2", "transposed"],
    ["last row", "db2", "one-slice"],
    ["updated", "dA1", "updated"],
    ["left out", "dZ1", "left-out"],
    ["place", "dZ1", "wrong-place"],
    ["rival", "dZ1", "other-function"],
    ["unsummed", "db1", "missing-sum"],
  ])("%s: first %s, named %s", (wrong, name, kind) => {
    const report = checkDerivation(derivation(wrong, { round }));
    expect([report.first?.name, report.first?.candidates[0]?.kind]).toEqual([name, kind]);
  });

  test("a right derivation raises no alarm", () => {
    for (const classify of [false, true])
      expect(checkDerivation(derivation("", { classify, round })).ok).toBe(true);
  });
});

test("softmax left out is a box passed through, taken elementwise is a box with its diagonal", () => {
  const of = (wrong: string) =>
    checkDerivation(derivation(wrong, { classify: true, sizes: [3, 4, 3] }));
  expect(of("softmax").first?.candidates[0]?.kind).toBe("skipped");
  expect(of("elementwise").first?.candidates[0]?.kind).toBe("formula");
});

test("what follows from a wrong gradient is not blamed again; from parameters alone, one mistake explains all", () => {
  const problem = derivation("sign");
  const statuses = (claimed: typeof problem.claimed | typeof problem.parameters) =>
    checkDerivation({ ...problem, claimed }).entries.map((e) => e.status);
  expect(statuses(problem.claimed)).toEqual([
    "wrong",
    ...Array.from({ length: 6 }, () => "follows"),
  ]);
  expect(statuses(problem.parameters)).toEqual(["wrong", "same", "same", "same"]);
});

test("numbers that follow no rule stay unknown", () => {
  const problem = derivation();
  const claimed = { ...problem.claimed, dW1: wave(3, 4, 9) };
  const report = checkDerivation({ ...problem, claimed });
  expect(report.first).toMatchObject({ name: "dW1", confidence: "none", candidates: [] });
});

import { type Tensor, exp, matmul, sum } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { checkDerivation } from "@chainrule/check";
import { type Mat, T, derivation, dotOf, each, wave } from "./learner.ts";

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

test("few digits: how large an error they could hide", () => {
  const round = (x: number): number => Number(x.toFixed(3));
  const { loss, at, parameters } = derivation("", { round });
  const report = checkDerivation({ loss, at, claimed: parameters });
  expect(report.ok).toBe(true);
  expect(String(report)).toMatch(
    /Note: right is right to the digits you gave\. An error below this share of its largest element might not be seen: dW2 [\d.]+%/,
  );
  for (const { name, blur } of report.entries) {
    expect(blur).toBeGreaterThan(0.001);
    expect(blur).toBeLessThan(0.2);
    const claim: Mat | number[] = parameters[name as keyof typeof parameters];
    const top = Math.max(...claim.flat().map(Math.abs));
    const isSeen = (share: number): boolean => {
      const moved = (v: number, i: number): number => round(v + share * top * (i % 2 ? 1 : -1));
      const off = claim.map((v, i) => (typeof v === "number" ? moved(v, i) : v.map(moved)));
      return !checkDerivation({ loss, at, claimed: { ...parameters, [name]: off } }).ok;
    };
    expect(isSeen(3 * blur)).toBe(true);
    expect(isSeen(blur / 10)).toBe(false);
  }
  const exact = derivation();
  const { entries } = checkDerivation({ loss: exact.loss, at: exact.at, claimed: exact.claimed });
  expect(entries.every(({ blur }) => blur === 0)).toBe(true);
});

test("an error that digits barely show is no convention", () => {
  const at = { X: wave(6, 3, 1), W: wave(3, 4, 2) };
  const doubled = { X: each((v) => 2 * v, at.X), W: each((v) => 2 * v, at.W) };
  const loss = ({ X, W }: { X: Tensor; W: Tensor }): Tensor => {
    const Z = matmul(X, W).named("Z");
    return sum(exp(Z)).sub(sum(Z).mul(0.001));
  };
  const round = (x: number): number => Number(x.toPrecision(4));
  const slopes = each(Math.exp, dotOf(doubled.X, doubled.W));
  const dW = dotOf(
    T(doubled.X),
    each((v) => v - 0.001, slopes),
  );
  const claimed = { dZ: each(round, slopes), dW: each(round, dW) };
  const report = checkDerivation({ loss, at: doubled, claimed });
  expect(report.convention).toBeUndefined();
  expect(report.first).toMatchObject({ name: "dZ", candidates: [{ kind: "path" }] });
});

test("what follows from rounded numbers much smaller than the right ones has their noise", () => {
  const round = (x: number): number => Number(x.toFixed(4));
  const { loss, at, claimed } = derivation("", { round });
  const X = each((v) => 10 * v, at.X);
  const nonsense = each((v) => 0.004 * v, wave(5, 4, 11));
  const dW1 = each(round, dotOf(T(X), nonsense));
  const { dZ2, dA1 } = claimed;
  const tenth = each((v) => v / 10, at.W1);
  const report = checkDerivation({
    loss,
    at: { ...at, X, W1: tenth },
    claimed: { dZ2, dA1, dZ1: each(round, nonsense), dW1 },
  });
  expect(report.entries.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "dZ2 right",
    "dA1 right",
    "dZ1 wrong",
    "dW1 follows",
  ]);
});

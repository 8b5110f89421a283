import { assertGradients, checkGradients } from "@chainrule/check";
import { GradientError } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { mistakes } from "./gradients/wrong.ts";

describe("what is wrong is called so", () => {
  test("there are at least 60 mistakes", () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(60);
  });

  test.each(mistakes)("$name", ({ f, at, culprit, wrong, ratio, order = 1 }) => {
    if (order === 2) expect(checkGradients(f, at).ok).toBe(true);
    const report = checkGradients(f, at, { order });
    const bad = report.inputs.filter(({ counts }) => counts.wrong > 0);
    const elements = bad.flatMap((input) =>
      input.elements.filter(({ verdict }) => verdict === "wrong"),
    );
    expect(report.ok, String(report)).toBe(false);
    const culprits = new Set(elements.map((element) => element.culprit));
    expect(
      [...culprits].toSorted((a, b) => (String(a) < String(b) ? 1 : -1)).join(" or "),
      String(report),
    ).toBe(culprit);
    if (wrong !== undefined) expect(elements.length, String(report)).toBe(wrong);
    if (ratio !== undefined)
      for (const input of bad) expect(input.ratio, String(report)).toBeCloseTo(ratio, 6);
    expect(() => assertGradients(f, at, { order })).toThrow(GradientError);
  });
});

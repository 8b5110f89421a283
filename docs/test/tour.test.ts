import { describe, expect, test } from "vitest";
import { fixed, scientific, short } from "../src/terminal/numbers.ts";
import { WIDTH, keptPage } from "../src/terminal/page.ts";
import { build } from "../src/tour/build.ts";
import { derive, descent } from "../src/tour/derive.ts";
import { isPart, parts, unknownPart } from "../src/tour/parts.ts";
import { verify } from "../src/tour/verify.ts";

/** Lines that a terminal of 100 columns would break, and colours, which a file has no use for. */
function expectPlain(text: string): void {
  expect(text.split("\n").filter((line) => line.length > WIDTH)).toEqual([]);
  expect(text).not.toContain("\u001B");
  expect(text).not.toMatch(/undefined|NaN|\[object/);
}

test("derive finds the formulas, the minimum and the chain rule", () => {
  const page = keptPage();
  const { formulas, minimum, chain } = derive(page);
  expect(formulas).toEqual(["x² − 4·x + 5", "2·x − 4", "2"]);
  expect(Math.abs(minimum - 2)).toBeLessThan(1e-3);
  expect(chain.formula).toBe("2·(a − y)·(1 − a²)·x");
  expect(chain.engine).toBeCloseTo(chain.differences, 9);
  expectPlain(page.text());
});

test("each step multiplies the distance to the minimum by 1 − 2·rate", () => {
  expect(descent(0.5, 1)).toEqual([-1, 2]);
  for (const rate of [0.01, 0.1, 0.95, 1.05]) {
    const distances = descent(rate, 10).map((x) => x - 2);
    for (const [k, distance] of distances.entries())
      expect(distance).toBeCloseTo(-3 * (1 - 2 * rate) ** k, 10);
  }
});

test("build: the network is off by at most 3 mpg over five seeds, and better than a linear model on each", () => {
  const page = keptPage();
  const { scores, average } = build(page);
  expect(scores).toHaveLength(5);
  expect(average.network).toBeLessThan(3);
  for (const { network, linear, constant } of scores) {
    expect(network).toBeLessThan(linear);
    expect(linear).toBeLessThan(constant);
  }
  expect(page.text()).toContain(`off by ${fixed(average.network, 2)} mpg`);
  expectPlain(page.text());
}, 60_000);

test("verify finds the factor 1/batch, in every parameter, for four batches", () => {
  const page = keptPage();
  const { batches, courses } = verify(page);
  expect(batches.map(({ batch }) => batch)).toEqual([1, 2, 8, 32]);
  for (const { batch, article, corrected, report } of batches) {
    expect(report.ok).toBe(batch === 1);
    expect(article.map(({ name }) => name)).toEqual(["W1", "b1", "W2", "b2", "W3", "b3"]);
    for (const { ratio } of article) expect(Math.abs(ratio * batch - 1)).toBeLessThan(1e-12);
    for (const { ratio } of corrected) expect(Math.abs(ratio - 1)).toBeLessThan(1e-12);
  }
  expect(courses.apart).toBeLessThan(1e-12);
  expect(page.text()).toContain("one sample cannot tell");
  expectPlain(page.text());
});

describe("the command", () => {
  test("knows its parts, and answers others in one sentence", () => {
    expect(Object.keys(parts)).toEqual(["derive", "build", "verify"]);
    expect(isPart("toString")).toBe(false);
    expect(unknownPart("train")).toBe(
      'tour: there is no part "train": write derive, build, verify, or nothing for all of them.',
    );
  });
});

test("numbers read well", () => {
  expect([fixed(-0.00001, 2), fixed(-1.005, 1), short(-0.125), short(1 / 3, 3)]).toEqual([
    "0.00",
    "−1.0",
    "−0.125",
    "0.333",
  ]);
  expect([scientific(0), scientific(2.34e-17)]).toEqual(["0", "2.3e−17"]);
});

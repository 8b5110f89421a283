import { checkGradients } from "@chainrule/check";
import { describe, expect, test } from "vitest";
import { rows } from "./gradients/right.ts";

describe("nothing is called wrong that is right", () => {
  test("there are at least 60 functions", () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });

  test.each(rows)("$name", ({ f, at, but = {} }) => {
    const report = checkGradients(f, at);
    const { right, wrong, kink, precision } = report.counts;
    expect({ wrong, kink, precision }, String(report)).toEqual({
      wrong: 0,
      kink: 0,
      precision: 0,
      ...but,
    });
    expect(right + kink + precision).toBeGreaterThan(0);
  });

  test.each(rows)("$name, twice", ({ f, at }) => {
    const report = checkGradients(f, at, { order: 2 });
    expect(report.ok, String(report)).toBe(true);
  });
});

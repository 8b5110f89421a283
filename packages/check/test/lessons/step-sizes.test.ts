import { stepSizes } from "@chainrule/check";
import * as C from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { formats, numbersIn } from "../trace/read.ts";

/** Functions in the engine and in plain arithmetic, where the rules of thumb hold. */
const ordinary: readonly (readonly [
  name: string,
  f: (x: C.Tensor) => C.Tensor,
  plain: (x: number) => number,
  at: number,
])[] = [
  ["exp", C.exp, Math.exp, 1],
  ["exp(sin(x))", (x) => x.sin().exp(), (x) => Math.exp(Math.sin(x)), 1],
  ["1/x", C.reciprocal, (x) => 1 / x, 2],
  ["x⁴ − x", (x) => x.pow(4).sub(x), (x) => x ** 4 - x, 1.5],
  ["ln(1 + x²)", (x) => x.square().add(1).log(), (x) => Math.log(x * x + 1), -0.7],
  ["tanh", C.tanh, Math.tanh, 0.4],
];

describe.each(ordinary)("%s", (_, f, plain, x) => {
  const report = stepSizes(f, x);
  const { rows, derivative, best, rules } = report;

  test("errors are those of the quotients", () => {
    expect(rows.map(({ h }) => h)).toEqual(Array.from({ length: 17 }, (_, k) => Number(`1e-${k}`)));
    for (const { h, forward, central } of rows) {
      const off = (slope: number) => Math.abs(slope - derivative) / Math.abs(derivative);
      const rounding = (8 * 2 ** -52 * (Math.abs(plain(x)) + 1)) / h / Math.abs(derivative);
      expect(Math.abs(forward - off((plain(x + h) - plain(x)) / h))).toBeLessThan(rounding);
      expect(Math.abs(central - off((plain(x + h) - plain(x - h)) / (2 * h)))).toBeLessThan(
        rounding,
      );
    }
  });

  test("they fall, and rise again; the best steps are near those of the rules", () => {
    expect(report.ok).toBe(true);
    for (const method of ["forward", "central"] as const) {
      const least = best[method][method];
      expect(rows.some((row) => row[method] < least)).toBe(false);
      expect(rows[1]![method] / least).toBeGreaterThan(100);
      expect(rows[15]![method] / least).toBeGreaterThan(100);
      expect(Math.abs(Math.log10(best[method].h / rules[method]))).toBeLessThan(1.4);
    }
    expect(best.central.central).toBeLessThan(best.forward.forward);
    expect(best.ridders.ridders).toBeLessThan(best.central.central);
    expect([rules.forward, rules.central]).toEqual([2 ** -26, Math.cbrt(2 ** -52)]);
    expect(String(report)).toContain("the rule √ε = 1.5e−8 holds.");
    expect(String(report)).toContain("the rule ∛ε = 6.1e−6 holds.");
  });

  test("every format shows these numbers, to two digits", () => {
    for (const [, read] of formats) {
      const [table = []] = read(report);
      expect(table).toHaveLength(18);
      rows.forEach((row, i) => {
        const cells = table[i + 1]!;
        const shown = [cells[0]!, cells[1]!, cells[3]!, cells[5]!].map(
          (cell) => numbersIn(cell)[0]!,
        );
        [row.h, row.forward, row.central, row.ridders].forEach((x, k) =>
          expect(Math.abs(shown[k]! - x)).toBeLessThanOrEqual(0.0501 * x),
        );
        [row.forward, row.central, row.ridders].forEach((x, k) => {
          const digits = Math.min(16, Math.max(0, Math.round(-Math.log10(x))));
          expect(cells[2 + 2 * k]).toBe("█".repeat(digits) || "·");
        });
      });
    }
  });
});

describe("where the rules do not hold, it says so", () => {
  const said = (f: (x: C.Tensor) => C.Tensor, x: number | C.Tensor): string =>
    String(stepSizes(f, x));

  test("a straight line, a parabola", () => {
    expect(said((x) => x.mul(3), 2)).toContain("f is straight here");
    expect(said((x) => x.square(), 3)).toContain("and central ones have none, as of a parabola.");
    expect(said((x) => x.square(), 3)).not.toContain("straight");
  });

  test("nothing cancels where f is 0", () => {
    const still = "Short steps: nothing cancels here, so that the shorter is the better.";
    for (const f of [C.sin, (x: C.Tensor) => x.pow(3)]) {
      expect(said(f, 0)).toContain("The error of forward differences falls as h², that");
      expect(said(f, 0)).toContain(still);
      expect(said(f, 0)).not.toContain("which cancel");
      expect(said(f, 0)).not.toContain("the rule");
    }
    expect(said((x) => x.mul(3), 0)).toContain("and nothing cancels in the short ones.");
    expect(said(C.exp, 1)).not.toContain(still);
  });

  test("a derivative that is wrong is no kink", () => {
    const cut = stepSizes((x) => C.stopGradient(x).mul(x.exp()), 1);
    expect(cut.agreed).toBeCloseTo(2 * Math.E, 2);
    expect(String(cut)).toContain("which is not the derivative: a rule is wrong, or a path is cut");
    expect(String(cut)).not.toContain("kink");
    for (const [f, x] of [
      [C.floor, 1],
      [C.abs, 0],
      [C.relu, 0],
      [C.sin, 1],
    ] as const)
      expect(stepSizes(f, x).agreed).toBe(null);
  });

  test("what has values on one side only is no parabola", () => {
    expect(said((x) => x.pow(1 / 3), 1e-9)).not.toContain("as of a parabola");
    expect(said(C.log, 1e4)).toContain("that of central ones as h².");
  });

  test("kinks and jumps", () => {
    for (const f of [C.abs, C.relu, (x: C.Tensor) => C.maximum(x, x.mul(3))]) {
      expect(stepSizes(f, 0).ok).toBe(false);
      expect(said(f, 0)).toContain("f has a kink or a jump at x");
    }
    expect(stepSizes(C.relu, 0.5).ok).toBe(true);
  });

  test("another scale of x, or of the bends", () => {
    expect(said(C.log, 1e4)).toContain("not √ε = 1.5e−8");
    expect(said((x) => x.mul(1000).sin(), 0.3)).toContain("not ∛ε = 6.1e−6");
  });

  test("float32", () => {
    const report = stepSizes(C.exp, C.tensor(1, { dtype: "float32" }));
    expect(report.rules.forward).toBe(Math.sqrt(2 ** -23));
    expect(report.best.forward.h).toBeGreaterThan(1e-5);
    expect(String(report)).toContain("the rule √ε = 3.5e−4 holds.");
  });
});

test("next to a derivative of 0, errors are absolute", () => {
  for (const [f, x] of [
    [C.sin, Math.PI / 2],
    [C.square, 0],
  ] as const) {
    const report = stepSizes(f, x);
    expect([report.relative, report.ok]).toEqual([false, true]);
    expect(String(report)).toContain("Errors are absolute");
  }
});

test("outside of the domain there is no error", () => {
  const report = stepSizes(C.log, 0.05);
  expect(report.rows.slice(0, 2).map(({ central }) => central)).toEqual([NaN, NaN]);
  expect(report.best.central.h).toBeLessThan(1e-4);
  expect(String(report)).toContain("—");
});

test("the elements of a tensor move together", () => {
  const x = C.tensor([1, 2]);
  const report = stepSizes((x) => x.square().mul(x).sum(), x);
  expect(report.derivative).toBe(15);
  expect(report.rows[2]!.forward).toBeCloseTo(((1.01 ** 3 + 2.01 ** 3 - 9) / 0.01 - 15) / 15, 9);
});

test("what has no slope is refused", () => {
  expect(() => stepSizes(2 as never, 1)).toThrow("stepSizes: 2: it takes a function of tensors");
  expect(() => stepSizes(C.exp, "1" as never)).toThrow(
    new C.ValueError(
      "stepSizes",
      'x "1"',
      "it is a number or a tensor",
      "write stepSizes((x) => x.sin(), 1)",
    ),
  );
  expect(() => stepSizes(C.exp, C.tensor([1, 2]))).toThrow(C.GradientError);
  expect(() => stepSizes(C.log, 0)).toThrow(
    new C.ValueError(
      "stepSizes",
      "f(x) = -Infinity, f′(x) = Infinity",
      "they are not finite",
      "choose another x",
    ),
  );
});

import { expect, test } from "vitest";
import { log, normalQuantile } from "../src/random/normal.ts";
import { threefry2x32 } from "../src/random/threefry.ts";

// Key, counter and answer: the rows of Random123's kat_vectors for 20 rounds.
test.each([
  [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
])("threefry2x32 of %i %i, %i %i", (key0, key1, counter0, counter1, ...answer) => {
  const out = new Uint32Array(4);
  threefry2x32(key0, key1, counter0, counter1, out, 1);
  expect([...out]).toEqual([0, ...answer, 0]);
});

/** The largest |f(x) / y − 1| over a table of x and y in turn. */
function relativeError(table: string, f: (x: number) => number): number {
  const numbers = table.trim().split(/\s+/).map(Number);
  const errors = numbers.map((x, i) => (i % 2 === 0 ? f(x) / (numbers[i + 1] ?? NaN) - 1 : 0));
  return Math.max(...errors.map(Math.abs));
}

// log by mpmath 1.3 with 200 bits; quantiles by statistics.NormalDist().inv_cdf, CPython 3.11.
const LOG = `
  5e-324 -744.4400719213812  1e-310 -713.8013788281542  1e-300 -690.7755278982137
  5.551115123125783e-17 -37.42994775023705  1e-09 -20.72326583694641  0.3 -1.2039728043259361
  0.7071067811865475 -0.34657359027997275  0.7071067811865477 -0.3465735902799724
  0.999999 -1.000000500029089e-06  1.000001 9.999994999180668e-07  1.37 0.3148107398400336
  1.4142135623730951 0.3465735902799727  2 0.6931471805599453  12345.678 9.421061321291832
  1e+100 230.25850929940458  1.7976931348623157e+308 709.782712893384`;
const QUANTILE = `
  5e-324 -38.46740561714434  1e-300 -37.0470962993612  1e-100 -21.27345356096532
  5.551115123125783e-17 -8.292361075813595  1e-12 -7.034483825301132  1.3e-11 -6.66761145651074
  1.4e-11 -6.656723091518184  1e-06 -4.753424308822899  0.001 -3.090232306167813
  0.01 -2.3263478740408408  0.07 -1.4757910281791702  0.075 -1.4395314709384557
  0.08 -1.4050715603096322  0.2 -0.8416212335729142  0.4 -0.2533471031357998
  0.49 -0.025068908258711057  0.499999 -2.5066282745665597e-06  0.6 0.2533471031357998
  0.9 1.2815515655446008  0.92 1.4050715603096327  0.93 1.4757910281791708
  0.975 1.9599639845400536  0.999 3.090232306167813  0.9999999999 6.361340889697421
  0.9999999999999999 8.209536151601386`;

test("log", () => {
  expect(relativeError(LOG, log)).toBeLessThan(2 ** -52);
  const edges = [1, 0, -0, Infinity, -1, -Infinity, NaN];
  expect(edges.map(log)).toEqual([0, -Infinity, -Infinity, Infinity, NaN, NaN, NaN]);
});

test("normalQuantile", () => {
  expect(relativeError(QUANTILE, normalQuantile)).toBeLessThan(1e-14);
  const edges = [0.5, 0, 1, -0.1, 1.1, NaN];
  expect(edges.map(normalQuantile)).toEqual([0, -Infinity, Infinity, NaN, NaN, NaN]);
  for (const p of [0.25, 2 ** -4, 2 ** -40]) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
});

import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** A file of reference values. */
export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));

export interface Flat {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Every number within `tolerance · max(1, |a|, |b|)`; a NaN fails. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  const errors = Array.from(actual, (a, i) => {
    const b = expected[i] ?? NaN;
    return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  });
  const bad = errors.findIndex((error) => !(error <= tolerance));
  if (bad >= 0)
    expect.fail(
      `element ${bad}: ${actual[bad]} instead of ${expected[bad]}, off by ${errors[bad]}`,
    );
}

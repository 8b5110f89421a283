/** Comparisons that throw, and say what is wrong. */

export interface Tolerance {
  readonly relative: number;
  /** Stands beside the relative one where the expected number is small. */
  readonly absolute: number;
}

export const tolerance = (relative: number, absolute: number = relative): Tolerance => ({
  relative,
  absolute,
});

/**
 * Whether `a` is `b` up to rounding. NaN is near NaN only, an infinity near itself only: neither must set
 * the tolerance, and every comparison with NaN is false, so the claim is `error ≤ bound`, never its opposite.
 */
export function near(a: number, b: number, { relative, absolute }: Tolerance): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= absolute + relative * Math.abs(b);
}

/** Throws unless every element is near the expected one. */
export function expectNear(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: Tolerance,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${actual.length} elements, not ${expected.length}`);
  for (let i = 0; i < actual.length; i++)
    if (!near(actual[i] as number, expected[i] as number, bound))
      throw new Error(
        `${what}: element ${i} is ${actual[i]}, not ${expected[i]}${diagnosis(actual, expected)}`,
      );
}

/** One factor that explains all errors is a diagnosis: a sign, a count, a missing ½. */
function diagnosis(actual: ArrayLike<number>, expected: ArrayLike<number>): string {
  const n = actual.length;
  let ab = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    ab += (actual[i] as number) * (expected[i] as number);
    bb += (expected[i] as number) ** 2;
  }
  const factor = ab / bb;
  for (let i = 0; i < n; i++)
    if (!near(actual[i] as number, factor * (expected[i] as number), tolerance(1e-6))) return "";
  return n < 2 ? "" : `; all are ${Number(factor.toPrecision(4))} of what they should be`;
}

/** Throws unless the same bits stand at the same places. */
export function expectSame(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${actual.length} elements, not ${expected.length}`);
  for (let i = 0; i < actual.length; i++)
    if (!Object.is(actual[i], expected[i]))
      throw new Error(`${what}: element ${i} is ${actual[i]}, not exactly ${expected[i]}`);
}

export function expectShape(what: string, actual: readonly number[], wanted: readonly number[]) {
  if (actual.length !== wanted.length || actual.some((d, i) => d !== wanted[i]))
    throw new Error(`${what}: shape [${actual.join(", ")}], not [${wanted.join(", ")}]`);
}

export function expectEqual(what: string, actual: unknown, wanted: unknown): void {
  if (!Object.is(actual, wanted))
    throw new Error(`${what}: ${String(actual)}, not ${String(wanted)}`);
}

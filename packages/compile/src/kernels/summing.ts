/** Loops over what a product sums. */
import type { Code } from "../wasm/code.ts";

/** An address in a local, and by how many bytes it moves along each of the summed axes. */
export interface Moving {
  readonly local: number;
  readonly steps: readonly number[];
}

/** Call `run` at each place of all of these axes but the last, along which it moves the pointers to the end. */
export function runs(
  code: Code,
  [count, ...rest]: readonly number[],
  pointers: readonly Moving[],
  run: () => void,
): void {
  if (count === undefined || rest.length === 0) return run();
  const inside = pointers.map(({ local, steps }) => ({ local, steps: steps.slice(1) }));
  code.repeat(count, () => {
    runs(code, rest, inside, run);
    for (const { local, steps } of pointers)
      code.advance(local, (steps[0] ?? 0) - (rest[0] ?? 0) * (steps[1] ?? 0));
  });
}

/** Call `body` at each place of these axes, the last innermost; it moves no pointer, as along one more axis of no places. */
export const summing = (
  code: Code,
  inner: readonly number[],
  pointers: readonly Moving[],
  body: () => void,
): void => runs(code, [...inner, 0], pointers, body);

/** The steps of what lies one after the other, `by` apart, in the order of these axes. */
export const packedSteps = (inner: readonly number[], by: number): number[] =>
  inner.map((_, axis) => inner.slice(axis + 1).reduce((n, d) => n * d, by));

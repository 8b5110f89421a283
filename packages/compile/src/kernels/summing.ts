/** Loops over what a product sums. */
import type { Code } from "../wasm/code.ts";

/** An address in a local, and by how many bytes it moves along each of the summed axes. */
export interface Moving {
  readonly local: number;
  readonly steps: readonly number[];
}

/**
 * Run `body` at each place of these axes, the last innermost. The pointers move along; behind the last place they stand one
 * step of the first axis on.
 */
export function summing(
  code: Code,
  [count, ...rest]: readonly number[],
  pointers: readonly Moving[],
  body: () => void,
): void {
  if (count === undefined) return body();
  const inside = pointers.map(({ local, steps }) => ({ local, steps: steps.slice(1) }));
  code.repeat(count, () => {
    summing(code, rest, inside, body);
    for (const { local, steps } of pointers) {
      const moved = (rest[0] ?? 0) * (steps[1] ?? 0);
      const left = (steps[0] ?? 0) - moved;
      if (left !== 0) code.advance(local, left);
    }
  });
}

/** The steps of what lies one after the other, `by` apart, in the order of these axes. */
export const packedSteps = (inner: readonly number[], by: number): number[] =>
  inner.map((_, axis) => inner.slice(axis + 1).reduce((n, d) => n * d, by));

import { type Tensor, ValueError } from "@chainrule/core";
import { isFloat } from "@chainrule/core/engine";
import type { Backward } from "../pass/backward.ts";
import type { Size } from "../pass/dimensions.ts";

/** The dimensions under the names that were given to their sizes. */
export function namedSizes(given: Readonly<Record<string, number>>, dims: readonly Size[]): Size[] {
  const named = Object.entries(given).map(([text, n]) => {
    if (Number.isSafeInteger(n) && n > 0) return { n, text, known: true as const };
    throw new ValueError(
      "checkDerivation",
      `sizes ${text}: ${String(n)}`,
      "a size is a whole number from 1 up",
      "write { batch: 32 }",
    );
  });
  return [...named, ...dims.filter(({ n }) => !named.some((own) => own.n === n))];
}

/** A node used three times or more: a learner may have averaged its uses. */
export const usesOf = ({ parts }: Backward): Size[] =>
  [...parts].flatMap(([{ name }, own]) =>
    own.length > 2 && name !== undefined ? [{ n: own.length, text: `uses of ${name}` }] : [],
  );

/** How many terms sums have that run over several dimensions at once. */
export function termsOf(nodes: readonly Tensor[], known: readonly Size[]): Size[] {
  const counts = nodes.flatMap(({ op: { kernel }, inputs: [x] }) => {
    if (x === undefined || kernel.kind !== "fold" || kernel.axes.length < 2) return [];
    return [kernel.axes.reduce((n, axis) => n * (x.shape[axis] ?? 1), 1)];
  });
  const isNew = (n: number): boolean => n > 1 && known.every((size) => size.n !== n);
  return [...new Set(counts)].filter(isNew).map((n) => ({ n, text: `the terms of a sum` }));
}

/** No program has more numbers with a meaning. */
const MOST = 12;

/** Numbers written in the program. */
export const constantsIn = (forward: readonly Tensor[]): number[] =>
  forward
    .flatMap(({ op: { kernel }, value, dtype, name }) =>
      kernel.kind === "leaf" && typeof value === "number" && name === undefined && isFloat(dtype)
        ? [value]
        : [],
    )
    .slice(0, MOST);

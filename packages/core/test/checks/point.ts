import { type Tensor, add, grad, gradients, hvp, jvp, mul, sum } from "../../src/index.ts";
import type { Point } from "../table/decided.ts";
import { expectNear, tolerance } from "./metric.ts";
import { flat, leaf } from "./sample.ts";

const exact = tolerance(4e-16, 0);

const leaves = (vectors: readonly (readonly number[])[]): Tensor[] =>
  vectors.map((values) => leaf(values, [values.length]));

/** The decided slopes, by the sweep on values, the sweep on the graph, and forward mode coordinate by coordinate. */
export function slopesAreAsDecided({ f, at, slopes, bends, cotangent = 1 }: Point): void {
  const score = (xs: readonly Tensor[]): Tensor => sum(mul(f(...xs), cotangent));
  const wanted = slopes.flat();
  expectNear("slope on values", flat(grad(score)(leaves(at))), wanted, exact);
  const xs = leaves(at);
  expectNear("slope on the graph", flat(gradients(score(xs), xs)), wanted, exact);
  if (cotangent === 1) expectNear("slope forwards", forwards(score, at), wanted, exact);
  if (bends === undefined) return;
  const ones = leaves(at.map((values) => values.map(() => 1)));
  const along = (ys: readonly Tensor[]): Tensor =>
    grad(score)(ys)
      .map((g) => sum(g))
      .reduce((a, b) => add(a, b));
  expectNear("bend, forward over reverse", flat(hvp(score)(leaves(at), ones)), bends.flat(), exact);
  expectNear("bend, reverse over reverse", flat(grad(along)(leaves(at))), bends.flat(), exact);
}

/** How the score moves when one coordinate does and all others stand still. */
function forwards(
  score: (xs: readonly Tensor[]) => Tensor,
  at: readonly (readonly number[])[],
): number[] {
  return at.flatMap((values, k) =>
    values.map((_, i) => {
      const moves = at.map((other, j) => other.map((_, n) => (j === k && n === i ? 1 : 0)));
      return flat([jvp((...xs) => score(xs), leaves(at), leaves(moves))[1]])[0] ?? NaN;
    }),
  );
}

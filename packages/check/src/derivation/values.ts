import type { Tensor } from "@chainrule/core";
import { type Numbers, largest, near, numbersOf } from "../pass/numbers.ts";
import type { World } from "../pass/world.ts";
import type { Claim } from "./claims.ts";
import { roundingNoise } from "./noise.ts";
import { type Precision, tolerance } from "./precision.ts";
import { error, longer, misshapen } from "./rows.ts";
import { fitShape } from "./shapes.ts";
import type { Status, Verdict } from "./verdict.ts";

/** Judge forward values one after the other; wrong ones take the place of the truth in `world`, so that the next is judged given them. */
export function judgeValues(
  claims: readonly Claim[],
  world: World,
  precision: Precision,
): Verdict[] {
  const place = new Map(world.order.map((x, i) => [x, i]));
  const sorted = claims.toSorted((a, b) => (place.get(a.of) ?? 0) - (place.get(b.of) ?? 0));
  const noise = roundingNoise(
    sorted.map(({ of }) => of),
    precision,
  );
  const truths = sorted.map(({ of }) => numbersOf(of).slice());
  const wrong: Verdict[] = [];
  return sorted.map((claim, i): Verdict => {
    const truth = truths[i] ?? new Float64Array();
    const within = (v: Numbers, from = v): Numbers =>
      tolerance(precision, v).map((t, j) => t + 4 * (noise[i]?.[j] ?? 0) * largest(from));
    const { value, finding } = fitShape(claim.of, claim.value, claim.shape, truth, within(truth));
    const tol = within(longer(truth, value), truth);
    const now = numbersOf(claim.of);
    const unfit =
      finding.kind === "unfit" || finding.kind === "missing-sum" || !value.every(Number.isFinite);
    const isRight = near(value, truth, tol);
    const isTurned = finding.kind === "transposed" && isRight;
    const above = wrong.filter((other) => isAbove(other.claim.of, claim.of, world));
    const status: Status =
      unfit || finding.kind === "transposed"
        ? "wrong"
        : isRight
          ? "right"
          : above.length > 0 && near(value, now, tol)
            ? "follows"
            : "wrong";
    const verdict: Verdict = {
      claim,
      status,
      shape: finding,
      upstream: above.map((other) => other.claim),
      target: claim.of,
      candidates: isTurned ? [misshapen("transposed", claim.of)] : [],
      confidence: isTurned ? "high" : "none",
      error: unfit ? Infinity : error(value, truth),
    };
    if (status === "wrong" && !unfit && !isRight) {
      wrong.push(verdict);
      world.pin(claim.of, value);
    } else if (isRight && above.length > 0) world.pin(claim.of, truth);
    return verdict;
  });
}

/** Whether `y` is computed from `x`. */
function isAbove(x: Tensor, y: Tensor, { order }: World): boolean {
  const reached = new Set([x]);
  for (const node of order) if (node.inputs.some((input) => reached.has(input))) reached.add(node);
  return x !== y && reached.has(y);
}
